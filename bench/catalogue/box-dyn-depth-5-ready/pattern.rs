use super::*;

type Boxed = Pin<Box<dyn Future<Output = u64>>>;

fn level_1(x: u64) -> Boxed {
    Box::pin(async move { ready(x).await.wrapping_add(1) })
}

fn level_2(x: u64) -> Boxed {
    Box::pin(async move { level_1(x).await.wrapping_add(1) })
}

fn level_3(x: u64) -> Boxed {
    Box::pin(async move { level_2(x).await.wrapping_add(1) })
}

fn level_4(x: u64) -> Boxed {
    Box::pin(async move { level_3(x).await.wrapping_add(1) })
}

fn level_5(x: u64) -> Boxed {
    Box::pin(async move { level_4(x).await.wrapping_add(1) })
}

pub async fn operation(x: u64) -> u64 {
    level_5(x).await
}
