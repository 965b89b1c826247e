use super::*;

async fn child(times: u64, x: u64) -> u64 {
    suspend(times, x).await.wrapping_add(3)
}

pub async fn operation(x: u64) -> u64 {
    let (a, b) = futures::join!(child(1, x), child(2, x ^ 1));
    a.wrapping_mul(3).wrapping_add(b)
}
