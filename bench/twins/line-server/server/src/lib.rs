//! A key-value server that speaks lines, in the manner of Redis. `session::serve` is the life
//! of one connection; the host brings connections and a file for the journal.
//!
//! With the feature `blocking`, maybe-async removes every `async` and `.await`, and the
//! traits are those of embedded-io; all else is the same source, except for how a descriptor
//! is waited for (`socket.rs`).
#![no_std]
#![forbid(unsafe_code)]
#![allow(async_fn_in_trait)]

extern crate alloc;

pub mod command;
pub mod connection;
pub mod frame;
pub mod hooks;
pub mod journal;
pub mod session;
pub mod socket;
pub mod store;

mod io {
    pub use embedded_io::ErrorType;
    #[cfg(feature = "blocking")]
    pub use embedded_io::{Read, Write};
    #[cfg(not(feature = "blocking"))]
    pub use embedded_io_async::{Read, Write};
}

/// What sessions share and hold over a wait.
mod lock {
    use maybe_async::maybe_async;

    #[cfg(not(feature = "blocking"))]
    type Inner<T> =
        embassy_sync::mutex::Mutex<embassy_sync::blocking_mutex::raw::NoopRawMutex, T>;
    #[cfg(not(feature = "blocking"))]
    pub type Guard<'a, T> =
        embassy_sync::mutex::MutexGuard<'a, embassy_sync::blocking_mutex::raw::NoopRawMutex, T>;
    #[cfg(feature = "blocking")]
    type Inner<T> = core::cell::RefCell<T>;
    #[cfg(feature = "blocking")]
    pub type Guard<'a, T> = core::cell::RefMut<'a, T>;

    pub struct Lock<T>(Inner<T>);

    impl<T> Lock<T> {
        pub fn new(value: T) -> Self {
            Lock(Inner::new(value))
        }

        #[cfg(feature = "blocking")]
        fn inner(&self) -> Guard<'_, T> {
            self.0.borrow_mut()
        }

        #[cfg(not(feature = "blocking"))]
        fn inner(&self) -> impl Future<Output = Guard<'_, T>> {
            self.0.lock()
        }
    }

    #[maybe_async(AFIT)]
    impl<T> Lock<T> {
        pub async fn lock(&self) -> Guard<'_, T> {
            self.inner().await
        }
    }
}
