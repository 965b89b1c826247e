//! Waiting for a device.

use core::task::Waker;

/// A device, as far as waiting goes.
pub trait Interrupt {
    fn listen(&mut self, waker: &Waker);
}

/// What `attempt` gives once it gives something.
#[cfg(not(feature = "blocking"))]
pub async fn ready<D: Interrupt, T>(
    device: &mut D,
    mut attempt: impl FnMut(&mut D) -> Option<T>,
) -> T {
    core::future::poll_fn(|cx| match attempt(device) {
        Some(value) => core::task::Poll::Ready(value),
        None => {
            device.listen(cx.waker());
            core::task::Poll::Pending
        }
    })
    .await
}

#[cfg(feature = "blocking")]
pub fn ready<D: Interrupt, T>(
    device: &mut D,
    mut attempt: impl FnMut(&mut D) -> Option<T>,
) -> T {
    loop {
        if let Some(value) = attempt(device) {
            return value;
        }
        core::hint::spin_loop();
    }
}
