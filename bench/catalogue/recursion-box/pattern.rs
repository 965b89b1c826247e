use super::*;

async fn descend(depth: u64, x: u64) -> u64 {
    if depth == 0 {
        return ready(x).await;
    }
    Box::pin(descend(depth - 1, x))
        .await
        .wrapping_mul(3)
        .wrapping_add(depth)
}

pub async fn operation(x: u64) -> u64 {
    descend(opaque(8), x).await
}
