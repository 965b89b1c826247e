use super::*;

async fn logged<F: Future<Output = u64>>(future: F) -> u64 {
    effect(future.await)
}

async fn read(data: [u64; 16], x: u64) -> u64 {
    data[suspend(1, x).await as usize % 16]
}

pub async fn operation(x: u64) -> u64 {
    logged(logged(read(std::array::from_fn(|i| x ^ i as u64), x))).await
}
