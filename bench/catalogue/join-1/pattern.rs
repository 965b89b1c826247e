use super::*;

async fn child(times: u64, x: u64) -> u64 {
    suspend(times, x).await.wrapping_add(3)
}

pub async fn operation(x: u64) -> u64 {
    let (value,) = futures::join!(child(1, x));
    value
}
