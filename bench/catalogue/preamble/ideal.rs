use super::*;

enum State {
    Start(u64),
    Reading(Suspend),
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    steps(State::Start(x), |state, cx| {
        if let State::Start(x) = *state {
            *state = State::Reading(suspend(1, effect(x).wrapping_mul(5)));
        }
        let State::Reading(leaf) = state else {
            unreachable!()
        };
        poll(leaf, cx).map(|value| value.wrapping_add(3))
    })
}
