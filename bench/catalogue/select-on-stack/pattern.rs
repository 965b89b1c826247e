use super::*;

async fn worker(times: u64, x: u64) -> u64 {
    suspend(times, x).await.wrapping_add(3)
}

pub async fn operation(x: u64) -> u64 {
    let mut work = pin!(worker(3, x));
    let mut ticks = 0u64;
    loop {
        tokio::select! {
            biased;
            value = &mut work => return value.wrapping_add(ticks),
            _ = suspend(1, ticks) => ticks += 1,
        }
    }
}
