//! The stages put together: as tasks with channels between them, or as calls.

use core::cell::Cell;

#[cfg(not(feature = "blocking"))]
use crate::channel::Channel;
use crate::decode::Decode;
use crate::filter::Filter;
use crate::flash::{Flash, Memory};
use crate::pack::Pack;
#[cfg(feature = "blocking")]
use crate::plumbing::Direct;
#[cfg(not(feature = "blocking"))]
use crate::plumbing::pump;
use crate::radio::{Radio, Transceiver};
use crate::source::{Counts, Input, Source};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub source: Counts,
    pub refused: u32,
    pub pages_lost: u32,
    pub alarms_lost: u32,
}

#[cfg(not(feature = "blocking"))]
pub async fn run<I: Input, M: Memory, T: Transceiver>(
    input: I,
    memory: M,
    radio: T,
) -> Summary {
    use embassy_futures::join::{join, join3};

    let (refused, pages_lost, alarms_lost) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let mut packets = Channel::<_, 2>::new();
    let mut samples = Channel::<_, 4>::new();
    let mut alarms = Channel::<_, 2>::new();
    let mut averages = Channel::<_, 4>::new();
    let mut pages = Channel::<_, 1>::new();
    let (packets_in, packets) = packets.split();
    let (samples_in, samples) = samples.split();
    let (alarms_in, alarms) = alarms.split();
    let (averages_in, averages) = averages.split();
    let (pages_in, pages) = pages.split();

    let mut source = Source::new(input, packets_in);
    let front = join3(
        source.run(),
        pump(packets, Decode::new(samples_in, &refused)),
        pump(samples, Filter::new(alarms_in, averages_in)),
    );
    let back = join3(
        pump(averages, Pack::new(pages_in)),
        pump(pages, Flash::new(memory, &pages_lost)),
        pump(alarms, Radio::new(radio, &alarms_lost)),
    );
    let ((source, ..), _) = join(front, back).await;
    Summary {
        source,
        refused: refused.get(),
        pages_lost: pages_lost.get(),
        alarms_lost: alarms_lost.get(),
    }
}

#[cfg(feature = "blocking")]
pub fn run<I: Input, M: Memory, T: Transceiver>(input: I, memory: M, radio: T) -> Summary {
    let (refused, pages_lost, alarms_lost) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let flash = Direct(Flash::new(memory, &pages_lost));
    let averages = Direct(Pack::new(flash));
    let alarms = Direct(Radio::new(radio, &alarms_lost));
    let samples = Direct(Filter::new(alarms, averages));
    let packets = Direct(Decode::new(samples, &refused));
    let source = Source::new(input, packets).run();
    Summary {
        source,
        refused: refused.get(),
        pages_lost: pages_lost.get(),
        alarms_lost: alarms_lost.get(),
    }
}
