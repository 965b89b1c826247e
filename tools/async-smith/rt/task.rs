//! Tasks: futures that are polled between the polls of the one that is driven.
use crate::combine::{BoxFut, Fold, boxed};
use crate::event::{ev, waker};
use crate::value::Val;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

struct Shared {
    value: Option<u64>,
    waker: Option<Waker>,
}

struct Task {
    id: u64,
    shared: Arc<Mutex<Shared>>,
    future: BoxFut<'static, u64>,
}

/// What generated futures hold may go to another thread, see drive.rs.
unsafe impl Send for Task {}

static TASKS: Mutex<(u64, Vec<Task>)> = Mutex::new((0, Vec::new()));

/// Ready with the task's value; 1 where the task panicked. The task stays when this is dropped.
pub struct Handle(Arc<Mutex<Shared>>);

pub fn spawn<F: Future + 'static>(f: F) -> Handle
where
    F::Output: Val,
{
    let shared = Arc::new(Mutex::new(Shared { value: None, waker: None }));
    let task_shared = shared.clone();
    let future = boxed(Fold(f));
    let mut tasks = TASKS.lock().unwrap();
    tasks.0 += 1;
    let id = tasks.0;
    ev("spawn", id, 0);
    tasks.1.push(Task { id, shared: task_shared, future });
    Handle(shared)
}

impl Future for Handle {
    type Output = u64;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let mut shared = self.0.lock().unwrap();
        match shared.value {
            Some(v) => Poll::Ready(v),
            None => {
                shared.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// One poll of each task that there is.
pub fn run_tasks() {
    let tasks = std::mem::take(&mut TASKS.lock().unwrap().1);
    for mut task in tasks {
        let waker = waker(700 + task.id % 8);
        let mut cx = Context::from_waker(&waker);
        let poll = catch_unwind(AssertUnwindSafe(|| task.future.as_mut().poll(&mut cx)));
        let value = match poll {
            Ok(Poll::Pending) => {
                TASKS.lock().unwrap().1.push(task);
                continue;
            }
            Ok(Poll::Ready(v)) => v,
            Err(_) => 1,
        };
        ev("task-done", task.id, value);
        let waiting = {
            let mut shared = task.shared.lock().unwrap();
            shared.value = Some(value);
            shared.waker.take()
        };
        if let Some(waker) = waiting {
            waker.wake();
        }
        let _ = catch_unwind(AssertUnwindSafe(|| drop(task)));
    }
}

/// The end of a case: every task gets a few more polls, and is then dropped.
pub fn end_tasks() {
    for _ in 0..24 {
        crate::leaf::open_gates();
        run_tasks();
    }
    let tasks = std::mem::take(&mut *TASKS.lock().unwrap());
    for task in tasks.1 {
        ev("task-dropped", task.id, 0);
        let _ = catch_unwind(AssertUnwindSafe(|| drop(task)));
    }
}
