//! The chips on the I2C bus.

use firmware::eeprom::{PAGE, SIZE};
use world::Chance;

pub struct Bus {
    selected: Option<Chip>,
    climate: Climate,
    light: Light,
    eeprom: Eeprom,
}

#[derive(Clone, Copy, PartialEq)]
enum Chip {
    Climate,
    Light,
    Eeprom,
}

impl Bus {
    pub fn new() -> Self {
        Bus {
            selected: None,
            climate: Climate { pointer: 0, first: true, busy: 0, data: [0; 8], degrees: 400 },
            light: Light { register: 0, first: true, control: 0, wait: 0, level: 3000 },
            eeprom: Eeprom::new(),
        }
    }

    /// The address byte; true if a chip answers.
    pub fn select(&mut self, byte: u8) -> bool {
        let reading = byte & 1 == 1;
        let chip = match byte >> 1 {
            0x76 => Chip::Climate,
            0x29 => Chip::Light,
            0x50 => Chip::Eeprom,
            _ => return false,
        };
        match chip {
            Chip::Climate => self.climate.first = !reading,
            Chip::Light => self.light.first = !reading,
            Chip::Eeprom => {
                if self.eeprom.busy > 0 {
                    self.eeprom.busy -= 1;
                    return false;
                }
                if !reading {
                    self.eeprom.header = 2;
                }
            }
        }
        self.selected = Some(chip);
        true
    }

    pub fn write(&mut self, byte: u8, chance: &mut Chance) -> bool {
        match self.selected {
            Some(Chip::Climate) => self.climate.write(byte, chance),
            Some(Chip::Light) => self.light.write(byte, chance),
            Some(Chip::Eeprom) => self.eeprom.write(byte),
            None => return false,
        }
        true
    }

    pub fn read(&mut self, chance: &mut Chance) -> u8 {
        match self.selected {
            Some(Chip::Climate) => self.climate.read(),
            Some(Chip::Light) => self.light.read(chance),
            Some(Chip::Eeprom) => self.eeprom.read(),
            None => 0xff,
        }
    }

    pub fn stop(&mut self) {
        if self.selected.take() == Some(Chip::Eeprom) {
            self.eeprom.program();
        }
    }
}

struct Climate {
    pointer: u8,
    first: bool,
    busy: u8,
    data: [u8; 8],
    degrees: u32,
}

const CALIBRATION: [i16; 8] = [27504, 26435, -1000, 12800, -10685, 3024, 60, 12];

impl Climate {
    fn write(&mut self, byte: u8, chance: &mut Chance) {
        if self.first {
            self.first = false;
            self.pointer = byte;
            return;
        }
        match self.pointer {
            0xe0 => self.busy = 2,
            0xf4 => self.measure(chance),
            _ => {}
        }
        self.pointer = self.pointer.wrapping_add(1);
    }

    fn measure(&mut self, chance: &mut Chance) {
        self.busy = chance.below(5) as u8;
        self.degrees = (self.degrees + chance.below(41)).saturating_sub(20).clamp(100, 900);
        let t = 480_000 + self.degrees * 128;
        let p = 380_000 + chance.below(20_000);
        let h = 20_000 + chance.below(9_000);
        self.data = [
            (p >> 12) as u8,
            (p >> 4) as u8,
            (p << 4) as u8,
            (t >> 12) as u8,
            (t >> 4) as u8,
            (t << 4) as u8,
            (h >> 8) as u8,
            h as u8,
        ];
    }

    fn read(&mut self) -> u8 {
        let value = match self.pointer {
            0x88..0x98 => {
                let word = CALIBRATION[usize::from(self.pointer - 0x88) / 2].to_le_bytes();
                word[usize::from(self.pointer - 0x88) % 2]
            }
            0xd0 => 0x60,
            0xf3 if self.busy > 0 => {
                self.busy -= 1;
                9
            }
            0xf3 => 0,
            0xf7..=0xfe => self.data[usize::from(self.pointer - 0xf7)],
            _ => 0,
        };
        self.pointer = self.pointer.wrapping_add(1);
        value
    }
}

struct Light {
    register: u8,
    first: bool,
    control: u8,
    wait: u8,
    level: u32,
}

impl Light {
    fn write(&mut self, byte: u8, chance: &mut Chance) {
        if self.first {
            self.first = false;
            self.register = byte & 0x1f;
            return;
        }
        match (self.register, byte) {
            (0, 3) => {
                self.wait = chance.below(3) as u8;
                if chance.one_in(60) {
                    self.wait = 12;
                }
                self.level = match chance.below(8) {
                    0 => self.level / 4 + 1,
                    1 => (self.level * 4).min(400_000),
                    _ => self.level,
                };
            }
            (1, control) => self.control = control,
            _ => {}
        }
    }

    fn read(&mut self, chance: &mut Chance) -> u8 {
        let gain = [1, 25, 428, 428][usize::from(self.control >> 4 & 3)];
        let steps = u32::from(self.control & 7) + 1;
        let all = (self.level * gain * steps / 250).min(0x3ff * steps);
        let value = match self.register {
            0x13 if self.wait > 0 => {
                self.wait -= 1;
                0
            }
            0x13 => 1,
            0x14 => all as u8,
            0x15 => (all >> 8) as u8,
            0x16 => (all / 5 + chance.below(4)) as u8,
            0x17 => (all / 5 >> 8) as u8,
            _ => 0,
        };
        if self.register >= 0x14 {
            self.register += 1;
        }
        value
    }
}

struct Eeprom {
    bytes: [u8; SIZE as usize],
    page: [Option<u8>; PAGE],
    at: u16,
    header: u8,
    busy: u8,
}

impl Eeprom {
    fn new() -> Self {
        Eeprom { bytes: [0xff; SIZE as usize], page: [None; PAGE], at: 0, header: 0, busy: 0 }
    }

    fn write(&mut self, byte: u8) {
        if self.header > 0 {
            self.header -= 1;
            self.at = (self.at << 8 | u16::from(byte)) % SIZE;
            return;
        }
        let place = usize::from(self.at) % PAGE;
        self.page[place] = Some(byte);
        // Within a page the address wraps around.
        self.at = self.at / PAGE as u16 * PAGE as u16 + (place as u16 + 1) % PAGE as u16;
    }

    fn read(&mut self) -> u8 {
        let value = self.bytes[usize::from(self.at)];
        self.at = (self.at + 1) % SIZE;
        value
    }

    fn program(&mut self) {
        let start = usize::from(self.at) / PAGE * PAGE;
        for (i, byte) in self.page.iter_mut().enumerate() {
            if let Some(byte) = byte.take() {
                self.bytes[start + i] = byte;
                self.busy = 3;
            }
        }
    }
}
