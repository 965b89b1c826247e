use super::*;

pub fn operation(n: u64) -> impl Future<Output = u64> {
    once(move |cx| {
        let mut sum = 0u64;
        for i in 0..n {
            let i = opaque(i);
            sum = sum.wrapping_add(now(ready(i), cx) ^ i);
        }
        sum
    })
}
