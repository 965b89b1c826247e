use super::*;

fn digest(buffer: &[u64; 32]) -> u64 {
    buffer
        .iter()
        .fold(0, |sum, word| sum.wrapping_mul(3).wrapping_add(*word))
}

struct State {
    x: u64,
    /// What the leaf's value is combined with, from the first poll on.
    running: Option<(Suspend, u64)>,
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    steps(State { x, running: None }, |state, cx| {
        let x = state.x;
        let (leaf, sum) = state
            .running
            .get_or_insert_with(|| (suspend(1, x), digest(&opaque([x; 32]))));
        poll(leaf, cx).map(|value| value ^ *sum)
    })
}
