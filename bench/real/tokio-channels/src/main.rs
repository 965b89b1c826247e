use std::sync::Arc;

use tokio::sync::{Mutex, mpsc, oneshot, watch};

struct Request {
    number: u64,
    answer: oneshot::Sender<Answer>,
}

#[derive(Hash)]
enum Answer {
    Squared(u64),
    Refused,
}

/// What the stages count together.
#[derive(Default)]
struct Totals {
    seen: u64,
    refused: u64,
}

async fn check(
    mut from: mpsc::Receiver<Request>,
    to: mpsc::Sender<Request>,
    totals: Arc<Mutex<Totals>>,
) {
    while let Some(request) = from.recv().await {
        let mut totals = totals.lock().await;
        totals.seen += 1;
        if request.number % 11 == 3 {
            totals.refused += 1;
            drop(totals);
            drop(request.answer.send(Answer::Refused));
            continue;
        }
        drop(totals);
        if to.send(request).await.is_err() {
            return;
        }
    }
}

async fn scale(
    mut from: mpsc::Receiver<Request>,
    to: mpsc::Sender<Request>,
    mut factor: watch::Receiver<u64>,
) {
    let mut now = *factor.borrow();
    loop {
        tokio::select! {
            biased;
            changed = factor.changed() => match changed {
                Ok(()) => now = *factor.borrow_and_update(),
                Err(_) => return,
            },
            request = from.recv() => {
                let Some(mut request) = request else { return };
                request.number = request.number.wrapping_mul(now);
                if to.send(request).await.is_err() {
                    return;
                }
            }
        }
    }
}

async fn square(number: u64) -> u64 {
    if number % 5 == 0 {
        tokio::task::yield_now().await;
    }
    number.wrapping_mul(number)
}

async fn work(mut from: mpsc::Receiver<Request>) {
    while let Some(request) = from.recv().await {
        let squared = square(request.number).await;
        drop(request.answer.send(Answer::Squared(squared)));
    }
}

async fn ask(to: &mpsc::Sender<Request>, number: u64) -> Option<Answer> {
    let (answer, answered) = oneshot::channel();
    to.send(Request { number, answer }).await.ok()?;
    answered.await.ok()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let totals = Arc::new(Mutex::new(Totals::default()));
    let (first, to_check) = mpsc::channel(4);
    let (second, to_scale) = mpsc::channel(4);
    let (third, to_work) = mpsc::channel(4);
    let (factor, factors) = watch::channel(1);
    let stages = [
        tokio::spawn(check(to_check, second, totals.clone())),
        tokio::spawn(scale(to_scale, third, factors)),
        tokio::spawn(work(to_work)),
    ];

    let mut answers = common::Answers::default();
    for number in common::requests() {
        if number % 64 == 63 {
            factor.send(number).expect("a stage is there");
        }
        let (a, b) = tokio::join!(ask(&first, number), ask(&first, number + 1));
        answers.add(a);
        answers.add(b);
    }
    drop(first);
    for stage in stages {
        stage.await.expect("a stage panicked");
    }
    let totals = totals.lock().await;
    answers.add((totals.seen, totals.refused));
    answers.print();
}
