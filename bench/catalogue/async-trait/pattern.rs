use super::*;

#[async_trait::async_trait]
trait Bus {
    async fn transfer(&mut self, x: u64) -> u64;
}

struct Device {
    transfers: u64,
}

#[async_trait::async_trait]
impl Bus for Device {
    async fn transfer(&mut self, x: u64) -> u64 {
        self.transfers += 1;
        suspend(1, x).await.wrapping_add(self.transfers)
    }
}

async fn driver<B: Bus>(mut bus: B, x: u64) -> u64 {
    bus.transfer(x).await ^ bus.transfer(x ^ 1).await
}

pub async fn operation(x: u64) -> u64 {
    driver(Device { transfers: 0 }, x).await
}
