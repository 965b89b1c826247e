use super::*;

struct State {
    x: u64,
    first: Suspend,
    second: Suspend,
    a: Option<u64>,
    b: Option<u64>,
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    let start = State {
        x,
        first: suspend(1, x),
        second: suspend(2, x ^ 1),
        a: None,
        b: None,
    };
    steps(start, |state, cx| {
        if state.a.is_none()
            && let Poll::Ready(value) = poll(&mut state.first, cx)
        {
            if state.x == 7 {
                return Poll::Ready(value);
            }
            state.a = Some(value.wrapping_add(3));
        }
        if state.b.is_none()
            && let Poll::Ready(value) = poll(&mut state.second, cx)
        {
            if state.x ^ 1 == 3 {
                return Poll::Ready(value);
            }
            state.b = Some(value.wrapping_add(3));
        }
        match (state.a, state.b) {
            (Some(a), Some(b)) => Poll::Ready(a.wrapping_mul(3).wrapping_add(b)),
            _ => Poll::Pending,
        }
    })
}
