//! What survives a loss of power: two slots written in turn, each with sequence and CRC.

use maybe_async::maybe_async;

use crate::eeprom::{Eeprom, Error};
use crate::hal::{DelayNs, I2c};

const SLOTS: [u16; 2] = [0x40, 0x80];
const LENGTH: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    pub sequence: u16,
    pub alarm_above: i32,
    pub coldest: i32,
    pub warmest: i32,
    pub brightness: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            sequence: 0,
            alarm_above: 2800,
            coldest: i32::MAX,
            warmest: i32::MIN,
            brightness: 7,
        }
    }
}

fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte) << 8, |crc, _| {
            if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 }
        })
    })
}

impl Settings {
    fn encode(&self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        bytes[0..2].copy_from_slice(&self.sequence.to_le_bytes());
        bytes[2..6].copy_from_slice(&self.alarm_above.to_le_bytes());
        bytes[6..10].copy_from_slice(&self.coldest.to_le_bytes());
        bytes[10..14].copy_from_slice(&self.warmest.to_le_bytes());
        bytes[14] = self.brightness;
        let sum = crc(&bytes[..LENGTH - 2]);
        bytes[LENGTH - 2..].copy_from_slice(&sum.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8; LENGTH]) -> Option<Self> {
        let sum = u16::from_le_bytes([bytes[LENGTH - 2], bytes[LENGTH - 1]]);
        if sum != crc(&bytes[..LENGTH - 2]) {
            return None;
        }
        let int = |i| i32::from_le_bytes([bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]]);
        Some(Settings {
            sequence: u16::from_le_bytes([bytes[0], bytes[1]]),
            alarm_above: int(2),
            coldest: int(6),
            warmest: int(10),
            brightness: bytes[14].min(15),
        })
    }
}

/// The newest valid slot, or the defaults.
#[maybe_async(AFIT)]
pub async fn load<I: I2c, D: DelayNs>(
    eeprom: &mut Eeprom<I, D>,
) -> Result<Settings, Error<I::Error>> {
    let mut newest: Option<Settings> = None;
    for slot in SLOTS {
        let mut bytes = [0; LENGTH];
        eeprom.read(slot, &mut bytes).await?;
        let Some(settings) = Settings::decode(&bytes) else {
            continue;
        };
        match newest {
            Some(other) if other.sequence.wrapping_sub(settings.sequence) < 0x8000 => {}
            _ => newest = Some(settings),
        }
    }
    Ok(newest.unwrap_or_default())
}

#[maybe_async(AFIT)]
pub async fn save<I: I2c, D: DelayNs>(
    eeprom: &mut Eeprom<I, D>,
    settings: &mut Settings,
) -> Result<(), Error<I::Error>> {
    settings.sequence = settings.sequence.wrapping_add(1);
    let slot = SLOTS[usize::from(settings.sequence) % SLOTS.len()];
    eeprom.write(slot, &settings.encode()).await
}
