use super::*;
use std::mem::MaybeUninit;

const SIZE: usize = 16384;

enum Stage {
    Start,
    Waiting(Suspend),
    Done,
}

/// By hand and not with steps(): no function may take it by value.
struct Operation {
    x: u64,
    stage: Stage,
    data: MaybeUninit<[u8; SIZE]>,
}

impl Future for Operation {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let this = self.get_mut();
        if let Stage::Start = this.stage {
            // Safety: the bytes are within. In place: no copy of them on the stack.
            unsafe {
                this.data
                    .as_mut_ptr()
                    .cast::<u8>()
                    .write_bytes(this.x as u8, SIZE)
            };
            this.stage = Stage::Waiting(suspend(1, this.x));
        }
        let Stage::Waiting(leaf) = &mut this.stage else {
            resumed()
        };
        let Poll::Ready(at) = poll(leaf, cx) else {
            return Poll::Pending;
        };
        this.stage = Stage::Done;
        // Safety: written when the leaf was made.
        let data = unsafe { this.data.assume_init_ref() };
        Poll::Ready(u64::from(data[at as usize % SIZE]).wrapping_add(2))
    }
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    Operation {
        x,
        stage: Stage::Start,
        data: MaybeUninit::uninit(),
    }
}
