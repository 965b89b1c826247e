use super::*;

async fn compute(x: u64) -> u64 {
    tag(x)
}

pub async fn operation(x: u64) -> u64 {
    compute(x).await
}
