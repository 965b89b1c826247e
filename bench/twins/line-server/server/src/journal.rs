//! What was changed, on disk: records with length and checksum, synced in batches.

use alloc::vec::Vec;

use maybe_async::maybe_async;

use crate::io::Write;

const MARK: u8 = 0xa7;
const UNSYNCED: u32 = 8;

#[derive(Debug)]
pub enum Error<E> {
    Io(E),
    TooLong,
    /// An earlier error left the file in an unknown state.
    Broken,
}

pub struct Journal<F> {
    file: F,
    unsynced: u32,
    broken: bool,
}

fn checksum(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0x811c_9dc5, |sum, &byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[maybe_async(AFIT)]
impl<F: Write> Journal<F> {
    pub fn new(file: F) -> Self {
        Journal { file, unsynced: 0, broken: false }
    }

    pub async fn append(&mut self, words: &[Vec<u8>]) -> Result<(), Error<F::Error>> {
        if self.broken {
            // One attempt to get going again: what is there must be on disk.
            self.sync().await?;
            self.broken = false;
        }
        let result = self.record(words).await;
        if result.is_err() {
            self.broken = true;
        }
        result
    }

    async fn record(&mut self, words: &[Vec<u8>]) -> Result<(), Error<F::Error>> {
        let length: usize = words.iter().map(|word| word.len() + 2).sum();
        let length = u16::try_from(length).map_err(|_| Error::TooLong)?;
        let [high, low] = length.to_be_bytes();
        self.write(&[MARK, high, low]).await?;
        let mut sum = 0;
        for word in words {
            self.write(&(word.len() as u16).to_be_bytes()).await?;
            self.write(word).await?;
            sum ^= checksum(word).rotate_left(7);
        }
        self.write(&sum.to_be_bytes()).await?;
        self.unsynced += 1;
        if self.unsynced >= UNSYNCED {
            self.sync().await?;
        }
        Ok(())
    }

    pub async fn sync(&mut self) -> Result<(), Error<F::Error>> {
        self.file.flush().await.map_err(Error::Io)?;
        self.unsynced = 0;
        Ok(())
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Error<F::Error>> {
        self.file.write_all(bytes).await.map_err(Error::Io)
    }
}
