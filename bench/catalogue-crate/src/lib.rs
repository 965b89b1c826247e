//! What the rows of the catalogue are made of, and what runs them.
//!
//! A row is two files with the same interface, `pattern.rs` and `ideal.rs`:
//!
//! ```ignore
//! use super::*; // the leaves below, and the crates that a row is about
//! pub fn operation(x: u64) -> impl Future<Output = u64>; // or: pub async fn
//! ```
//!
//! `count = "each"`: `operation(x)` is one operation, for x in 0..n.
//! `count = "inside"`: `operation(n)` is n operations.

pub mod allocations;
pub mod command;
pub mod drive;
pub mod ideal;
pub mod leaf;
pub mod trace;

/// A row, polled in one of its ways.
pub struct Row {
    /// "ready-depth-5/dyn"
    pub name: &'static str,
    /// n operations; what they returned, added up.
    pub run: fn(u64) -> u64,
    /// Bytes of the future.
    pub frame: fn() -> usize,
    /// Only with the feature "trace".
    pub trace: Option<fn(&mut drive::Tracer)>,
    /// Is a poll after Ready part of what is compared? Are allocations?
    pub repoll: bool,
    pub allocations: bool,
}

/// What a row finds in `super`: leaves of its own, by its own number.
#[macro_export]
macro_rules! row_prelude {
    ($salt:literal) => {
        #[allow(unused_imports)]
        pub use std::{
            future::{Future, poll_fn},
            pin::{Pin, pin},
            task::{Context, Poll},
        };
        #[allow(unused_imports)]
        pub use $crate::{
            ideal::{now, once, poll, resumed, steps},
            leaf::{Guard, effect, opaque},
        };
        pub type Ready = $crate::leaf::Ready<$salt>;
        pub type Suspend = $crate::leaf::Suspend<$salt>;

        /// Ready at its first poll, with `tag(value)`.
        #[allow(dead_code)]
        pub fn ready(value: u64) -> Ready {
            $crate::leaf::Ready::new(value)
        }

        /// Pending `times` times, each time after waking its task, then ready with
        /// `tag(value)`.
        #[allow(dead_code)]
        pub fn suspend(times: u64, value: u64) -> Suspend {
            $crate::leaf::Suspend::new(times, value)
        }

        /// A computation that is not a future's, and not another row's.
        #[allow(dead_code)]
        pub fn tag(value: u64) -> u64 {
            value.wrapping_add($salt)
        }
    };
}
