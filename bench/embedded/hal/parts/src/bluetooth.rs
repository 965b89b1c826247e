//! Bluetooth Low Energy with trouble-host, whose controller is on a serial port: a peripheral
//! with a sensor's service, and a central that subscribes to one.

use bt_hci_serial::SerialTransport;
use embassy_futures::join::join;
use embassy_futures::select::{Either, select};
use embassy_sync::blocking_mutex::raw::NoopRawMutex;
use embassy_time::{Duration, Timer, with_timeout};
use embedded_io_async::{Read, Write};
use trouble_host::prelude::*;

use crate::{Event, Events};

const CONNECTIONS: usize = 1;
const CHANNELS: usize = 2;

#[gatt_server]
struct Server {
    sensor: Sensor,
}

#[gatt_service(uuid = "a7ea14cf-0000-43ba-ab86-1d6e136a2e9e")]
struct Sensor {
    #[characteristic(uuid = "a7ea14cf-0001-43ba-ab86-1d6e136a2e9e", read, notify)]
    temperature: i32,
    #[characteristic(uuid = "a7ea14cf-0002-43ba-ab86-1d6e136a2e9e", read, write)]
    interval: u16,
}

async fn served<P: PacketPool>(connection: &GattConnection<'_, '_, P>, server: &Server<'_>) -> Result<(), Error> {
    loop {
        match connection.next().await {
            GattConnectionEvent::Disconnected { .. } => return Ok(()),
            GattConnectionEvent::Gatt { event } => {
                if let GattEvent::Write(write) = &event
                    && write.handle() == server.sensor.interval.handle
                    && write.with_data(|_, data| data.len()) != 2
                {
                    event.reject(AttErrorCode::INVALID_ATTRIBUTE_VALUE_LENGTH)?.send().await;
                    continue;
                }
                event.accept()?.send().await;
            }
            _ => {}
        }
    }
}

async fn notified<P: PacketPool>(connection: &GattConnection<'_, '_, P>, server: &Server<'_>, events: &Events) -> Error {
    loop {
        if let Event::Temperature(value) = events.receive().await {
            let sent = server.sensor.temperature.notify(connection, &value, false);
            match with_timeout(Duration::from_secs(2), sent).await {
                Ok(Err(error)) => return error,
                Ok(Ok(())) | Err(_) => {}
            }
            let pause = server.get(&server.sensor.interval).unwrap_or(1);
            Timer::after_secs(u64::from(pause)).await;
        }
    }
}

async fn advertised<C: Controller>(peripheral: &mut Peripheral<'_, C, DefaultPacketPool>, server: &Server<'_>, events: &Events) -> Result<(), BleHostError<C::Error>> {
    let mut data = [0; 31];
    let parts = [
        AdStructure::Flags(LE_GENERAL_DISCOVERABLE | BR_EDR_NOT_SUPPORTED),
        AdStructure::CompleteLocalName(b"sensor"),
    ];
    let length = AdStructure::encode_slice(&parts, &mut data)?;
    let advertisement = Advertisement::ConnectableScannableUndirected { adv_data: &data[..length], scan_data: &[] };
    let advertiser = peripheral.advertise(&Default::default(), advertisement).await?;
    let connection = advertiser.accept().await?.with_attribute_server(server)?;
    match select(served(&connection, server), notified(&connection, server, events)).await {
        Either::First(result) => Ok(result?),
        Either::Second(error) => Err(error.into()),
    }
}

pub async fn peripheral<R: Read, W: Write<Error = R::Error>>(receive: R, transmit: W, events: &Events) -> ! {
    let transport: SerialTransport<NoopRawMutex, _, _> = SerialTransport::new(receive, transmit);
    let controller: ExternalController<_, 10> = ExternalController::new(transport);
    let mut resources: HostResources<DefaultPacketPool, CONNECTIONS, CHANNELS> = HostResources::new();
    let stack = trouble_host::new(controller, &mut resources)
        .set_random_address(Address::random([0xff, 0x8f, 0x1a, 0x05, 0xe4, 0xff]))
        .build();
    let (mut runner, mut peripheral) = (stack.runner(), stack.peripheral());
    let gap = GapConfig::Peripheral(PeripheralConfig {
        name: "sensor",
        appearance: &appearance::sensor::TEMPERATURE_SENSOR,
    });
    let server = Server::new_with_config(gap).unwrap();
    let run = async {
        loop {
            if runner.run().await.is_err() {
                Timer::after_secs(1).await;
            }
        }
    };
    let advertise = async {
        loop {
            if advertised(&mut peripheral, &server, events).await.is_err() {
                Timer::after_secs(1).await;
            }
        }
    };
    join(run, advertise).await.0
}

async fn subscribed<C: Controller>(stack: &Stack<'_, C, DefaultPacketPool>, peer: Address, events: &Events) -> Result<(), BleHostError<C::Error>> {
    let config = ConnectConfig {
        connect_params: Default::default(),
        scan_config: ScanConfig { filter_accept_list: &[peer], ..Default::default() },
    };
    let connection = stack.central().connect(&config).await?;
    let client = GattClient::<C, DefaultPacketPool, 10>::new(stack, &connection).await?;
    let talk = async {
        let services = client.services_by_uuid(&Uuid::new_long(0xa7ea14cf_0000_43ba_ab86_1d6e136a2e9e_u128.to_le_bytes())).await?;
        let service = services.first().ok_or(BleHostError::BleHost(Error::NotFound))?;
        let temperature: Characteristic<i32> = client
            .characteristic_by_uuid(service, &Uuid::new_long(0xa7ea14cf_0001_43ba_ab86_1d6e136a2e9e_u128.to_le_bytes()))
            .await?;
        let mut listener = client.subscribe(&temperature, false).await?;
        loop {
            let data = listener.next().await;
            if let Ok(bytes) = data.as_ref().try_into() {
                events.send(Event::Temperature(i32::from_le_bytes(bytes))).await;
            }
        }
    };
    match select(client.task(), talk).await {
        Either::First(result) | Either::Second(result) => result,
    }
}

pub async fn central<R: Read, W: Write<Error = R::Error>>(receive: R, transmit: W, events: &Events) -> ! {
    let transport: SerialTransport<NoopRawMutex, _, _> = SerialTransport::new(receive, transmit);
    let controller: ExternalController<_, 10> = ExternalController::new(transport);
    let mut resources: HostResources<DefaultPacketPool, CONNECTIONS, CHANNELS> = HostResources::new();
    let stack = trouble_host::new(controller, &mut resources)
        .set_random_address(Address::random([0xff, 0x8f, 0x1b, 0x05, 0xe4, 0xff]))
        .build();
    let mut runner = stack.runner();
    let peer = Address::random([0xff, 0x8f, 0x1a, 0x05, 0xe4, 0xff]);
    let run = async {
        loop {
            if runner.run().await.is_err() {
                Timer::after_secs(1).await;
            }
        }
    };
    let connect = async {
        loop {
            if subscribed(&stack, peer, events).await.is_err() {
                events.send(Event::Lost("sensor")).await;
                Timer::after_secs(5).await;
            }
        }
    };
    join(run, connect).await.0
}
