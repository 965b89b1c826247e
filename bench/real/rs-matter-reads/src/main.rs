use core::net::{Ipv4Addr, SocketAddr};
use core::num::NonZeroU8;
use core::pin::pin;
use core::task::{Context, Poll};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Wake, Waker};

use embassy_futures::select::{select, select4};
use embassy_sync::zerocopy_channel::{Channel, Receiver, Sender};
use embassy_time::{Duration, MockDriver};
use rs_matter::acl::{AclEntry, AuthMode};
use rs_matter::crypto::{Crypto, test_only_crypto};
use rs_matter::dm::clusters::app::on_off::test::TestOnOffDeviceLogic;
use rs_matter::dm::clusters::app::on_off::{
    ClusterAsyncHandler, HandlerAsyncAdaptor, NoLevelControl, OnOffClient, OnOffHandler,
};
use rs_matter::dm::clusters::decl::basic_information::BasicInformationClient;
use rs_matter::dm::clusters::desc::{ClusterHandler, DescHandler};
use rs_matter::dm::clusters::net_comm::DummyNetworks;
use rs_matter::dm::devices::test::{TEST_DEV_ATT, TEST_DEV_COMM, TEST_DEV_DET};
use rs_matter::dm::devices::{DEV_TYPE_ON_OFF_LIGHT, DEV_TYPE_ROOT_NODE};
use rs_matter::dm::endpoints::EthSysHandlerBuilder;
use rs_matter::dm::{Async, DataModel, Dataver, Endpoint, Node, Privilege};
use rs_matter::error::Error;
use rs_matter::im::{InteractionModel, InteractionModelState};
use rs_matter::persist::DummyKvBlobStore;
use rs_matter::respond::Responder;
use rs_matter::transport::exchange::{Exchange, MatterBuffers};
use rs_matter::transport::network::{Address, MAX_RX_PACKET_SIZE, NoNetwork};
use rs_matter::transport::network::{NetworkReceive, NetworkSend};
use rs_matter::transport::session::{NocCatIds, ReservedSession, SessionMode};
use rs_matter::utils::select::Coalesce;
use rs_matter::utils::sync::blocking::raw::MatterRawMutex;
use rs_matter::{MATTER_PORT, Matter, clusters};

const CONTROLLER: u64 = 1001;
const LIGHT: u64 = 2002;
const FABRIC: NonZeroU8 = NonZeroU8::MIN;
const LAMP: u16 = 1;
const ANYWHERE: Address = Address::Udp(SocketAddr::new(
    core::net::IpAddr::V4(Ipv4Addr::LOCALHOST),
    MATTER_PORT,
));

type OnOff<'a> = OnOffHandler<'a, TestOnOffDeviceLogic, NoLevelControl>;

const NODE: Node<'static> = Node {
    endpoints: &[
        Endpoint::new(0, &[DEV_TYPE_ROOT_NODE], clusters!(eth;)),
        Endpoint::new(
            LAMP,
            &[DEV_TYPE_ON_OFF_LIGHT],
            clusters!(DescHandler::CLUSTER, OnOff::CLUSTER),
        ),
    ],
};

type Packet = heapless::Vec<u8, MAX_RX_PACKET_SIZE>;

struct Out<'a>(Sender<'a, MatterRawMutex, Packet>);
struct In<'a>(Receiver<'a, MatterRawMutex, Packet>);

impl NetworkSend for Out<'_> {
    async fn send_to(&mut self, data: &[u8], _: Address) -> Result<(), Error> {
        let packet = self.0.send().await;
        packet.clear();
        packet.extend_from_slice(data).expect("it fits");
        self.0.send_done();
        Ok(())
    }
}

impl NetworkReceive for In<'_> {
    async fn wait_available(&mut self) -> Result<(), Error> {
        self.0.receive().await;
        Ok(())
    }

    async fn recv_from(&mut self, buffer: &mut [u8]) -> Result<(usize, Address), Error> {
        let packet = self.0.receive().await;
        let length = packet.len();
        buffer[..length].copy_from_slice(packet);
        self.0.receive_done();
        Ok((length, ANYWHERE))
    }
}

