use super::*;
use std::mem::MaybeUninit;

struct State {
    x: u64,
    leaf: Option<Suspend>,
    data: MaybeUninit<[u64; 16]>,
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    let start = State {
        x,
        leaf: None,
        data: MaybeUninit::uninit(),
    };
    steps(start, |state, cx| {
        let x = state.x;
        let leaf = state.leaf.get_or_insert_with(|| {
            let words = state.data.as_mut_ptr().cast::<u64>();
            for i in 0..16 {
                // Safety: within the array.
                unsafe { words.add(i).write(x ^ i as u64) };
            }
            suspend(1, x)
        });
        let Poll::Ready(at) = poll(leaf, cx) else {
            return Poll::Pending;
        };
        // Safety: written when the leaf was made.
        let data = unsafe { state.data.assume_init_ref() };
        Poll::Ready(effect(effect(data[at as usize % 16])))
    })
}
