use clients::Clients;
use server::session::{self, Server};
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
    let clients = Clients::new(trace);
    let server = Server::new(clients.disk());
    for _ in 0..sessions {
        let (requests, end) = block_on(session::serve(&server, clients.connect()));
        trace.event("requests, end", requests, end as u32);
    }
}

fn main() {
    world::main(run);
}
