//! A descriptor that would rather not block, and waiting for it.

use maybe_async::maybe_async;

use crate::io::{ErrorType, Read, Write};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    Reset,
    Full,
    Closed,
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Error::Reset => "connection reset",
            Error::Full => "no space left",
            Error::Closed => "closed",
        })
    }
}

impl core::error::Error for Error {}

impl embedded_io::Error for Error {
    fn kind(&self) -> embedded_io::ErrorKind {
        match self {
            Error::Reset => embedded_io::ErrorKind::ConnectionReset,
            Error::Full => embedded_io::ErrorKind::OutOfMemory,
            Error::Closed => embedded_io::ErrorKind::NotConnected,
        }
    }
}

/// What the system offers. None: not now.
pub trait Descriptor {
    fn try_read(&mut self, bytes: &mut [u8]) -> Result<Option<usize>, Error>;
    fn try_write(&mut self, bytes: &[u8]) -> Result<Option<usize>, Error>;
    fn try_sync(&mut self) -> Result<Option<()>, Error>;
    fn register(&mut self, waker: &core::task::Waker);
}

pub struct Socket<D> {
    descriptor: D,
}

impl<D: Descriptor> Socket<D> {
    pub fn new(descriptor: D) -> Self {
        Socket { descriptor }
    }

    #[cfg(not(feature = "blocking"))]
    async fn ready<T>(
        &mut self,
        mut attempt: impl FnMut(&mut D) -> Result<Option<T>, Error>,
    ) -> Result<T, Error> {
        core::future::poll_fn(|cx| match attempt(&mut self.descriptor).transpose() {
            Some(result) => core::task::Poll::Ready(result),
            None => {
                self.descriptor.register(cx.waker());
                core::task::Poll::Pending
            }
        })
        .await
    }

    #[cfg(feature = "blocking")]
    fn ready<T>(
        &mut self,
        mut attempt: impl FnMut(&mut D) -> Result<Option<T>, Error>,
    ) -> Result<T, Error> {
        loop {
            if let Some(result) = attempt(&mut self.descriptor).transpose() {
                return result;
            }
            core::hint::spin_loop();
        }
    }
}

impl<D> ErrorType for Socket<D> {
    type Error = Error;
}

#[maybe_async(AFIT)]
impl<D: Descriptor> Read for Socket<D> {
    async fn read(&mut self, bytes: &mut [u8]) -> Result<usize, Error> {
        self.ready(|descriptor| descriptor.try_read(bytes)).await
    }
}

#[maybe_async(AFIT)]
impl<D: Descriptor> Write for Socket<D> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        self.ready(|descriptor| descriptor.try_write(bytes)).await
    }

    async fn flush(&mut self) -> Result<(), Error> {
        self.ready(|descriptor| descriptor.try_sync()).await
    }
}
