//! Words to commands.

use alloc::vec;
use alloc::vec::Vec;

pub type Bytes = Vec<u8>;

#[derive(Clone, Debug)]
pub enum Command {
    Ping(Option<Bytes>),
    Auth(Bytes),
    Get(Bytes),
    Set { key: Bytes, value: Bytes, seconds: Option<u64>, only_new: bool },
    Delete(Vec<Bytes>),
    Exists(Vec<Bytes>),
    Add { key: Bytes, amount: i64 },
    Append { key: Bytes, value: Bytes },
    GetMany(Vec<Bytes>),
    SetMany(Vec<(Bytes, Bytes)>),
    Expire { key: Bytes, seconds: u64 },
    TimeToLive(Bytes),
    Push { key: Bytes, values: Vec<Bytes> },
    Pop(Bytes),
    Range { key: Bytes, from: i64, to: i64 },
    Keys(Bytes),
    Size,
    Save,
    Multi,
    Exec,
    Discard,
    Quit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    Unknown,
    WrongCount,
    NotANumber,
    Syntax,
}

impl Error {
    pub fn text(self) -> &'static str {
        match self {
            Error::Unknown => "ERR unknown command",
            Error::WrongCount => "ERR wrong number of arguments",
            Error::NotANumber => "ERR value is not an integer or out of range",
            Error::Syntax => "ERR syntax error",
        }
    }
}

struct Words {
    words: vec::IntoIter<Bytes>,
}

impl Words {
    fn next(&mut self) -> Result<Bytes, Error> {
        self.words.next().ok_or(Error::WrongCount)
    }

    fn number<T: core::str::FromStr>(&mut self) -> Result<T, Error> {
        let word = self.next()?;
        let text = core::str::from_utf8(&word).map_err(|_| Error::NotANumber)?;
        text.parse().map_err(|_| Error::NotANumber)
    }

    fn rest(&mut self) -> Result<Vec<Bytes>, Error> {
        let rest: Vec<Bytes> = self.words.by_ref().collect();
        if rest.is_empty() { Err(Error::WrongCount) } else { Ok(rest) }
    }
}

pub fn parse(words: Vec<Bytes>) -> Result<Command, Error> {
    let mut words = Words { words: words.into_iter() };
    let mut name = words.next()?;
    name.make_ascii_uppercase();
    let command = match name.as_slice() {
        b"PING" => Command::Ping(words.words.next()),
        b"AUTH" => Command::Auth(words.next()?),
        b"GET" => Command::Get(words.next()?),
        b"SET" => set(&mut words)?,
        b"DEL" => Command::Delete(words.rest()?),
        b"EXISTS" => Command::Exists(words.rest()?),
        b"INCR" => Command::Add { key: words.next()?, amount: 1 },
        b"DECR" => Command::Add { key: words.next()?, amount: -1 },
        b"INCRBY" => Command::Add { key: words.next()?, amount: words.number()? },
        b"APPEND" => Command::Append { key: words.next()?, value: words.next()? },
        b"MGET" => Command::GetMany(words.rest()?),
        b"MSET" => {
            let mut pairs = Vec::new();
            while let Some(key) = words.words.next() {
                pairs.push((key, words.next()?));
            }
            if pairs.is_empty() {
                return Err(Error::WrongCount);
            }
            Command::SetMany(pairs)
        }
        b"EXPIRE" => Command::Expire { key: words.next()?, seconds: words.number()? },
        b"TTL" => Command::TimeToLive(words.next()?),
        b"LPUSH" => Command::Push { key: words.next()?, values: words.rest()? },
        b"RPOP" => Command::Pop(words.next()?),
        b"LRANGE" => {
            Command::Range { key: words.next()?, from: words.number()?, to: words.number()? }
        }
        b"KEYS" => Command::Keys(words.next()?),
        b"DBSIZE" => Command::Size,
        b"SAVE" => Command::Save,
        b"MULTI" => Command::Multi,
        b"EXEC" => Command::Exec,
        b"DISCARD" => Command::Discard,
        b"QUIT" => Command::Quit,
        _ => return Err(Error::Unknown),
    };
    match words.words.next() {
        None => Ok(command),
        Some(_) => Err(Error::WrongCount),
    }
}

fn set(words: &mut Words) -> Result<Command, Error> {
    let (key, value) = (words.next()?, words.next()?);
    let (mut seconds, mut only_new) = (None, false);
    while let Some(mut option) = words.words.next() {
        option.make_ascii_uppercase();
        match option.as_slice() {
            b"EX" => seconds = Some(words.number()?),
            b"NX" => only_new = true,
            _ => return Err(Error::Syntax),
        }
    }
    Ok(Command::Set { key, value, seconds, only_new })
}

impl Command {
    /// Does it change the store?
    pub fn writes(&self) -> bool {
        matches!(
            self,
            Command::Set { .. }
                | Command::Delete(_)
                | Command::Add { .. }
                | Command::Append { .. }
                | Command::SetMany(_)
                | Command::Expire { .. }
                | Command::Push { .. }
                | Command::Pop(_)
        )
    }
}
