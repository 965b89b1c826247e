//! Both twins, one function each for the host to call.
#![no_std]

use firmware::app;
use modem::telemetry;
use world::{Trace, block_on};

#[inline(never)]
fn sensor(sessions: u32, trace: &Trace) {
    let board = board::Board::new(trace);
    for _ in 0..sessions {
        let summary = block_on(app::run(board.parts(), 12));
        trace.event("cycles, failures", summary.cycles, summary.failures);
        trace.event("alarms, last", summary.alarms, summary.last.temperature as u32);
    }
}

#[inline(never)]
fn talk(sessions: u32, trace: &Trace) {
    let board = network::Board::new(trace);
    for _ in 0..sessions {
        let (uart, clock, key) = board.parts();
        let summary = block_on(telemetry::run(uart, clock, key, 6));
        trace.event("reports", summary.acknowledged, summary.given_up);
        trace.event("restarts, lost lines", summary.restarts, summary.lost_lines);
        trace.event("calls, messages", summary.calls, summary.messages);
    }
}

/// To be called once, before the others.
#[unsafe(no_mangle)]
pub extern "C" fn init() {
    std::init_heap();
}

#[unsafe(no_mangle)]
pub extern "C" fn sensor_display() {
    world::main(sensor);
}

#[unsafe(no_mangle)]
pub extern "C" fn modem() {
    world::main(talk);
}
