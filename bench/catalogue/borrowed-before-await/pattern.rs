use super::*;

fn digest(buffer: &[u64; 32]) -> u64 {
    buffer
        .iter()
        .fold(0, |sum, word| sum.wrapping_mul(3).wrapping_add(*word))
}

pub async fn operation(x: u64) -> u64 {
    let buffer = opaque([x; 32]);
    let sum = digest(&buffer);
    suspend(1, x).await ^ sum
}
