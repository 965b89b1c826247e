//! Parameters and a log in flash, with sequential-storage.

use core::ops::Range;

use embassy_futures::select::{Either, select};
use embassy_time::{Duration, Timer};
use embedded_storage_async::nor_flash::NorFlash;
use sequential_storage::cache::Cache;
use sequential_storage::map::{MapConfig, MapStorage};
use sequential_storage::queue::{QueueConfig, QueueStorage};

use crate::console::{Setting, Settings};
use crate::{Event, Events};

const INTERVAL: u8 = 1;
const THRESHOLD: u8 = 2;

#[derive(Clone, Copy)]
struct Parameters {
    interval: u32,
    threshold: u32,
}

async fn parameters<F: NorFlash>(flash: &mut F, range: Range<u32>) -> Parameters {
    let mut storage = MapStorage::<u8, _, _>::new(flash, MapConfig::new(range), Cache::new_uncached());
    let mut buffer = [0; 32];
    let interval = storage.fetch_item::<u32>(&mut buffer, &INTERVAL).await;
    let threshold = storage.fetch_item::<u32>(&mut buffer, &THRESHOLD).await;
    Parameters {
        interval: interval.ok().flatten().unwrap_or(60),
        threshold: threshold.ok().flatten().unwrap_or(0),
    }
}

async fn set<F: NorFlash>(flash: &mut F, range: Range<u32>, key: u8, value: u32) -> bool {
    let mut storage = MapStorage::<u8, _, _>::new(flash, MapConfig::new(range), Cache::new_uncached());
    let mut buffer = [0; 32];
    for _ in 0..3 {
        if storage.store_item(&mut buffer, &key, &value).await.is_ok() {
            return true;
        }
        Timer::after_millis(50).await;
    }
    false
}

async fn append<F: NorFlash>(flash: &mut F, range: Range<u32>, event: &Event) -> bool {
    let mut log = QueueStorage::new(flash, QueueConfig::new(range), Cache::new_uncached());
    log.push(&event.bytes(), true).await.is_ok()
}

/// Logs the events beyond the threshold, at most one in each interval.
pub async fn keep<F: NorFlash>(mut flash: F, map: Range<u32>, log: Range<u32>, settings: &Settings, events: &Events) -> ! {
    let mut now = parameters(&mut flash, map.clone()).await;
    loop {
        match select(events.receive(), settings.wait()).await {
            Either::First(Event::Voltage(value)) if u32::from(value) < now.threshold => {}
            Either::First(event) => {
                if append(&mut flash, log.clone(), &event).await {
                    Timer::after(Duration::from_secs(u64::from(now.interval))).await;
                }
            }
            Either::Second(Setting::Interval(value)) => {
                now.interval = value;
                set(&mut flash, map.clone(), INTERVAL, value).await;
            }
            Either::Second(Setting::Threshold(value)) => {
                now.threshold = value;
                set(&mut flash, map.clone(), THRESHOLD, value).await;
            }
            Either::Second(_) => {}
        }
    }
}
