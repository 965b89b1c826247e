//! Simulated clients and a simulated disk. A client sends a random script of requests in
//! pieces, some of them at once, and takes replies in pieces.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::Waker;

use server::socket::{Descriptor, Error};
use world::{Chance, Patience, Trace};

struct Shared {
    chance: Chance,
    patience: Patience,
    trace: Trace,
}

pub struct Clients(Rc<RefCell<Shared>>);

/// A connection or the journal's file.
pub struct File {
    shared: Rc<RefCell<Shared>>,
    script: Vec<u8>,
    sent: usize,
    reset_at: usize,
    is_disk: bool,
}

impl Clients {
    #[inline(never)]
    pub fn new(trace: &Trace) -> Self {
        Clients(Rc::new(RefCell::new(Shared {
            chance: Chance::new(3),
            patience: Patience::default(),
            trace: trace.clone(),
        })))
    }

    fn file(&self, script: Vec<u8>, reset_at: usize, is_disk: bool) -> File {
        File { shared: self.0.clone(), script, sent: 0, reset_at, is_disk }
    }

    #[inline(never)]
    pub fn disk(&self) -> File {
        self.file(Vec::new(), 0, true)
    }

    /// A client that comes now.
    #[inline(never)]
    pub fn connect(&self) -> File {
        let mut shared = self.0.borrow_mut();
        let chance = &mut shared.chance;
        let mut script = Vec::new();
        if !chance.one_in(10) {
            script.extend_from_slice(b"AUTH sesame\r\n");
        }
        for _ in 0..24 + chance.below(40) {
            request(&mut script, chance);
        }
        let reset_at = match chance.below(12) {
            0 => {
                let left = script.len() - chance.below(40) as usize;
                script.truncate(left);
                usize::MAX
            }
            1 => script.len() / 2,
            _ => usize::MAX,
        };
        if chance.one_in(2) {
            script.extend_from_slice(b"QUIT\r\n");
        }
        drop(shared);
        self.file(script, reset_at, false)
    }
}

fn request(script: &mut Vec<u8>, chance: &mut Chance) {
    let key = format!("key:{}", chance.below(40));
    let other = format!("key:{}", chance.below(40));
    let list = format!("list:{}", chance.below(4));
    let value = "v".repeat(1 + chance.below(60) as usize);
    let number = chance.below(100).to_string();
    let words: Vec<&str> = match chance.below(30) {
        0..6 => vec!["GET", &key],
        6..10 => vec!["SET", &key, &value],
        10 => vec!["SET", &key, &value, "EX", &number],
        11 => vec!["set", &key, &number, "NX"],
        12 => vec!["DEL", &key, &other],
        13 | 14 => vec!["INCRBY", &other, &number],
        15 => vec!["APPEND", &key, &number],
        16 => vec!["MGET", &key, &other, &list],
        17 => vec!["MSET", &key, &value, &other, &number],
        18 => vec!["EXPIRE", &key, &number],
        19 => vec!["TTL", &key],
        20 => vec!["LPUSH", &list, &value, &number],
        21 => vec!["RPOP", &list],
        22 => vec!["LRANGE", &list, "0", "-1"],
        23 => vec!["KEYS", "key:1"],
        24 => vec!["PING"],
        25 => vec!["EXISTS", &key, &other],
        26 if chance.one_in(4) => vec!["SAVE"],
        26 => vec!["DBSIZE"],
        27 => {
            script.extend_from_slice(b"MULTI\r\n");
            for _ in 0..chance.below(5) {
                script.extend_from_slice(format!("INCR {key}\r\nGET {other}\r\n").as_bytes());
            }
            vec![if chance.one_in(6) { "DISCARD" } else { "EXEC" }]
        }
        28 if chance.one_in(5) => vec!["NOSUCH", &key],
        28 if chance.one_in(20) => {
            script.extend_from_slice(b"*2\r\n$3\r\nGET\r\n:7\r\n");
            return;
        }
        28 => vec!["GET"],
        _ => vec!["INCRBY", &key, "much"],
    };
    if chance.one_in(3) {
        script.extend_from_slice(format!("*{}\r\n", words.len()).as_bytes());
        for word in words {
            script.extend_from_slice(format!("${}\r\n{word}\r\n", word.len()).as_bytes());
        }
    } else {
        script.extend_from_slice(words.join(" ").as_bytes());
        script.extend_from_slice(b"\r\n");
    }
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(1, |sum, &byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)))
}

impl File {
    #[inline(never)]
    fn read(&mut self, bytes: &mut [u8]) -> Result<Option<usize>, Error> {
        let mut shared = self.shared.borrow_mut();
        if !shared.patience.ready() {
            return Ok(None);
        }
        if self.sent >= self.reset_at {
            shared.trace.event("reset", self.sent as u32, 0);
            return Err(Error::Reset);
        }
        let left = self.script.len() - self.sent;
        let most = 1 + shared.chance.below(200) as usize;
        let count = left.min(most).min(bytes.len());
        let part = &self.script[self.sent..self.sent + count];
        bytes[..count].copy_from_slice(part);
        self.sent += count;
        shared.trace.event("read", count as u32, sum(part));
        Ok(Some(count))
    }

    #[inline(never)]
    fn write(&mut self, bytes: &[u8]) -> Result<Option<usize>, Error> {
        let mut shared = self.shared.borrow_mut();
        if !shared.patience.ready() {
            return Ok(None);
        }
        if self.is_disk && shared.chance.one_in(500) {
            shared.trace.event("full", 0, 0);
            return Err(Error::Full);
        }
        let count = bytes.len().min(1 + shared.chance.below(300) as usize);
        let what = if self.is_disk { "journal" } else { "write" };
        shared.trace.event(what, count as u32, sum(&bytes[..count]));
        Ok(Some(count))
    }

    #[inline(never)]
    fn sync(&mut self) -> Result<Option<()>, Error> {
        let mut shared = self.shared.borrow_mut();
        if !shared.patience.ready() {
            return Ok(None);
        }
        shared.trace.event("sync", 0, 0);
        Ok(Some(()))
    }
}

impl Descriptor for File {
    fn try_read(&mut self, bytes: &mut [u8]) -> Result<Option<usize>, Error> {
        self.read(bytes)
    }
    fn try_write(&mut self, bytes: &[u8]) -> Result<Option<usize>, Error> {
        self.write(bytes)
    }
    fn try_sync(&mut self) -> Result<Option<()>, Error> {
        self.sync()
    }
    fn register(&mut self, waker: &Waker) {
        waker.wake_by_ref()
    }
}
