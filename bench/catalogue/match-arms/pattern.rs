use super::*;

async fn send(command: u64) -> u64 {
    suspend(1, command).await.wrapping_add(3)
}

pub async fn operation(x: u64) -> u64 {
    match x % 4 {
        0 => send(0x10).await,
        1 => send(0x21).await,
        2 => send(x).await,
        _ => send(x ^ 0xff).await,
    }
}