/// A node of a fabric of two that have a session already, as after commissioning.
fn node(crypto: impl Crypto, own: u64, other: u64) -> Result<Matter<'static>, Error> {
    let matter = Matter::new(&TEST_DEV_DET, TEST_DEV_COMM, &TEST_DEV_ATT, MATTER_PORT);
    matter.with_state(|state| state.fabrics.add_with_post_init(|_| Ok(())).map(drop))?;
    matter.reset_transport()?;
    let mut session = ReservedSession::reserve_now(&matter, crypto)?;
    let mode = SessionMode::Case { fab_idx: FABRIC, cat_ids: NocCatIds::default() };
    session.update(own, other, 1, 1, ANYWHERE, mode, None, None, None, None)?;
    session.complete();
    Ok(matter)
}

fn light(crypto: impl Crypto) -> Result<impl DataModel, Error> {
    let mut random = crypto.rand()?;
    let on_off = OnOff::new_standalone(
        Dataver::new_rand(&mut random),
        LAMP,
        TestOnOffDeviceLogic::new(false),
    );
    let described = DescHandler::new(Dataver::new_rand(&mut random));
    let handler = EthSysHandlerBuilder::new()
        .build(random)
        .chain(
            |endpoint, cluster| endpoint == LAMP && cluster == DescHandler::CLUSTER.id,
            Async(described.adapt()),
        )
        .chain(
            |endpoint, cluster| endpoint == LAMP && cluster == OnOff::CLUSTER.id,
            HandlerAsyncAdaptor(on_off),
        );
    Ok((NODE, handler))
}

async fn control(controller: &Matter<'_>) -> Result<common::Answers, Error> {
    let mut answers = common::Answers::default();
    for n in common::requests() {
        let exchange = Exchange::initiate(controller, test_only_crypto(), FABRIC, LIGHT).await?;
        match n % 4 {
            0 => exchange.on_off().toggle(LAMP).await?,
            1 => answers.add(exchange.on_off().on_off_read(LAMP).await?),
            2 => answers.add(exchange.on_off().on_time_read(LAMP).await?),
            _ => {
                let name = exchange.basic_information().vendor_name_read_with(0, |name| {
                    name.map(String::from)
                });
                answers.add(name.await??);
            }
        }
    }
    Ok(answers)
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Polls the future where it was woken; where nothing is to be done the clock goes on.
fn block_on<F: Future>(future: F) -> F::Output {
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(woken.clone());
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        while !woken.0.swap(false, Ordering::Relaxed) {
            MockDriver::get().advance(Duration::from_millis(1));
        }
    }
}

fn main() -> Result<(), Error> {
    let crypto = test_only_crypto();
    let controller = node(&crypto, CONTROLLER, LIGHT)?;
    let device = node(&crypto, LIGHT, CONTROLLER)?;
    let mut allowed = AclEntry::new(None, Privilege::ADMIN, AuthMode::Case);
    allowed.add_subject(CONTROLLER)?;
    device.with_state(|state| {
        let fabric = state.fabrics.fabric_mut(FABRIC)?;
        fabric.acl_add(allowed).map(drop)
    })?;

    let buffers: MatterBuffers = MatterBuffers::new();
    let state = InteractionModelState::<_, 3, 4096>::new(DummyNetworks);
    let store = device.kv(DummyKvBlobStore);
    let model =
        InteractionModel::new(&device, &crypto, &buffers, light(&crypto)?, &store, &state);
    let responder = Responder::new_default(&model);

    let (mut there, mut back) = ([Packet::new()], [Packet::new()]);
    let (mut there, mut back) = (Channel::new(&mut there), Channel::new(&mut back));
    let ((to_device, at_device), (to_controller, at_controller)) = (there.split(), back.split());
    let network = select4(
        controller.run(&crypto, Out(to_device), In(at_controller), NoNetwork),
        device.run(&crypto, Out(to_controller), In(at_device), NoNetwork),
        responder.run::<4>(),
        model.run(),
    );
    let mut answers = None;
    block_on(select(network.coalesce(), async {
        answers = Some(control(&controller).await?);
        Ok(())
    })
    .coalesce())?;
    answers.expect("the controller ended").print();
    Ok(())
}
