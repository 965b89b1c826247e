use super::*;

const SIZE: usize = 1024;

async fn inner(data: [u8; SIZE], x: u64) -> u64 {
    let at = suspend(1, x).await;
    data[at as usize % SIZE].into()
}

async fn middle(data: [u8; SIZE], x: u64) -> u64 {
    inner(data, x).await.wrapping_add(1)
}

async fn outer(data: [u8; SIZE], x: u64) -> u64 {
    middle(data, x).await.wrapping_add(1)
}

pub async fn operation(x: u64) -> u64 {
    outer([x as u8; SIZE], x).await
}
