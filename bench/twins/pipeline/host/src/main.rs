use devices::{Air, Chips, Stream};
use pipeline::run::{self, Summary};
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
    for session in 0..sessions {
        let (stream, flash, radio) = (trace.beside(), trace.beside(), trace.beside());
        let Summary { source, refused, pages_lost, alarms_lost } = block_on(run::run(
            Stream::new(session, stream.clone()),
            Chips::new(session, flash.clone()),
            Air::new(session, radio.clone()),
        ));
        trace.join("stream", &stream);
        trace.join("flash", &flash);
        trace.join("radio", &radio);
        trace.event("packets, damaged", source.packets, source.damaged);
        trace.event("skipped, refused", source.skipped, refused);
        trace.event("lost pages, alarms", pages_lost, alarms_lost);
    }
}

fn main() {
    world::main(run);
}
