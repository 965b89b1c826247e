use super::*;

pub fn operation(x: u64) -> impl Future<Output = u64> {
    let leaf = suspend(1, x.wrapping_add(7) ^ 0x100);
    steps(leaf, |leaf, cx| {
        poll(leaf, cx).map(|value| value.wrapping_add(3))
    })
}
