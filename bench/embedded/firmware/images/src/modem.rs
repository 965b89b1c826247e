//! The twin modem, as bench/twins/modem/host runs it.
#![no_std]
#![no_main]

use modem::telemetry;
use network::Board;
use world::{Trace, block_on};

#[inline(never)]
fn run(sessions: u32, trace: &Trace) {
    let board = Board::new(trace);
    for _ in 0..sessions {
        let (uart, clock, key) = board.parts();
        let summary = block_on(telemetry::run(uart, clock, key, 6));
        trace.event("reports", summary.acknowledged, summary.given_up);
        trace.event("restarts, lost lines", summary.restarts, summary.lost_lines);
        trace.event("calls, messages", summary.calls, summary.messages);
    }
}

fn main() {
    world::main(run);
}

images::entry!(main);
