use super::*;

async fn child(x: u64) -> u64 {
    suspend(1, x).await.wrapping_add(3)
}

pub async fn operation(x: u64) -> u64 {
    Box::pin(child(x)).await
}
