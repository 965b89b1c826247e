//! Last stage of averages: pages to flash, each verified, bad blocks passed over.

use core::cell::Cell;

use maybe_async::maybe_async;

use crate::device::{Interrupt, ready};
use crate::pack::{PAGE, Page};
use crate::plumbing::{Closed, Stage};

pub const PAGES: u16 = 64;
const PER_BLOCK: u16 = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Erase,
    Program,
}

pub trait Memory: Interrupt {
    fn start_erase(&mut self, block: u16);
    fn start_program(&mut self, page: u16, bytes: &[u8]);
    fn start_read(&mut self, page: u16);
    /// None while it works.
    fn try_done(&mut self) -> Option<Result<(), Fault>>;
    fn data(&self, bytes: &mut [u8]);
}

#[derive(Debug)]
enum Error {
    Fault,
    Differs,
    /// No block is left that works.
    WornOut,
}

impl From<Fault> for Error {
    fn from(_: Fault) -> Self {
        Error::Fault
    }
}

pub struct Flash<'a, M> {
    memory: M,
    next: u16,
    bad: u16,
    lost: &'a Cell<u32>,
}

#[maybe_async(AFIT)]
impl<'a, M: Memory> Flash<'a, M> {
    pub fn new(memory: M, lost: &'a Cell<u32>) -> Self {
        Flash { memory, next: 0, bad: 0, lost }
    }

    async fn done(&mut self) -> Result<(), Fault> {
        ready(&mut self.memory, |memory| memory.try_done()).await
    }

    async fn store(&mut self, page: &Page) -> Result<(), Error> {
        loop {
            match self.attempt(page).await {
                Ok(()) => {
                    self.next = (self.next + 1) % PAGES;
                    return Ok(());
                }
                Err(Error::Fault | Error::Differs) => self.skip_block()?,
                Err(error) => return Err(error),
            }
        }
    }

    async fn attempt(&mut self, page: &Page) -> Result<(), Error> {
        if self.next % PER_BLOCK == 0 {
            self.memory.start_erase(self.next / PER_BLOCK);
            self.done().await?;
        }
        self.memory.start_program(self.next, page);
        self.done().await?;
        self.verify(page).await
    }

    async fn verify(&mut self, page: &Page) -> Result<(), Error> {
        for _ in 0..2 {
            self.memory.start_read(self.next);
            self.done().await?;
            let mut back = [0; PAGE];
            self.memory.data(&mut back);
            if back[..page.len()] == page[..] {
                return Ok(());
            }
        }
        Err(Error::Differs)
    }

    fn skip_block(&mut self) -> Result<(), Error> {
        self.bad += 1;
        if self.bad == PAGES / PER_BLOCK {
            self.bad = 0;
            return Err(Error::WornOut);
        }
        self.next = (self.next / PER_BLOCK + 1) * PER_BLOCK % PAGES;
        Ok(())
    }
}

#[maybe_async(AFIT)]
impl<M: Memory> Stage<Page> for Flash<'_, M> {
    async fn take(&mut self, page: Page) -> Result<(), Closed> {
        if self.store(&page).await.is_err() {
            self.lost.set(self.lost.get() + 1);
        }
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), Closed> {
        Ok(())
    }
}
