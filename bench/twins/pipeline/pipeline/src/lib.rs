//! A logger of measurements. Packets come in, are checked and decoded, filtered per channel;
//! what is out of range goes to a radio at once, averages are packed and written to flash.
//!
//! With the feature `blocking`, maybe-async removes every `async` and `.await`: then a stage
//! gives what it has to the next one by calling it (`plumbing.rs`, `run.rs`), and devices are
//! waited for in a loop (`device.rs`). All else is the same source.
#![no_std]
#![forbid(unsafe_code)]
#![allow(async_fn_in_trait)]

#[cfg(not(feature = "blocking"))]
pub mod channel;
pub mod decode;
pub mod device;
pub mod filter;
pub mod flash;
pub mod pack;
pub mod plumbing;
pub mod radio;
pub mod run;
pub mod source;
