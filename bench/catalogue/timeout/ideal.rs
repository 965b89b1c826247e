use super::*;

struct State {
    request: Suspend,
    timer: Suspend,
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    let times = if x == 7 { 5 } else { 1 };
    steps(
        State {
            request: suspend(times, x),
            timer: suspend(3, 3),
        },
        |state, cx| {
            if let Poll::Ready(value) = poll(&mut state.request, cx) {
                return Poll::Ready(value.wrapping_add(3));
            }
            poll(&mut state.timer, cx).map(|_| 0)
        },
    )
}
