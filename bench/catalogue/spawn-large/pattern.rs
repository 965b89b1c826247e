use super::*;

struct Task<F> {
    id: u64,
    future: F,
}

impl<F: Future<Output = u64>> Future for Task<F> {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let id = self.id;
        // Safety: the future stays where it is.
        let future = unsafe { self.map_unchecked_mut(|task| &mut task.future) };
        future.poll(cx).map(|value| value ^ id)
    }
}

/// As the spawn functions of executors: by value, and on to the next, which is too large to
/// be inlined.
fn spawn<F: Future<Output = u64>>(future: F) -> Pin<Box<Task<F>>> {
    spawn_named(future, 1)
}

#[inline(never)]
fn spawn_named<F: Future<Output = u64>>(future: F, id: u64) -> Pin<Box<Task<F>>> {
    Box::pin(Task { id, future })
}

async fn large(x: u64) -> u64 {
    let mut buffer = [0u8; 4096];
    let at = suspend(1, x).await;
    buffer[at as usize % 4096] = at as u8;
    let at = suspend(1, x ^ 1).await;
    buffer[at as usize % 4096].into()
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    spawn(large(x))
}
