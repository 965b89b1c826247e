use super::*;

struct Worker {
    leaf: Suspend,
    guard: Guard,
}

enum State {
    Start(u64),
    /// The first worker is dropped last.
    Racing(Worker, Worker),
    Over,
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    steps(State::Start(x), |state, cx| {
        if let State::Start(x) = *state {
            *state = State::Racing(
                Worker {
                    leaf: suspend(2, x ^ 1),
                    guard: Guard::new(x ^ 1),
                },
                Worker {
                    leaf: suspend(1 + x % 3, x),
                    guard: Guard::new(x),
                },
            );
        }
        let State::Racing(second, first) = state else {
            unreachable!()
        };
        if let Poll::Ready(value) = poll(&mut first.leaf, cx) {
            let State::Racing(second, first) = std::mem::replace(state, State::Over) else {
                unreachable!()
            };
            drop(first.guard);
            drop(second.guard);
            return Poll::Ready(value.wrapping_add(3));
        }
        let Poll::Ready(value) = poll(&mut second.leaf, cx) else {
            return Poll::Pending;
        };
        *state = State::Over;
        Poll::Ready(value.wrapping_add(3))
    })
}
