//! What may look at a request before it is carried out, as users plug it in: behind dyn, so
//! in async code each call is a boxed future.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::Cell;

use maybe_async::maybe_async;

use crate::command::Command;
use crate::lock::Lock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Refuse(&'static str),
}

#[maybe_async(?Send)]
pub trait Hook {
    async fn before(&self, command: &Command, authorized: bool) -> Verdict;
    async fn after(&self, failed: bool);
}

/// Without the password only a few commands are allowed.
pub struct Password;

#[maybe_async(?Send)]
impl Hook for Password {
    async fn before(&self, command: &Command, authorized: bool) -> Verdict {
        match command {
            Command::Ping(_) | Command::Auth(_) | Command::Quit => Verdict::Pass,
            _ if authorized => Verdict::Pass,
            _ => Verdict::Refuse("NOAUTH authentication required"),
        }
    }

    async fn after(&self, _failed: bool) {}
}

/// Too many failures in a row: writing is refused for some requests.
pub struct Limit {
    failures: Lock<u32>,
    pause: Cell<u32>,
}

impl Limit {
    pub fn new() -> Self {
        Limit { failures: Lock::new(0), pause: Cell::new(0) }
    }
}

impl Default for Limit {
    fn default() -> Self {
        Limit::new()
    }
}

#[maybe_async(?Send)]
impl Hook for Limit {
    async fn before(&self, command: &Command, _authorized: bool) -> Verdict {
        match self.pause.get() {
            0 => Verdict::Pass,
            left => {
                self.pause.set(left - 1);
                if command.writes() { Verdict::Refuse("BUSY try later") } else { Verdict::Pass }
            }
        }
    }

    async fn after(&self, failed: bool) {
        let mut failures = self.failures.lock().await;
        if !failed {
            *failures = 0;
            return;
        }
        *failures += 1;
        if *failures == 4 {
            *failures = 0;
            self.pause.set(5);
        }
    }
}

pub type Hooks = Vec<Box<dyn Hook>>;

/// The first refusal, if any.
#[maybe_async(AFIT)]
pub async fn ask(hooks: &Hooks, command: &Command, authorized: bool) -> Verdict {
    for hook in hooks {
        match hook.before(command, authorized).await {
            Verdict::Pass => {}
            refused => return refused,
        }
    }
    Verdict::Pass
}

#[maybe_async(AFIT)]
pub async fn tell(hooks: &Hooks, failed: bool) {
    for hook in hooks {
        hook.after(failed).await;
    }
}
