use super::*;

use futures::stream::{Stream, StreamExt, unfold};

fn items(n: u64) -> impl Stream<Item = u64> {
    unfold(0, move |i| async move {
        if i == n {
            return None;
        }
        Some((ready(opaque(i)).await, i + 1))
    })
}

pub async fn operation(n: u64) -> u64 {
    let mut items = pin!(items(n));
    let mut sum = 0u64;
    while let Some(item) = items.next().await {
        sum = sum.wrapping_add(item);
    }
    sum
}
