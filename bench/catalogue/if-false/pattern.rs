use super::*;

const LOGGING: bool = false;

async fn log(x: u64) {
    effect(x);
    suspend(1, x).await;
    effect(x);
}

pub async fn operation(x: u64) -> u64 {
    if LOGGING {
        log(x).await;
    }
    tag(x)
}
