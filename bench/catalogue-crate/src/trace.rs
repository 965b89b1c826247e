//! What happened, in order, with the feature "trace"; without it nothing is recorded and no
//! code is left of these calls.

use std::task::Context;

#[cfg(feature = "trace")]
mod on {
    use std::cell::RefCell;
    use std::fmt::Write;

    thread_local! {
        static EVENTS: RefCell<String> = RefCell::new(String::with_capacity(1 << 20));
    }

    pub fn add(what: std::fmt::Arguments<'_>) {
        EVENTS.with_borrow_mut(|events| write!(events, " {what}").unwrap());
    }

    pub fn take() -> String {
        EVENTS.with_borrow_mut(|events| {
            let taken = events.clone();
            events.clear();
            taken
        })
    }
}

/// A leaf was polled, with this Context.
#[inline(always)]
pub fn polled(_leaf: &str, _value: u64, _cx: &Context<'_>) {
    #[cfg(feature = "trace")]
    on::add(format_args!(
        "{_leaf}({_value})@{}",
        _cx.waker().data() as usize
    ));
}

#[inline(always)]
pub fn event(_what: &str, _value: u64) {
    #[cfg(feature = "trace")]
    on::add(format_args!("{_what}({_value})"));
}

/// What was recorded since the last call.
pub fn take() -> String {
    #[cfg(feature = "trace")]
    return on::take();
    #[cfg(not(feature = "trace"))]
    String::new()
}
