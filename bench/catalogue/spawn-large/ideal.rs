use super::*;

use std::mem::MaybeUninit;

struct Task {
    id: u64,
    x: u64,
    stage: Stage,
    leaf: Suspend,
    buffer: MaybeUninit<[u8; 4096]>,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Start,
    First,
    Second,
    Done,
}

impl Future for Task {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let task = self.get_mut();
        if task.stage == Stage::Start {
            // In place: no copy of it on the stack.
            unsafe { task.buffer.as_mut_ptr().cast::<u8>().write_bytes(0, 4096) };
            task.stage = Stage::First;
        }
        if task.stage == Stage::Done {
            resumed();
        }
        // Safety: written at the first poll.
        let buffer = unsafe { task.buffer.assume_init_mut() };
        if task.stage == Stage::First {
            let Poll::Ready(at) = poll(&mut task.leaf, cx) else {
                return Poll::Pending;
            };
            buffer[at as usize % 4096] = at as u8;
            task.leaf = suspend(1, task.x ^ 1);
            task.stage = Stage::Second;
        }
        let Poll::Ready(at) = poll(&mut task.leaf, cx) else {
            return Poll::Pending;
        };
        task.stage = Stage::Done;
        Poll::Ready(u64::from(buffer[at as usize % 4096]) ^ task.id)
    }
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    let mut task = Box::<Task>::new_uninit();
    let place = task.as_mut_ptr();
    // Safety: every field is written but the buffer, which need not be.
    unsafe {
        (&raw mut (*place).id).write(1);
        (&raw mut (*place).x).write(x);
        (&raw mut (*place).stage).write(Stage::Start);
        (&raw mut (*place).leaf).write(suspend(1, x));
        Box::into_pin(task.assume_init())
    }
}
