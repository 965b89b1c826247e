use super::*;

pub fn operation(x: u64) -> impl Future<Output = u64> {
    let command = match x % 4 {
        0 => 0x10,
        1 => 0x21,
        2 => x,
        _ => x ^ 0xff,
    };
    steps(suspend(1, command), |leaf, cx| {
        poll(leaf, cx).map(|value| value.wrapping_add(3))
    })
}
