use super::*;

struct State {
    i: u64,
    n: u64,
    sum: u64,
    leaf: Option<Suspend>,
}

pub fn operation(n: u64) -> impl Future<Output = u64> {
    steps(
        State {
            i: 0,
            n,
            sum: 0,
            leaf: None,
        },
        |state, cx| {
            while state.i < state.n {
                let i = state.i;
                let leaf = state.leaf.get_or_insert_with(|| suspend(1, i));
                let Poll::Ready(value) = poll(leaf, cx) else {
                    return Poll::Pending;
                };
                state.sum = state.sum.wrapping_add(value.wrapping_add(3));
                state.leaf = None;
                state.i += 1;
            }
            Poll::Ready(state.sum)
        },
    )
}
