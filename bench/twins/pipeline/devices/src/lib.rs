//! The simulated devices. Each has its own chance and its own trace: what one sees does not
//! depend on when the others are asked.

use std::task::Waker;

use pipeline::device::Interrupt;
use pipeline::flash::{Fault, Memory, PAGES};
use pipeline::pack::PAGE;
use pipeline::radio::{Answer, Transceiver};
use pipeline::source::Input;
use world::{Chance, Patience, Trace};

fn sum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(1, |sum, &byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)))
}

// --- the stream -------------------------------------------------------------------------

pub struct Stream {
    bytes: Vec<u8>,
    next: usize,
    chance: Chance,
    patience: Patience,
    pub trace: Trace,
}

impl Stream {
    #[inline(never)]
    pub fn new(session: u32, trace: Trace) -> Self {
        let mut chance = Chance::new(u64::from(session) * 3 + 4);
        let mut bytes = Vec::new();
        let mut values = [0i32; 8];
        for packet in 0..120u32 {
            append(&mut bytes, packet, &mut values, &mut chance);
        }
        Stream { bytes, next: 0, chance, patience: Patience::default(), trace }
    }

    #[inline(never)]
    fn read(&mut self, bytes: &mut [u8]) -> Option<usize> {
        if !self.patience.ready() {
            return None;
        }
        let most = 1 + self.chance.below(40) as usize;
        let count = (self.bytes.len() - self.next).min(most).min(bytes.len());
        bytes[..count].copy_from_slice(&self.bytes[self.next..self.next + count]);
        self.next += count;
        self.trace.event("read", count as u32, sum(&bytes[..count]));
        Some(count)
    }
}

fn append(bytes: &mut Vec<u8>, packet: u32, values: &mut [i32; 8], chance: &mut Chance) {
    for (i, value) in values.iter_mut().enumerate() {
        let step = 60 * (i as i32 + 1);
        *value += chance.below(2 * step as u32 + 1) as i32 - step;
        *value -= *value / 100;
    }
    let word = |value: i32| (value.clamp(-30_000, 30_000) as i16).to_be_bytes();
    let channel = chance.below(8) as usize;
    let (kind, mut payload) = match chance.below(12) {
        0 => (0, (packet * 50).to_be_bytes().to_vec()),
        1..4 => {
            let mut payload = vec![channel as u8];
            payload.extend(word(values[channel]));
            (1, payload)
        }
        4..10 => {
            let mut payload = vec![0];
            payload.extend(values.iter().flat_map(|&value| word(value)));
            (2, payload)
        }
        10 => {
            let mut payload = vec![channel as u8];
            payload.extend(word(values[channel]));
            payload.extend((0..chance.below(12)).map(|_| chance.any() as u8));
            (3, payload)
        }
        _ => (4 + chance.below(2) as u8, vec![7; 3]),
    };
    if chance.one_in(40) {
        payload.pop();
    }
    let mut sum = payload.iter().fold(kind, |sum, &byte| sum.rotate_left(1) ^ byte);
    if chance.one_in(30) {
        sum ^= 1;
    }
    if chance.one_in(25) {
        bytes.extend([1, 2, 3]);
    }
    bytes.extend([0x7e, payload.len() as u8, kind]);
    bytes.extend(payload);
    bytes.push(sum);
}

impl Interrupt for Stream {
    fn listen(&mut self, waker: &Waker) {
        waker.wake_by_ref()
    }
}

impl Input for Stream {
    fn try_read(&mut self, bytes: &mut [u8]) -> Option<usize> {
        self.read(bytes)
    }
}

// --- the flash --------------------------------------------------------------------------

pub struct Chips {
    pages: Vec<[u8; PAGE]>,
    data: [u8; PAGE],
    fault: Option<Fault>,
    chance: Chance,
    patience: Patience,
    pub trace: Trace,
}

