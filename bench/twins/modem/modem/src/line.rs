//! What a line from the modem means.

/// Lines that come unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urc {
    Ring,
    Registration(u8),
    Message(u16),
    Closed,
    PowerDown,
    /// So many bytes of the connection follow.
    Data(u16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    Empty,
    Ok,
    Error,
    CmeError(u16),
    Connected,
    ConnectFailed,
    Sent,
    SendFailed,
    Urc(Urc),
    Info(&'a [u8]),
}

pub fn number(digits: &[u8]) -> Option<(u16, &[u8])> {
    let count = digits.iter().take_while(|c| c.is_ascii_digit()).count();
    if count == 0 {
        return None;
    }
    let mut value: u16 = 0;
    for digit in &digits[..count] {
        value = value.checked_mul(10)?.checked_add(u16::from(digit - b'0'))?;
    }
    Some((value, &digits[count..]))
}

/// The numbers of "1,2,3"; 0 where one is missing.
pub fn numbers<const N: usize>(mut text: &[u8]) -> [u16; N] {
    let mut values = [0; N];
    for value in &mut values {
        match number(text) {
            Some((n, rest)) => {
                *value = n;
                text = rest.strip_prefix(b",").unwrap_or(rest);
            }
            None => break,
        }
    }
    values
}

pub fn parse(line: &[u8]) -> Line<'_> {
    match line {
        b"" => Line::Empty,
        b"OK" => Line::Ok,
        b"ERROR" => Line::Error,
        b"CONNECT OK" => Line::Connected,
        b"CONNECT FAIL" => Line::ConnectFailed,
        b"SEND OK" => Line::Sent,
        b"SEND FAIL" => Line::SendFailed,
        b"RING" => Line::Urc(Urc::Ring),
        b"CLOSED" => Line::Urc(Urc::Closed),
        b"NORMAL POWER DOWN" => Line::Urc(Urc::PowerDown),
        _ => {
            if let Some(code) = line.strip_prefix(b"+CME ERROR: ") {
                return Line::CmeError(number(code).map_or(0, |(n, _)| n));
            }
            if let Some(rest) = line.strip_prefix(b"+CREG: ") {
                // "+CREG: 1" comes unasked, "+CREG: 1,2" is the answer to a question.
                return match number(rest) {
                    Some((state, b"")) => Line::Urc(Urc::Registration(state as u8)),
                    _ => Line::Info(line),
                };
            }
            if let Some(rest) = line.strip_prefix(b"+CMTI: \"SM\",") {
                if let Some((index, _)) = number(rest) {
                    return Line::Urc(Urc::Message(index));
                }
            }
            if let Some(rest) = line.strip_prefix(b"+IPD,") {
                if let Some((length, b":")) = number(rest) {
                    return Line::Urc(Urc::Data(length));
                }
            }
            Line::Info(line)
        }
    }
}
