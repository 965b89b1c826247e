use super::*;

async fn read(x: u64) -> u64 {
    suspend(1, x).await.wrapping_add(3)
}

async fn forward(x: u64) -> u64 {
    read(x).await
}

pub async fn operation(x: u64) -> u64 {
    forward(x).await
}
