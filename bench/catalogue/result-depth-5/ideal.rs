use super::*;

#[cold]
#[inline(never)]
fn failed(value: u64) -> u64 {
    [value; 8]
        .iter()
        .fold(0, |sum, word| sum ^ word.rotate_left(1))
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    once(move |cx| {
        let value = now(ready(x), cx);
        if x == 7 {
            failed(value)
        } else {
            value.wrapping_add(5)
        }
    })
}
