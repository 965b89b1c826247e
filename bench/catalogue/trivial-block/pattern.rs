use super::*;

pub async fn operation(x: u64) -> u64 {
    let y = async { tag(x) }.await;
    y
}
