use super::*;

async fn twice(f: impl AsyncFn(u64) -> u64, x: u64) -> u64 {
    f(x).await ^ f(x.wrapping_add(1)).await
}

pub async fn operation(x: u64) -> u64 {
    let offset = x.wrapping_mul(3);
    twice(async |y| ready(y).await.wrapping_add(offset), x).await
}
