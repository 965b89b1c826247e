//! What goes over a connection.

use alloc::string::String;
use alloc::vec::Vec;

#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    Simple(&'static str),
    Error(String),
    Integer(i64),
    Bulk(Vec<u8>),
    Null,
    Array(Vec<Frame>),
}

impl Frame {
    pub fn ok() -> Frame {
        Frame::Simple("OK")
    }

    pub fn error(text: &str) -> Frame {
        Frame::Error(String::from(text))
    }

    pub fn optional(value: Option<Vec<u8>>) -> Frame {
        value.map_or(Frame::Null, Frame::Bulk)
    }
}
