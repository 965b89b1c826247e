//! A connection with its buffers: requests in, replies out.
//!
//! A request is a line of words, or an array of counted strings as client libraries send:
//! `*2\r\n$3\r\nGET\r\n$1\r\na\r\n`.

use alloc::vec::Vec;
use core::fmt::Write as _;

use maybe_async::maybe_async;

use crate::frame::Frame;
use crate::io::{Read, Write};

const LONGEST_LINE: usize = 512;
const LONGEST_STRING: usize = 4096;
const MOST_WORDS: usize = 64;

#[derive(Debug)]
pub enum Error<E> {
    Io(E),
    /// The connection ended within a request.
    Torn,
    Protocol(&'static str),
}

pub struct Connection<S> {
    stream: S,
    input: [u8; 256],
    next: usize,
    filled: usize,
    output: Vec<u8>,
}

/// A number in text, without an allocation.
struct Digits {
    text: [u8; 24],
    length: usize,
}

impl Digits {
    fn new(kind: char, number: i64) -> Self {
        let mut digits = Digits { text: [0; 24], length: 0 };
        let _ = write!(digits, "{kind}{number}\r\n");
        digits
    }
}

impl core::fmt::Write for Digits {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        let end = self.length + text.len();
        let place = self.text.get_mut(self.length..end).ok_or(core::fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

fn number(text: &[u8]) -> Option<usize> {
    core::str::from_utf8(text).ok()?.parse().ok()
}

#[maybe_async(AFIT)]
impl<S: Read + Write> Connection<S> {
    pub fn new(stream: S) -> Self {
        Connection {
            stream,
            input: [0; 256],
            next: 0,
            filled: 0,
            output: Vec::with_capacity(512),
        }
    }

    /// The words of the next request; None where the connection ends between two.
    pub async fn request(&mut self) -> Result<Option<Vec<Vec<u8>>>, Error<S::Error>> {
        loop {
            let Some(line) = self.line().await? else {
                return Ok(None);
            };
            match line.first() {
                None => {}
                Some(b'*') => {
                    let count = number(&line[1..]).ok_or(Error::Protocol("bad count"))?;
                    if count > MOST_WORDS {
                        return Err(Error::Protocol("too many words"));
                    }
                    if count > 0 {
                        return self.array(count).await.map(Some);
                    }
                }
                Some(_) => {
                    let words = line.split(|&c| c == b' ').filter(|word| !word.is_empty());
                    return Ok(Some(words.map(<[u8]>::to_vec).collect()));
                }
            }
        }
    }

    async fn array(&mut self, count: usize) -> Result<Vec<Vec<u8>>, Error<S::Error>> {
        let mut words = Vec::with_capacity(count);
        for _ in 0..count {
            let line = self.line().await?.ok_or(Error::Torn)?;
            let Some((b'$', digits)) = line.split_first() else {
                return Err(Error::Protocol("expected a string"));
            };
            match number(digits) {
                Some(length) if length <= LONGEST_STRING => {
                    words.push(self.counted(length).await?);
                }
                Some(_) => return Err(Error::Protocol("string too long")),
                None => return Err(Error::Protocol("bad length")),
            }
        }
        Ok(words)
    }

    async fn counted(&mut self, length: usize) -> Result<Vec<u8>, Error<S::Error>> {
        let mut string = Vec::with_capacity(length);
        while string.len() < length {
            if self.fill().await? == 0 {
                return Err(Error::Torn);
            }
            let there = &self.input[self.next..self.filled];
            let part = &there[..there.len().min(length - string.len())];
            string.extend_from_slice(part);
            self.next += part.len();
        }
        for expected in *b"\r\n" {
            if self.byte().await?.ok_or(Error::Torn)? != expected {
                return Err(Error::Protocol("string without end"));
            }
        }
        Ok(string)
    }

    async fn line(&mut self) -> Result<Option<Vec<u8>>, Error<S::Error>> {
        let mut line = Vec::new();
        loop {
            match self.byte().await? {
                None if line.is_empty() => return Ok(None),
                None => return Err(Error::Torn),
                Some(b'\n') => {
                    if line.last() == Some(&b'\r') {
                        line.pop();
                    }
                    return Ok(Some(line));
                }
                Some(_) if line.len() == LONGEST_LINE => {
                    return Err(Error::Protocol("line too long"));
                }
                Some(byte) => line.push(byte),
            }
        }
    }

    async fn byte(&mut self) -> Result<Option<u8>, Error<S::Error>> {
        if self.fill().await? == 0 {
            return Ok(None);
        }
        let byte = self.input[self.next];
        self.next += 1;
        Ok(Some(byte))
    }

    /// Reads if nothing is there; how much is there then. 0 at the end.
    async fn fill(&mut self) -> Result<usize, Error<S::Error>> {
        if self.next == self.filled {
            self.next = 0;
            self.filled = 0;
            self.filled = self.stream.read(&mut self.input).await.map_err(Error::Io)?;
        }
        Ok(self.filled - self.next)
    }

    /// Is there a request, or its beginning, that can be read without waiting?
    pub fn has_input(&self) -> bool {
        self.next < self.filled
    }

    pub async fn reply(&mut self, frame: &Frame) -> Result<(), Error<S::Error>> {
        match frame {
            Frame::Array(frames) => {
                self.put(Digits::new('*', frames.len() as i64)).await?;
                for frame in frames {
                    match frame {
                        Frame::Array(inner) => {
                            self.put(Digits::new('*', inner.len() as i64)).await?;
                            for frame in inner {
                                self.value(frame).await?;
                            }
                        }
                        other => self.value(other).await?,
                    }
                }
                Ok(())
            }
            other => self.value(other).await,
        }
    }

    async fn value(&mut self, frame: &Frame) -> Result<(), Error<S::Error>> {
        match frame {
            Frame::Simple(text) => {
                self.put_bytes(b"+").await?;
                self.put_bytes(text.as_bytes()).await?;
                self.put_bytes(b"\r\n").await
            }
            Frame::Error(text) => {
                self.put_bytes(b"-").await?;
                self.put_bytes(text.as_bytes()).await?;
                self.put_bytes(b"\r\n").await
            }
            Frame::Integer(number) => self.put(Digits::new(':', *number)).await,
            Frame::Bulk(bytes) => {
                self.put(Digits::new('$', bytes.len() as i64)).await?;
                self.put_bytes(bytes).await?;
                self.put_bytes(b"\r\n").await
            }
            Frame::Null => self.put_bytes(b"$-1\r\n").await,
            Frame::Array(_) => Err(Error::Protocol("reply is nested too deeply")),
        }
    }

    async fn put(&mut self, digits: Digits) -> Result<(), Error<S::Error>> {
        self.put_bytes(&digits.text[..digits.length]).await
    }

    async fn put_bytes(&mut self, bytes: &[u8]) -> Result<(), Error<S::Error>> {
        if self.output.len() + bytes.len() > self.output.capacity() {
            self.flush().await?;
        }
        if bytes.len() >= self.output.capacity() {
            return self.stream.write_all(bytes).await.map_err(Error::Io);
        }
        self.output.extend_from_slice(bytes);
        Ok(())
    }

    pub async fn flush(&mut self) -> Result<(), Error<S::Error>> {
        if !self.output.is_empty() {
            let sent = self.stream.write_all(&self.output).await;
            self.output.clear();
            sent.map_err(Error::Io)?;
        }
        Ok(())
    }
}
