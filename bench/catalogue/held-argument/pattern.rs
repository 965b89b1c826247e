use super::*;

async fn checksum(data: [u64; 16], x: u64) -> u64 {
    let at = suspend(1, x).await;
    data[at as usize % 16] ^ data[15]
}

pub async fn operation(x: u64) -> u64 {
    checksum(std::array::from_fn(|i| x ^ i as u64), x).await
}
