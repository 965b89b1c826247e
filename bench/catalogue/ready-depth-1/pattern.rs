use super::*;

pub async fn operation(x: u64) -> u64 {
    ready(x).await.wrapping_add(1)
}
