use super::*;

async fn child(x: u64) -> u64 {
    suspend(1, x).await.wrapping_add(3)
}

pub async fn operation(x: u64) -> u64 {
    let mut child = pin!(child(x));
    child.as_mut().await
}
