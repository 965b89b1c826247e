use super::*;

trait Bus {
    async fn transfer(&mut self, address: u64, x: u64) -> u64;
}

struct Device;

impl Bus for Device {
    async fn transfer(&mut self, address: u64, x: u64) -> u64 {
        suspend(1, address ^ x).await
    }
}

/// The same bus, with an offset added to each address.
struct Shifted<B>(B, u64);

impl<B: Bus> Bus for Shifted<B> {
    async fn transfer(&mut self, address: u64, x: u64) -> u64 {
        self.0.transfer(address.wrapping_add(self.1), x).await
    }
}

pub async fn operation(x: u64) -> u64 {
    let mut bus = Shifted(Shifted(Shifted(Device, 1), 2), 4);
    bus.transfer(x, 0x100).await.wrapping_add(3)
}
