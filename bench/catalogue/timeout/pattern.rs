use super::*;

use futures::future::{Either, select};

struct TimedOut;

/// The timer is a leaf that wakes its task some times before it is ready.
async fn with_timeout<F: Future>(ticks: u64, future: F) -> Result<F::Output, TimedOut> {
    match select(pin!(future), suspend(ticks, ticks)).await {
        Either::Left((value, _)) => Ok(value),
        Either::Right(_) => Err(TimedOut),
    }
}

async fn request(x: u64) -> u64 {
    let times = if x == 7 { 5 } else { 1 };
    suspend(times, x).await.wrapping_add(3)
}

pub async fn operation(x: u64) -> u64 {
    match with_timeout(3, request(x)).await {
        Ok(value) => value,
        Err(TimedOut) => 0,
    }
}
