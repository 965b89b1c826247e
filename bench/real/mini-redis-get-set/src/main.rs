use bytes::Bytes;
use mini_redis::{client, server};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

#[tokio::main(flavor = "current_thread")]
async fn main() -> mini_redis::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(server::run(listener, async { drop(stopped.await) }));
    let mut answers = common::Answers::default();
    let mut client = client::connect(address).await?;
    for n in common::requests() {
        let key = format!("key {}", n % 50);
        client.set(&key, Bytes::from(format!("value {n}"))).await?;
        answers.add(client.get(&key).await?);
        answers.add(client.get("no such key").await?);
    }
    drop(client);
    drop(stop);
    server.await??;
    answers.print();
    Ok(())
}
