//! What the applications have in common: drivers over embedded-hal-async's and embedded-io-async's
//! traits, and the events that their tasks send each other.
#![no_std]

#[cfg(feature = "bluetooth")]
pub mod bluetooth;
pub mod console;
#[cfg(feature = "environment")]
pub mod environment;
pub mod flash;
pub mod gnss;
pub mod modbus;
pub mod modem;
#[cfg(feature = "store")]
pub mod store;
pub mod thermometer;

use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::channel::Channel;

#[derive(Clone, Copy)]
pub enum Event {
    Temperature(i32),
    Voltage(u16),
    Position { latitude: i32, longitude: i32 },
    Button { number: u8, long: bool },
    Lost(&'static str),
}

pub type Events = Channel<CriticalSectionRawMutex, Event, 8>;

impl Event {
    /// As it is sent over a wire: its kind and what it has.
    pub fn bytes(&self) -> [u8; 9] {
        let (kind, a, b) = match *self {
            Event::Temperature(t) => (b'T', t, 0),
            Event::Voltage(v) => (b'V', i32::from(v), 0),
            Event::Position { latitude, longitude } => (b'P', latitude, longitude),
            Event::Button { number, long } => (b'B', i32::from(number), i32::from(long)),
            Event::Lost(what) => (b'L', what.len() as i32, 0),
        };
        let mut bytes = [kind; 9];
        bytes[1..5].copy_from_slice(&a.to_be_bytes());
        bytes[5..].copy_from_slice(&b.to_be_bytes());
        bytes
    }
}
