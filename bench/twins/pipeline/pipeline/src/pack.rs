//! Fourth stage, of averages: several into one page, as differences.

use heapless::Vec;
use maybe_async::maybe_async;

use crate::filter::Average;
use crate::plumbing::{Closed, Output, Stage};

pub const PAGE: usize = 64;

pub type Page = Vec<u8, PAGE>;

pub struct Pack<O> {
    output: O,
    page: Page,
    count: u8,
    time: u32,
    sequence: u16,
}

/// Small numbers in few bytes.
fn variable(bytes: &mut Vec<u8, 16>, number: i32) {
    let mut rest = ((number << 1) ^ (number >> 31)) as u32;
    while rest >= 0x80 {
        let _ = bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    let _ = bytes.push(rest as u8);
}

#[maybe_async(AFIT)]
impl<O: Output<Page>> Pack<O> {
    pub fn new(output: O) -> Self {
        Pack { output, page: Page::new(), count: 0, time: 0, sequence: 0 }
    }

    fn begin(&mut self, average: &Average) {
        self.sequence = self.sequence.wrapping_add(1);
        self.time = average.time;
        self.count = 0;
        self.page.clear();
        let _ = self.page.extend_from_slice(&self.sequence.to_be_bytes());
        let _ = self.page.extend_from_slice(&average.time.to_be_bytes());
        let _ = self.page.push(0);
    }

    fn encode(&self, average: &Average) -> Vec<u8, 16> {
        let mut bytes = Vec::new();
        let _ = bytes.push(average.channel);
        variable(&mut bytes, average.time.wrapping_sub(self.time) as i32);
        variable(&mut bytes, average.mean);
        variable(&mut bytes, average.spread.into());
        bytes
    }

    /// Sends the page if there is anything in it.
    async fn flush(&mut self) -> Result<(), Closed> {
        if self.count == 0 {
            return Ok(());
        }
        self.page[6] = self.count;
        self.count = 0;
        self.output.send(core::mem::take(&mut self.page)).await
    }
}

#[maybe_async(AFIT)]
impl<O: Output<Page>> Stage<Average> for Pack<O> {
    async fn take(&mut self, average: Average) -> Result<(), Closed> {
        if self.count == 0 {
            self.begin(&average);
        }
        let mut bytes = self.encode(&average);
        if self.page.len() + bytes.len() > PAGE {
            self.flush().await?;
            self.begin(&average);
            bytes = self.encode(&average);
        }
        let _ = self.page.extend_from_slice(&bytes);
        self.count += 1;
        self.time = average.time;
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), Closed> {
        let sent = self.flush().await;
        self.output.end().await;
        sent
    }
}
