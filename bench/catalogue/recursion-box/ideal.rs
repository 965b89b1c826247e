use super::*;

fn descend(depth: u64, x: u64, cx: &mut Context<'_>) -> u64 {
    if depth == 0 {
        return now(ready(x), cx);
    }
    descend(depth - 1, x, cx)
        .wrapping_mul(3)
        .wrapping_add(depth)
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    once(move |cx| descend(opaque(8), x, cx))
}
