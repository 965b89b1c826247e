//! Third stage: a median of three against spikes, an average over a window, an alarm where
//! a channel leaves its range and when it comes back.

use maybe_async::maybe_async;

use crate::decode::{CHANNELS, Sample};
use crate::plumbing::{Closed, Output, Stage};

const WINDOW: u32 = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    pub channel: u8,
    pub high: bool,
    pub over: bool,
    pub time: u32,
    pub value: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Average {
    pub channel: u8,
    pub time: u32,
    pub mean: i32,
    pub spread: u16,
}

#[derive(Clone, Copy, Default)]
enum Range {
    #[default]
    Inside,
    High,
    Low,
}

#[derive(Clone, Copy, Default)]
struct Channel {
    last: [i32; 2],
    seen: u32,
    sum: i64,
    lowest: i32,
    highest: i32,
    range: Range,
}

pub struct Filter<A, M> {
    alarms: A,
    averages: M,
    channels: [Channel; CHANNELS],
}

impl Channel {
    fn median(&mut self, value: i32) -> i32 {
        if self.seen == 0 {
            self.last = [value; 2];
        }
        let [a, b] = self.last;
        self.last = [b, value];
        a.max(b).min(a.min(b).max(value))
    }

    fn average(&mut self, value: i32) -> Option<(i32, u16)> {
        if self.seen % WINDOW == 0 {
            self.sum = 0;
            self.lowest = value;
            self.highest = value;
        }
        self.seen += 1;
        self.sum += i64::from(value);
        self.lowest = self.lowest.min(value);
        self.highest = self.highest.max(value);
        (self.seen % WINDOW == 0).then(|| {
            let spread = self.highest.abs_diff(self.lowest).min(0xffff) as u16;
            ((self.sum / i64::from(WINDOW)) as i32, spread)
        })
    }
}

#[maybe_async(AFIT)]
impl<A: Output<Alarm>, M: Output<Average>> Filter<A, M> {
    pub fn new(alarms: A, averages: M) -> Self {
        Filter { alarms, averages, channels: [Channel::default(); CHANNELS] }
    }

    async fn watch(&mut self, sample: &Sample) -> Result<(), Closed> {
        let Sample { channel, time, value } = *sample;
        let limit = 1000 + 200 * i32::from(channel);
        let state = &mut self.channels[usize::from(channel)];
        let (high, over, range) = match state.range {
            Range::Inside if value > limit => (true, false, Range::High),
            Range::Inside if value < -limit => (false, false, Range::Low),
            // It is over only well inside of the range.
            Range::High if value < limit - 100 => (true, true, Range::Inside),
            Range::Low if value > 100 - limit => (false, true, Range::Inside),
            _ => return Ok(()),
        };
        state.range = range;
        self.alarms.send(Alarm { channel, high, over, time, value }).await
    }
}

#[maybe_async(AFIT)]
impl<A: Output<Alarm>, M: Output<Average>> Stage<Sample> for Filter<A, M> {
    async fn take(&mut self, mut sample: Sample) -> Result<(), Closed> {
        let channel = &mut self.channels[usize::from(sample.channel)];
        sample.value = channel.median(sample.value);
        let average = channel.average(sample.value);
        self.watch(&sample).await?;
        if let Some((mean, spread)) = average {
            let Sample { channel, time, .. } = sample;
            self.averages.send(Average { channel, time, mean, spread }).await?;
        }
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), Closed> {
        self.alarms.end().await;
        self.averages.end().await;
        Ok(())
    }
}
