//! What generated code uses without naming where it is.
pub use crate::combine::*;
pub use crate::drive::*;
pub use crate::event::*;
pub use crate::gen_up::*;
pub use crate::leaf::*;
pub use crate::stream::*;
pub use crate::task::*;
pub use crate::value::*;
pub use crate::wait256;
pub use std::future::{Future, poll_fn};
pub use std::mem::ManuallyDrop;
pub use std::pin::{Pin, pin};
pub use std::sync::Arc;
pub use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
pub use std::task::{Context, Poll, Waker};
