use super::*;

use tokio::sync::Mutex;

async fn add(total: &Mutex<u64>, i: u64) {
    let value = ready(opaque(i)).await;
    let mut total = total.lock().await;
    *total = total.wrapping_add(value);
}

pub async fn operation(n: u64) -> u64 {
    let total = Mutex::new(0u64);
    for i in 0..n {
        add(&total, i).await;
    }
    total.into_inner()
}
