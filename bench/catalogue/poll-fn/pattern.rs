use super::*;

async fn wait(mut device: Suspend) -> u64 {
    poll_fn(|cx| poll(&mut device, cx)).await
}

pub async fn operation(x: u64) -> u64 {
    wait(suspend(1, x)).await.wrapping_add(3)
}
