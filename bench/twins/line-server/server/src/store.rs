//! The data, in memory.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;

use crate::command::{Bytes, Command};
use crate::frame::Frame;

#[derive(Clone, Debug)]
enum Value {
    String(Bytes),
    List(VecDeque<Bytes>),
}

#[derive(Clone, Debug)]
struct Entry {
    value: Value,
    expires: Option<u64>,
}

#[derive(Default)]
pub struct Store {
    entries: BTreeMap<Bytes, Entry>,
}

const WRONG_TYPE: &str = "WRONGTYPE operation against a key holding the wrong kind of value";
const NOT_A_NUMBER: &str = "ERR value is not an integer or out of range";

impl Store {
    fn live(&mut self, key: &[u8], now: u64) -> Option<&mut Entry> {
        if self.entries.get(key)?.expires.is_some_and(|at| at <= now) {
            self.entries.remove(key);
            return None;
        }
        self.entries.get_mut(key)
    }

    fn string(&mut self, key: &[u8], now: u64) -> Result<Option<&mut Bytes>, &'static str> {
        match self.live(key, now).map(|entry| &mut entry.value) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::List(_)) => Err(WRONG_TYPE),
        }
    }

    fn list(
        &mut self,
        key: &[u8],
        now: u64,
    ) -> Result<Option<&mut VecDeque<Bytes>>, &'static str> {
        match self.live(key, now).map(|entry| &mut entry.value) {
            None => Ok(None),
            Some(Value::List(list)) => Ok(Some(list)),
            Some(Value::String(_)) => Err(WRONG_TYPE),
        }
    }

    fn put(&mut self, key: Bytes, value: Value, expires: Option<u64>) {
        self.entries.insert(key, Entry { value, expires });
    }

    /// Carries out a command that is about data.
    pub fn apply(&mut self, command: Command, now: u64) -> Frame {
        self.try_apply(command, now).unwrap_or_else(Frame::error)
    }

    fn try_apply(&mut self, command: Command, now: u64) -> Result<Frame, &'static str> {
        Ok(match command {
            Command::Get(key) => Frame::optional(self.string(&key, now)?.cloned()),
            Command::Set { key, value, seconds, only_new } => {
                if only_new && self.live(&key, now).is_some() {
                    return Ok(Frame::Null);
                }
                self.put(key, Value::String(value), seconds.map(|s| now.saturating_add(s)));
                Frame::ok()
            }
            Command::Delete(keys) => {
                let gone = keys.iter().filter(|key| self.live(key, now).is_some()).count();
                for key in &keys {
                    self.entries.remove(key);
                }
                Frame::Integer(gone as i64)
            }
            Command::Exists(keys) => Frame::Integer(
                keys.iter().filter(|key| self.live(key, now).is_some()).count() as i64,
            ),
            Command::Add { key, amount } => {
                let old: i64 = match self.string(&key, now)? {
                    None => 0,
                    Some(text) => core::str::from_utf8(text)
                        .ok()
                        .and_then(|text| text.parse().ok())
                        .ok_or(NOT_A_NUMBER)?,
                };
                let new = old.checked_add(amount).ok_or(NOT_A_NUMBER)?;
                let text = alloc::format!("{new}").into_bytes();
                match self.string(&key, now)? {
                    Some(place) => *place = text,
                    None => self.put(key, Value::String(text), None),
                }
                Frame::Integer(new)
            }
            Command::Append { key, value } => match self.string(&key, now)? {
                Some(text) => {
                    text.extend_from_slice(&value);
                    Frame::Integer(text.len() as i64)
                }
                None => {
                    let length = value.len() as i64;
                    self.put(key, Value::String(value), None);
                    Frame::Integer(length)
                }
            },
            Command::GetMany(keys) => {
                let get = |key: &Bytes| match self.string(key, now) {
                    Ok(text) => Frame::optional(text.cloned()),
                    Err(_) => Frame::Null,
                };
                Frame::Array(keys.iter().map(get).collect())
            }
            Command::SetMany(pairs) => {
                for (key, value) in pairs {
                    self.put(key, Value::String(value), None);
                }
                Frame::ok()
            }
            Command::Expire { key, seconds } => match self.live(&key, now) {
                Some(entry) => {
                    entry.expires = Some(now.saturating_add(seconds));
                    Frame::Integer(1)
                }
                None => Frame::Integer(0),
            },
            Command::TimeToLive(key) => Frame::Integer(match self.live(&key, now) {
                None => -2,
                Some(Entry { expires: None, .. }) => -1,
                Some(Entry { expires: Some(at), .. }) => (*at - now) as i64,
            }),
            Command::Push { key, values } => {
                if self.list(&key, now)?.is_none() {
                    self.put(key.clone(), Value::List(VecDeque::new()), None);
                }
                let Some(list) = self.list(&key, now)? else {
                    return Ok(Frame::Integer(0));
                };
                for value in values {
                    list.push_front(value);
                }
                Frame::Integer(list.len() as i64)
            }
            Command::Pop(key) => {
                let Some(list) = self.list(&key, now)? else {
                    return Ok(Frame::Null);
                };
                let last = list.pop_back();
                if list.is_empty() {
                    self.entries.remove(&key);
                }
                Frame::optional(last)
            }
            Command::Range { key, from, to } => {
                let Some(list) = self.list(&key, now)? else {
                    return Ok(Frame::Array(Vec::new()));
                };
                let length = list.len() as i64;
                let place = |i: i64| if i < 0 { length.saturating_add(i) } else { i };
                let (from, to) = (place(from).max(0), place(to).min(length - 1));
                let count = (to - from + 1).max(0) as usize;
                let part = list.iter().skip(from as usize).take(count);
                Frame::Array(part.cloned().map(Frame::Bulk).collect())
            }
            Command::Keys(prefix) => {
                let from = self.entries.range(prefix.clone()..);
                let keys = from.map(|(key, _)| key).take_while(|key| key.starts_with(&prefix));
                Frame::Array(keys.take(32).cloned().map(Frame::Bulk).collect())
            }
            Command::Size => Frame::Integer(self.entries.len() as i64),
            _ => return Err("ERR not a command about data"),
        })
    }

    /// The next string after a key, for a snapshot that does not hold the store all the time.
    pub fn string_after(&self, key: Option<&[u8]>) -> Option<(Bytes, Option<Bytes>)> {
        use core::ops::Bound::{Excluded, Unbounded};

        let from = key.map_or(Unbounded, Excluded);
        let (key, entry) = self.entries.range::<[u8], _>((from, Unbounded)).next()?;
        match &entry.value {
            Value::String(text) => Some((key.clone(), Some(text.clone()))),
            Value::List(_) => Some((key.clone(), None)),
        }
    }
}
