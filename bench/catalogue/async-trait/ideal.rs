use super::*;

struct State {
    x: u64,
    first: Option<u64>,
    leaf: Suspend,
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    steps(
        State {
            x,
            first: None,
            leaf: suspend(1, x),
        },
        |state, cx| {
            loop {
                let Poll::Ready(value) = poll(&mut state.leaf, cx) else {
                    return Poll::Pending;
                };
                if let Some(first) = state.first {
                    return Poll::Ready(first ^ value.wrapping_add(2));
                }
                state.first = Some(value.wrapping_add(1));
                state.leaf = suspend(1, state.x ^ 1);
            }
        },
    )
}
