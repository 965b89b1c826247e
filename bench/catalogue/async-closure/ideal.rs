use super::*;

pub fn operation(x: u64) -> impl Future<Output = u64> {
    once(move |cx| {
        let offset = x.wrapping_mul(3);
        let first = now(ready(x), cx).wrapping_add(offset);
        first ^ now(ready(x.wrapping_add(1)), cx).wrapping_add(offset)
    })
}
