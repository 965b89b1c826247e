//! Four buttons, debounced, short and long presses, and four lamps that follow them.
#![no_std]
#![no_main]

use embassy_executor::{Spawner, main, task};
use embassy_futures::select::{Either, Either4, select, select4};
use embassy_nrf::gpio::{AnyPin, Input, Level, Output, OutputDrive, Pull};
use embassy_nrf::Peri;
use embassy_sync::blocking_mutex::raw::ThreadModeRawMutex;
use embassy_sync::signal::Signal;
use embassy_time::{Duration, Instant, Timer, with_timeout};
use panic_halt as _;
use parts::{Event, Events};

static EVENTS: Events = Events::new();
static ALL_OFF: Signal<ThreadModeRawMutex, Instant> = Signal::new();

async fn settled(pin: &mut Input<'static>, low: bool) {
    loop {
        if low {
            pin.wait_for_low().await;
        } else {
            pin.wait_for_high().await;
        }
        Timer::after_millis(20).await;
        if pin.is_low() == low {
            return;
        }
    }
}

#[task(pool_size = 4)]
async fn button(number: u8, pin: Peri<'static, AnyPin>) {
    let mut pin = Input::new(pin, Pull::Up);
    loop {
        settled(&mut pin, true).await;
        let released = with_timeout(Duration::from_millis(600), settled(&mut pin, false)).await;
        EVENTS.send(Event::Button { number, long: released.is_err() }).await;
        if released.is_err() {
            settled(&mut pin, false).await;
        }
    }
}

async fn blink(lamp: &mut Output<'static>, times: u32) {
    for _ in 0..times {
        lamp.set_low();
        Timer::after_millis(50).await;
        lamp.set_high();
        Timer::after_millis(150).await;
    }
}

#[task]
async fn lamps(mut lamps: [Output<'static>; 4]) {
    loop {
        let Event::Button { number, long } = EVENTS.receive().await else { continue };
        let lamp = &mut lamps[usize::from(number & 3)];
        if long {
            let [a, b, c, d] = &mut lamps;
            match select4(blink(a, 2), blink(b, 3), blink(c, 4), blink(d, 5)).await {
                Either4::First(()) | Either4::Second(()) | Either4::Third(()) | Either4::Fourth(()) => {}
            }
            ALL_OFF.signal(Instant::now());
            lamps.iter_mut().for_each(Output::set_high);
        } else {
            lamp.toggle();
        }
    }
}

#[task]
async fn idle(mut lamp: Output<'static>) {
    let mut since = Instant::now();
    loop {
        match select(ALL_OFF.wait(), Timer::after_secs(5)).await {
            Either::First(at) => since = at,
            Either::Second(()) => {
                let beats = since.elapsed().as_secs().min(20) as u32;
                blink(&mut lamp, beats).await;
            }
        }
    }
}

#[main]
async fn main(spawner: Spawner) {
    let p = embassy_nrf::init(Default::default());
    let pins: [Peri<'static, AnyPin>; 4] = [p.P0_11.into(), p.P0_12.into(), p.P0_24.into(), p.P0_25.into()];
    for (number, pin) in (0u8..).zip(pins) {
        spawner.spawn(button(number, pin).unwrap());
    }
    let out = |pin: Peri<'static, AnyPin>| Output::new(pin, Level::High, OutputDrive::Standard);
    spawner.spawn(lamps([out(p.P0_13.into()), out(p.P0_14.into()), out(p.P0_15.into()), out(p.P0_16.into())]).unwrap());
    spawner.spawn(idle(out(p.P0_17.into())).unwrap());
}
