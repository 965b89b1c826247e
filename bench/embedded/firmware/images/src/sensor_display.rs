//! The twin sensor-display, as bench/twins/sensor-display/host runs it.
#![no_std]
#![no_main]

use board::Board;
use firmware::app;
use world::{Trace, block_on};

#[inline(never)]
fn run(sessions: u32, trace: &Trace) {
    let board = Board::new(trace);
    for _ in 0..sessions {
        let summary = block_on(app::run(board.parts(), 12));
        trace.event("cycles, failures", summary.cycles, summary.failures);
        trace.event("alarms, last", summary.alarms, summary.last.temperature as u32);
    }
}

fn main() {
    world::main(run);
}

images::entry!(main);
