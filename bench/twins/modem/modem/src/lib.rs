//! A cellular modem: brings it up, keeps it connected, sends telemetry. `telemetry::run` is
//! the program; a board brings UART, clock and the power key.
//!
//! With the feature `blocking`, maybe-async removes every `async` and `.await`, and the
//! traits are those of embedded-io; all else is the same source, except for how a UART and a
//! clock are waited for (`uart.rs`, `clock.rs`).
#![no_std]
#![forbid(unsafe_code)]
#![allow(async_fn_in_trait)]

pub mod client;
pub mod clock;
pub mod driver;
pub mod line;
pub mod telemetry;
pub mod uart;

mod io {
    #[cfg(feature = "blocking")]
    pub use embedded_hal::delay::DelayNs;
    #[cfg(not(feature = "blocking"))]
    pub use embedded_hal_async::delay::DelayNs;
    pub use embedded_io::{ErrorKind, ErrorType};
    #[cfg(feature = "blocking")]
    pub use embedded_io::{Read, Write};
    #[cfg(not(feature = "blocking"))]
    pub use embedded_io_async::{Read, Write};
}
