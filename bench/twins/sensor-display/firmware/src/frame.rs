//! A frame of 96 x 32 pixels, one bit each, in pages of 8 rows as the panel has them; knows
//! which tiles changed.

use core::fmt;

pub const WIDTH: usize = 96;
pub const PAGES: usize = 4;
pub const TILE: usize = 8;
pub const TILES: usize = WIDTH / TILE;

pub struct Frame {
    pixels: [[u8; WIDTH]; PAGES],
    dirty: [u16; PAGES],
}

impl Default for Frame {
    fn default() -> Self {
        Frame { pixels: [[0; WIDTH]; PAGES], dirty: [(1 << TILES) - 1; PAGES] }
    }
}

impl Frame {
    pub fn clear(&mut self) {
        for page in 0..PAGES {
            for x in 0..WIDTH {
                self.set(page, x, 0);
            }
        }
    }

    fn set(&mut self, page: usize, x: usize, column: u8) {
        if let Some(place) = self.pixels.get_mut(page).and_then(|row| row.get_mut(x)) {
            if *place != column {
                *place = column;
                self.dirty[page] |= 1 << (x / TILE);
            }
        }
    }

    /// A bar of the given length in one page.
    pub fn bar(&mut self, page: usize, x: usize, length: usize, full: usize) {
        for i in 0..full {
            let edge = i == 0 || i + 1 == full;
            let column = if i < length || edge { 0x7e } else { 0x42 };
            self.set(page, x + i, column);
        }
    }

    pub fn text(&mut self, page: usize, x: usize) -> Cursor<'_> {
        Cursor { frame: self, page, x }
    }

    /// The next run of changed tiles of a page: where it starts and its columns. It counts
    /// as shown from now on.
    pub fn take_dirty(&mut self, page: usize) -> Option<(usize, &[u8])> {
        let dirty = self.dirty[page];
        if dirty == 0 {
            return None;
        }
        let first = dirty.trailing_zeros() as usize;
        let count = (!(dirty >> first)).trailing_zeros() as usize;
        self.dirty[page] &= !(((1 << count) - 1) << first);
        let start = first * TILE;
        Some((start, &self.pixels[page][start..start + count * TILE]))
    }

    /// Shows a range again that could not be shown.
    pub fn touch(&mut self, page: usize) {
        self.dirty[page] = (1 << TILES) - 1;
    }
}

pub struct Cursor<'a> {
    frame: &'a mut Frame,
    page: usize,
    x: usize,
}

impl fmt::Write for Cursor<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for letter in text.bytes() {
            for column in glyph(letter) {
                self.frame.set(self.page, self.x, column);
                self.x += 1;
            }
            self.frame.set(self.page, self.x, 0);
            self.x += 1;
        }
        Ok(())
    }
}

fn glyph(letter: u8) -> [u8; 3] {
    const DIGITS: [[u8; 3]; 10] = [
        [0x3e, 0x22, 0x3e],
        [0x24, 0x3e, 0x20],
        [0x3a, 0x2a, 0x2e],
        [0x2a, 0x2a, 0x3e],
        [0x0e, 0x08, 0x3e],
        [0x2e, 0x2a, 0x3a],
        [0x3e, 0x2a, 0x3a],
        [0x02, 0x32, 0x0e],
        [0x3e, 0x2a, 0x3e],
        [0x2e, 0x2a, 0x3e],
    ];
    match letter {
        b'0'..=b'9' => DIGITS[usize::from(letter - b'0')],
        b'.' => [0x00, 0x20, 0x00],
        b'-' => [0x08, 0x08, 0x08],
        b'%' => [0x32, 0x08, 0x26],
        b'C' => [0x3e, 0x22, 0x22],
        b'E' => [0x3e, 0x2a, 0x22],
        b'L' => [0x3e, 0x20, 0x20],
        b'P' => [0x3e, 0x0a, 0x0e],
        b'!' => [0x00, 0x2e, 0x00],
        _ => [0, 0, 0],
    }
}
