use super::*;

pub fn operation(x: u64) -> impl Future<Output = u64> {
    once(move |cx| now(ready(x), cx).wrapping_add(5))
}
