use super::*;

async fn child(i: u64) -> u64 {
    suspend(1, i).await.wrapping_add(3)
}

pub async fn operation(n: u64) -> u64 {
    let mut sum = 0u64;
    for i in 0..n {
        sum = sum.wrapping_add(Box::pin(child(i)).await);
    }
    sum
}
