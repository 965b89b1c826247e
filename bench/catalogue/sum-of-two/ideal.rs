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
                let value = value.wrapping_add(3);
                if let Some(first) = state.first {
                    return Poll::Ready(value.wrapping_add(first));
                }
                state.first = Some(value);
                state.leaf = suspend(1, state.x ^ 1);
            }
        },
    )
}
