use super::*;

async fn child(times: u64, x: u64) -> u64 {
    suspend(times, x).await.wrapping_add(3)
}

pub async fn operation(x: u64) -> u64 {
    let values = futures::future::join_all((0..8).map(|i| child(i % 3, x ^ i))).await;
    values
        .into_iter()
        .fold(0, |sum, value| sum.wrapping_mul(3).wrapping_add(value))
}
