use super::*;

struct Reader {
    bytes: [u8; 100],
    at: usize,
    fills: u64,
}

impl Reader {
    async fn fill(&mut self) {
        let seed = suspend(1, self.fills).await as u8;
        self.fills += 1;
        for (i, byte) in self.bytes.iter_mut().enumerate() {
            *byte = seed.wrapping_add(i as u8);
        }
        self.at = 0;
    }

    async fn byte(&mut self) -> u8 {
        if self.at == self.bytes.len() {
            self.fill().await;
        }
        let byte = self.bytes[self.at];
        self.at += 1;
        byte
    }
}

pub async fn operation(n: u64) -> u64 {
    let mut reader = Reader {
        bytes: [0; 100],
        at: 100,
        fills: 0,
    };
    let mut sum = 0u64;
    for _ in 0..n {
        sum = sum.wrapping_mul(3).wrapping_add(reader.byte().await.into());
    }
    sum
}
