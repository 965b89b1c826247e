use std::collections::VecDeque;
use std::error::Error;
use std::io::{self, IoSliceMut};
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use quinn::udp::{RecvMeta, Transmit};
use quinn::{AsyncUdpSocket, ClientConfig, Connection, Endpoint, EndpointConfig, Incoming};
use quinn::{ServerConfig, TokioRuntime, UdpPoller};
use rustls::RootCertStore;
use rustls::pki_types::PrivateKeyDer;

#[derive(Debug, Default)]
struct Queue {
    datagrams: VecDeque<Vec<u8>>,
    reader: Option<Waker>,
}

/// One end of a loopback that never loses a datagram and takes no time.
#[derive(Debug)]
struct Socket {
    own: SocketAddr,
    other: SocketAddr,
    from: Arc<Mutex<Queue>>,
    to: Arc<Mutex<Queue>>,
}

fn loopback() -> (Arc<Socket>, Arc<Socket>) {
    let address = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let (one, two) = <(Arc<Mutex<Queue>>, Arc<Mutex<Queue>>)>::default();
    let server =
        Socket { own: address(4433), other: address(50000), from: one.clone(), to: two.clone() };
    let client = Socket { own: address(50000), other: address(4433), from: two, to: one };
    (Arc::new(server), Arc::new(client))
}

impl AsyncUdpSocket for Socket {
    fn create_io_poller(self: Arc<Self>) -> Pin<Box<dyn UdpPoller>> {
        Box::pin(AlwaysWritable)
    }

    fn try_send(&self, transmit: &Transmit) -> io::Result<()> {
        let mut queue = self.to.lock().unwrap();
        queue.datagrams.push_back(transmit.contents.to_vec());
        if let Some(reader) = queue.reader.take() {
            reader.wake();
        }
        Ok(())
    }

    fn poll_recv(
        &self,
        cx: &mut Context,
        buffers: &mut [IoSliceMut<'_>],
        meta: &mut [RecvMeta],
    ) -> Poll<io::Result<usize>> {
        let mut queue = self.from.lock().unwrap();
        let mut received = 0;
        for (buffer, meta) in buffers.iter_mut().zip(meta) {
            let Some(datagram) = queue.datagrams.pop_front() else { break };
            buffer[..datagram.len()].copy_from_slice(&datagram);
            *meta = RecvMeta::default();
            (meta.addr, meta.len, meta.stride) = (self.other, datagram.len(), datagram.len());
            received += 1;
        }
        if received == 0 {
            queue.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        Poll::Ready(Ok(received))
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.own)
    }
}

#[derive(Debug)]
struct AlwaysWritable;

impl UdpPoller for AlwaysWritable {
    fn poll_writable(self: Pin<&mut Self>, _: &mut Context) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

fn endpoint(socket: Arc<Socket>, server: Option<ServerConfig>) -> io::Result<Endpoint> {
    let config = EndpointConfig::default();
    Endpoint::new_with_abstract_socket(config, server, socket, Arc::new(TokioRuntime))
}

async fn answer(mut to: quinn::SendStream, mut from: quinn::RecvStream) -> Result<(), Failure> {
    let request = from.read_to_end(64 * 1024).await?;
    let (length, rest) = request.split_first_chunk().ok_or("no length")?;
    for _ in 0..u16::from_be_bytes(*length) {
        to.write_all(rest).await?;
    }
    to.finish()?;
    Ok(())
}

async fn serve(incoming: Incoming) -> Result<(), Failure> {
    let connection = incoming.await?;
    while let Ok((to, from)) = connection.accept_bi().await {
        tokio::spawn(async { drop(answer(to, from).await) });
    }
    Ok(())
}

async fn ask(connection: &Connection, times: u16, text: &[u8]) -> Result<Vec<u8>, Failure> {
    let (mut to, mut from) = connection.open_bi().await?;
    to.write_all(&times.to_be_bytes()).await?;
    to.write_all(text).await?;
    to.finish()?;
    Ok(from.read_to_end(1024 * 1024).await?)
}

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Failure> {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone())?;
    let (at_server, at_client) = loopback();

    let config = ServerConfig::with_single_cert(vec![cert.der().clone()], key)?;
    let server = endpoint(at_server, Some(config))?;
    let address = server.local_addr()?;
    tokio::spawn(async move {
        while let Some(incoming) = server.accept().await {
            tokio::spawn(async { drop(serve(incoming).await) });
        }
    });

    let mut client = endpoint(at_client, None)?;
    client.set_default_client_config(ClientConfig::with_root_certificates(Arc::new(roots))?);
    let connection = client.connect(address, "localhost")?.await?;
    let mut answers = common::Answers::default();
    for n in common::requests() {
        let text = format!("request {n}, and what it wants to be told again");
        answers.add(ask(&connection, [1, 3, 40][(n % 3) as usize], text.as_bytes()).await?);
    }
    connection.close(0u32.into(), b"");
    answers.print();
    Ok(())
}
