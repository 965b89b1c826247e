use std::collections::BTreeMap;

use async_executor::LocalExecutor;
use async_lock::RwLock;
use futures_lite::io::BufReader;
use futures_lite::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, future, io};

#[derive(Default)]
struct Store(RwLock<BTreeMap<String, String>>);

impl Store {
    async fn get(&self, key: &str) -> Option<String> {
        self.0.read().await.get(key).cloned()
    }

    async fn put(&self, key: &str, value: &str) -> bool {
        self.0.write().await.insert(key.to_owned(), value.to_owned()).is_some()
    }
}

enum Command<'a> {
    Get(&'a str),
    Put(&'a str, &'a str),
    Unknown,
}

fn parse(line: &str) -> Command<'_> {
    let mut words = line.trim_end().splitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some("get"), Some(key), None) => Command::Get(key),
        (Some("put"), Some(key), Some(value)) => Command::Put(key, value),
        _ => Command::Unknown,
    }
}

async fn obey(store: &Store, line: &str) -> String {
    match parse(line) {
        Command::Get(key) => store.get(key).await.map_or("none\n".into(), |v| format!("is {v}\n")),
        Command::Put(key, value) if store.put(key, value).await => "replaced\n".into(),
        Command::Put(..) => "added\n".into(),
        Command::Unknown => "what?\n".into(),
    }
}

async fn session<R, W>(store: &Store, from: R, mut to: W) -> io::Result<u64>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut from = BufReader::with_capacity(256, from);
    let mut line = String::new();
    let mut served = 0;
    while from.read_line(&mut line).await? > 0 {
        let answer = obey(store, &line).await;
        to.write_all(answer.as_bytes()).await?;
        to.flush().await?;
        line.clear();
        served += 1;
    }
    Ok(served)
}

async fn client<R, W>(requests: common::Requests, from: R, mut to: W) -> io::Result<common::Answers>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut answers = common::Answers::default();
    let mut from = BufReader::with_capacity(256, from);
    let mut line = String::new();
    for n in requests {
        let request = match n % 4 {
            0 => format!("put key{} value {n}\n", n % 40),
            3 => format!("drop key{n}\n"),
            _ => format!("get key{}\n", n % 50),
        };
        to.write_all(request.as_bytes()).await?;
        line.clear();
        from.read_line(&mut line).await?;
        answers.add(&line);
    }
    Ok(answers)
}

fn main() -> io::Result<()> {
    fastrand::seed(7); // the executor's order
    let store = Store::default();
    let (at_server, to_server) = piper::pipe(512);
    let (at_client, to_client) = piper::pipe(512);
    let executor = LocalExecutor::new();
    let server = executor.spawn(session(&store, at_server, to_client));
    let client = executor.spawn(client(common::requests(), at_client, to_server));
    let mut answers = future::block_on(executor.run(client))?;
    answers.add(future::block_on(executor.run(server))?);
    answers.print();
    Ok(())
}
