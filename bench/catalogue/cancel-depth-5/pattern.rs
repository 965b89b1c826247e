use super::*;

async fn level_1(x: u64) -> u64 {
    let _guard = Guard::new(x);
    suspend(1, x).await.wrapping_add(1)
}

macro_rules! level {
    ($name:ident, $child:ident) => {
        async fn $name(x: u64) -> u64 {
            $child(x).await.wrapping_add(1)
        }
    };
}

level!(level_2, level_1);
level!(level_3, level_2);
level!(level_4, level_3);
level!(level_5, level_4);

/// Polls once and drops what is not ready then.
pub async fn operation(x: u64) -> u64 {
    let mut child = pin!(level_5(x));
    match poll_fn(|cx| Poll::Ready(child.as_mut().poll(cx))).await {
        Poll::Ready(value) => value,
        Poll::Pending => tag(x),
    }
}
