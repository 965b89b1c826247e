use super::*;

async fn read(x: u64) -> u64 {
    suspend(1, x).await.wrapping_add(3)
}

pub async fn operation(x: u64) -> u64 {
    let value = read(x).await;
    effect(value).wrapping_mul(5)
}
