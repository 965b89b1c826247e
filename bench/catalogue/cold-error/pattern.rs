use super::*;

async fn report(error: u64) -> u64 {
    let log: [u64; 64] = std::array::from_fn(|i| error ^ i as u64);
    let at = suspend(1, error).await;
    log[at as usize % 64]
}

pub async fn operation(x: u64) -> u64 {
    let value = ready(x).await;
    if x == 7 {
        return report(value).await;
    }
    value.wrapping_add(3)
}
