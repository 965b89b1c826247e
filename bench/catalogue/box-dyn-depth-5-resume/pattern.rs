use super::*;

type Boxed = Pin<Box<dyn Future<Output = u64>>>;

fn level_1(n: u64) -> Boxed {
    Box::pin(async move { suspend(n, n).await.wrapping_add(1) })
}

fn level_2(n: u64) -> Boxed {
    Box::pin(async move { level_1(n).await.wrapping_add(1) })
}

fn level_3(n: u64) -> Boxed {
    Box::pin(async move { level_2(n).await.wrapping_add(1) })
}

fn level_4(n: u64) -> Boxed {
    Box::pin(async move { level_3(n).await.wrapping_add(1) })
}

fn level_5(n: u64) -> Boxed {
    Box::pin(async move { level_4(n).await.wrapping_add(1) })
}

pub async fn operation(n: u64) -> u64 {
    level_5(n).await
}
