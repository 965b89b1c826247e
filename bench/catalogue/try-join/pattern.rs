use super::*;

async fn step(times: u64, x: u64, bad: u64) -> Result<u64, u64> {
    let value = suspend(times, x).await;
    if x == bad {
        Err(value)
    } else {
        Ok(value.wrapping_add(3))
    }
}

pub async fn operation(x: u64) -> u64 {
    match futures::try_join!(step(1, x, 7), step(2, x ^ 1, 3)) {
        Ok((a, b)) => a.wrapping_mul(3).wrapping_add(b),
        Err(error) => error,
    }
}
