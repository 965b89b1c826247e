use board::Board;
use firmware::app;
use world::Trace;

#[cfg(not(feature = "blocking"))]
use world::block_on;

/// A blocking call has no future to drive.
#[cfg(feature = "blocking")]
fn block_on<T>(output: T) -> T {
    output
}

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
