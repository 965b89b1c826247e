use super::*;

struct State {
    bytes: [u8; 100],
    at: usize,
    fills: u64,
    filling: Option<Suspend>,
    sum: u64,
    left: u64,
}

pub fn operation(n: u64) -> impl Future<Output = u64> {
    let start = State {
        bytes: [0; 100],
        at: 100,
        fills: 0,
        filling: None,
        sum: 0,
        left: n,
    };
    steps(start, |state, cx| {
        let mut sum = state.sum;
        let mut left = state.left;
        while left > 0 {
            if state.at == state.bytes.len() {
                let fills = state.fills;
                let leaf = state.filling.get_or_insert_with(|| suspend(1, fills));
                let Poll::Ready(seed) = poll(leaf, cx) else {
                    state.sum = sum;
                    state.left = left;
                    return Poll::Pending;
                };
                state.filling = None;
                state.fills += 1;
                for (i, byte) in state.bytes.iter_mut().enumerate() {
                    *byte = (seed as u8).wrapping_add(i as u8);
                }
                state.at = 0;
            }
            let take = left.min((state.bytes.len() - state.at) as u64) as usize;
            for byte in &state.bytes[state.at..state.at + take] {
                sum = sum.wrapping_mul(3).wrapping_add((*byte).into());
            }
            state.at += take;
            left -= take as u64;
        }
        Poll::Ready(sum)
    })
}
