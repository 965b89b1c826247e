use super::*;

struct State {
    work: Suspend,
    tick: Option<Suspend>,
    ticks: u64,
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    steps(
        State {
            work: suspend(3, x),
            tick: None,
            ticks: 0,
        },
        |state, cx| {
            loop {
                if let Poll::Ready(value) = poll(&mut state.work, cx) {
                    return Poll::Ready(value.wrapping_add(3).wrapping_add(state.ticks));
                }
                let ticks = state.ticks;
                let tick = state.tick.get_or_insert_with(|| suspend(1, ticks));
                if poll(tick, cx).is_pending() {
                    return Poll::Pending;
                }
                state.tick = None;
                state.ticks += 1;
            }
        },
    )
}
