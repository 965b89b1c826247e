use super::*;

async fn foo(x: u64) -> u64 {
    suspend(1, x).await.wrapping_add(3)
}

pub async fn operation(x: u64) -> u64 {
    foo(x).await.wrapping_add(foo(x ^ 1).await)
}
