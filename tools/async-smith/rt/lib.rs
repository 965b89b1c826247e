//! The upstream crate of a generated program: what its futures are made of, and some of them.
#![allow(warnings)]
pub mod combine;
pub mod drive;
pub mod event;
pub mod gen_up;
pub mod leaf;
pub mod prelude;
pub mod stream;
pub mod task;
pub mod value;