impl Chips {
    #[inline(never)]
    pub fn new(session: u32, trace: Trace) -> Self {
        Chips {
            pages: vec![[0xff; PAGE]; usize::from(PAGES)],
            data: [0; PAGE],
            fault: None,
            chance: Chance::new(u64::from(session) * 5 + 6),
            patience: Patience::default(),
            trace,
        }
    }

    #[inline(never)]
    fn erase(&mut self, block: u16) {
        self.trace.event("erase", block.into(), 0);
        let first = usize::from(block) * 4;
        self.pages[first..first + 4].fill([0xff; PAGE]);
        self.fault = self.chance.one_in(20).then_some(Fault::Erase);
    }

    #[inline(never)]
    fn program(&mut self, page: u16, bytes: &[u8]) {
        self.trace.event("program", page.into(), sum(bytes));
        self.pages[usize::from(page)][..bytes.len()].copy_from_slice(bytes);
        self.fault = self.chance.one_in(40).then_some(Fault::Program);
    }

    #[inline(never)]
    fn read(&mut self, page: u16) {
        self.data = self.pages[usize::from(page)];
        if self.chance.one_in(15) {
            self.data[3] ^= 4;
        }
        self.trace.event("page", page.into(), sum(&self.data));
        self.fault = None;
    }

    #[inline(never)]
    fn done(&mut self) -> Option<Result<(), Fault>> {
        self.patience.ready().then(|| self.fault.take().map_or(Ok(()), Err))
    }
}

impl Interrupt for Chips {
    fn listen(&mut self, waker: &Waker) {
        waker.wake_by_ref()
    }
}

impl Memory for Chips {
    fn start_erase(&mut self, block: u16) {
        self.erase(block)
    }
    fn start_program(&mut self, page: u16, bytes: &[u8]) {
        self.program(page, bytes)
    }
    fn start_read(&mut self, page: u16) {
        self.read(page)
    }
    fn try_done(&mut self) -> Option<Result<(), Fault>> {
        self.done()
    }
    fn data(&self, bytes: &mut [u8]) {
        bytes.copy_from_slice(&self.data)
    }
}

// --- the radio --------------------------------------------------------------------------

pub struct Air {
    number: u8,
    chance: Chance,
    patience: Patience,
    pub trace: Trace,
}

impl Air {
    #[inline(never)]
    pub fn new(session: u32, trace: Trace) -> Self {
        let chance = Chance::new(u64::from(session) * 7 + 8);
        Air { number: 0, chance, patience: Patience::default(), trace }
    }

    #[inline(never)]
    fn clear(&mut self) -> Option<bool> {
        self.patience.ready().then(|| !self.chance.one_in(4))
    }

    #[inline(never)]
    fn send(&mut self, bytes: &[u8]) {
        self.trace.event("send", bytes.len() as u32, sum(bytes));
        self.number = bytes[1];
    }

    #[inline(never)]
    fn sent(&mut self) -> Option<()> {
        self.patience.ready().then_some(())
    }

    #[inline(never)]
    fn answer(&mut self) -> Option<Answer> {
        if !self.patience.ready() {
            return None;
        }
        let answer = match self.chance.below(20) {
            0 => Answer::Refused,
            1..4 => Answer::Nothing,
            4 => Answer::Acknowledged(self.number.wrapping_sub(1)),
            _ => Answer::Acknowledged(self.number),
        };
        let code = match answer {
            Answer::Acknowledged(number) => number.into(),
            Answer::Refused => 1000,
            Answer::Nothing => 1001,
        };
        self.trace.event("answer", code, 0);
        Some(answer)
    }
}

impl Interrupt for Air {
    fn listen(&mut self, waker: &Waker) {
        waker.wake_by_ref()
    }
}

impl Transceiver for Air {
    fn try_clear(&mut self) -> Option<bool> {
        self.clear()
    }
    fn start_send(&mut self, bytes: &[u8]) {
        self.send(bytes)
    }
    fn try_sent(&mut self) -> Option<()> {
        self.sent()
    }
    fn try_answer(&mut self) -> Option<Answer> {
        self.answer()
    }
}
