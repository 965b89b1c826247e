use super::*;

async fn one(i: u64) -> u64 {
    ready(i).await ^ i
}

pub async fn operation(n: u64) -> u64 {
    let mut sum = 0u64;
    for i in 0..n {
        sum = sum.wrapping_add(one(opaque(i)).await);
    }
    sum
}
