//! How stages are connected.

use maybe_async::maybe_async;

/// Nobody takes it any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// Where a stage sends to.
#[maybe_async(AFIT)]
pub trait Output<T> {
    async fn send(&mut self, item: T) -> Result<(), Closed>;
    /// Nothing follows.
    async fn end(&mut self);
}

/// Something that takes items one by one.
#[maybe_async(AFIT)]
pub trait Stage<T> {
    async fn take(&mut self, item: T) -> Result<(), Closed>;
    /// After the last item: sends what is left.
    async fn finish(&mut self) -> Result<(), Closed>;
}

/// The life of a stage as a task: from the first item to the last.
#[cfg(not(feature = "blocking"))]
pub async fn pump<T, S: Stage<T>, const N: usize>(
    mut receiver: crate::channel::Receiver<'_, T, N>,
    mut stage: S,
) -> Result<(), Closed> {
    while let Some(item) = receiver.receive().await {
        stage.take(item).await?;
    }
    stage.finish().await
}

/// A stage that is called by the one before it.
#[cfg(feature = "blocking")]
pub struct Direct<S>(pub S);

#[cfg(feature = "blocking")]
impl<T, S: Stage<T>> Output<T> for Direct<S> {
    fn send(&mut self, item: T) -> Result<(), Closed> {
        self.0.take(item)
    }

    fn end(&mut self) {
        let _ = self.0.finish();
    }
}
