//! The operations that tokio's own benches time, each once for a request, on one thread.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy, duplex};
use tokio::sync::{Notify, RwLock, Semaphore, broadcast, mpsc, oneshot, watch};
use tokio::task::{JoinSet, yield_now};
use tokio::time::{sleep, timeout};

async fn work() -> u64 {
    yield_now().await;
    2
}

async fn spawn_ten() -> u64 {
    let tasks: Vec<_> = (0..10).map(|_| tokio::spawn(work())).collect();
    let mut sum = 0;
    for task in tasks {
        sum += task.await.unwrap_or(0);
    }
    sum
}

async fn mpsc_uncontended(n: u64) -> u64 {
    let (to, mut from) = mpsc::channel(100);
    for i in 0..20 {
        to.send(n + i).await.expect("it is received");
    }
    drop(to);
    let mut sum = 0;
    while let Some(value) = from.recv().await {
        sum += value;
    }
    sum
}

async fn mpsc_contended(n: u64) -> u64 {
    let (to, mut from) = mpsc::channel(4);
    for _ in 0..5 {
        let to = to.clone();
        tokio::spawn(async move {
            for i in 0..8 {
                to.send(n ^ i).await.expect("it is received");
            }
        });
    }
    drop(to);
    let mut sum = 0;
    while let Some(value) = from.recv().await {
        sum += value;
    }
    sum
}

async fn request_and_reply(n: u64) -> u64 {
    let (to, mut from) = mpsc::channel::<(u64, oneshot::Sender<u64>)>(8);
    let server = tokio::spawn(async move {
        while let Some((value, reply)) = from.recv().await {
            drop(reply.send(value + 1));
        }
    });
    let mut sum = 0;
    for i in 0..8 {
        let (reply, replied) = oneshot::channel();
        to.send((n + i, reply)).await.expect("it is received");
        sum += replied.await.unwrap_or(0);
    }
    drop(to);
    server.await.expect("it ends");
    sum
}

async fn notified(waiters: usize) -> u64 {
    let notify = Arc::new(Notify::new());
    let mut tasks = JoinSet::new();
    for _ in 0..waiters {
        let notify = notify.clone();
        tasks.spawn(async move {
            for _ in 0..3 {
                notify.notified().await;
            }
            1
        });
    }
    let mut sum = 0;
    while !tasks.is_empty() {
        notify.notify_waiters();
        yield_now().await;
        while let Some(Ok(one)) = tasks.try_join_next() {
            sum += one;
        }
    }
    sum
}

async fn watched(n: u64) -> u64 {
    let (to, from) = watch::channel(0);
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let mut from = from.clone();
        tasks.spawn(async move {
            let mut last = 0;
            while from.changed().await.is_ok() {
                last = *from.borrow_and_update();
            }
            last
        });
    }
    drop(from);
    for i in 1..4 {
        to.send(n + i).expect("it is watched");
        yield_now().await;
    }
    drop(to);
    tasks.join_all().await.into_iter().sum()
}

async fn broadcasted(n: u64) -> u64 {
    let (to, _) = broadcast::channel(16);
    let mut tasks = JoinSet::new();
    for _ in 0..6 {
        let mut from = to.subscribe();
        tasks.spawn(async move {
            let mut sum = 0;
            while let Ok(value) = from.recv().await {
                sum += value;
            }
            sum
        });
    }
    for i in 0..8 {
        to.send(n + i).expect("it is received");
    }
    drop(to);
    tasks.join_all().await.into_iter().sum()
}

async fn locked(n: u64) -> u64 {
    let lock = Arc::new(RwLock::new(n));
    for _ in 0..6 {
        drop(lock.read().await);
    }
    let mut tasks = JoinSet::new();
    for i in 0..6 {
        let lock = lock.clone();
        tasks.spawn(async move {
            if i % 3 == 0 {
                let mut guard = lock.write().await;
                yield_now().await;
                *guard += i;
            }
            *lock.read().await
        });
    }
    tasks.join_all().await.into_iter().sum()
}

async fn permitted() -> u64 {
    let semaphore = Arc::new(Semaphore::new(10));
    let mut tasks = JoinSet::new();
    for i in 0..6 {
        let semaphore = semaphore.clone();
        tasks.spawn(async move {
            let permit = semaphore.acquire_many(i + 1).await;
            yield_now().await;
            drop(permit);
            u64::from(i)
        });
    }
    tasks.join_all().await.into_iter().sum()
}

/// The clock is paused: it goes on where nothing else does.
async fn timed(n: u64) -> u64 {
    let mut late = 0;
    for i in 0..6 {
        let slow = Duration::from_millis(5 * ((n + i) % 3));
        late += u64::from(timeout(Duration::from_millis(7), sleep(slow)).await.is_err());
    }
    late
}

async fn copied() -> u64 {
    let (mut to, mut at) = duplex(64);
    let (back, mut from) = duplex(64);
    let through = tokio::spawn(async move {
        let mut back = back;
        copy(&mut at, &mut back).await.unwrap_or(0)
    });
    let writer = tokio::spawn(async move {
        for _ in 0..8 {
            to.write_all(&[7; 100]).await.expect("it is read");
        }
    });
    let mut all = Vec::new();
    from.read_to_end(&mut all).await.expect("it is written");
    writer.await.expect("it ends");
    through.await.expect("it ends") + all.len() as u64
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut answers = common::Answers::default();
    for n in common::requests() {
        answers.add(spawn_ten().await);
        answers.add(mpsc_uncontended(n).await);
        answers.add(mpsc_contended(n).await);
        answers.add(request_and_reply(n).await);
        answers.add(notified(6).await);
        answers.add(watched(n).await);
        answers.add(broadcasted(n).await);
        answers.add(locked(n).await);
        answers.add(permitted().await);
        answers.add(timed(n).await);
        answers.add(copied().await);
    }
    answers.print();
}
