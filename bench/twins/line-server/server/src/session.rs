//! One connection, from the first request to the last.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use maybe_async::maybe_async;

use crate::command::{self, Bytes, Command};
use crate::connection::{Connection, Error};
use crate::frame::Frame;
use crate::hooks::{self, Hooks, Limit, Password, Verdict};
use crate::io::{Read, Write};
use crate::journal::{self, Journal};
use crate::lock::Lock;
use crate::socket::{Descriptor, Socket};
use crate::store::Store;

/// What all sessions share.
pub struct Server<F> {
    store: RefCell<Store>,
    journal: Lock<Journal<F>>,
    hooks: Hooks,
    now: Cell<u64>,
}

impl<D: Descriptor> Server<Socket<D>> {
    pub fn new(journal: D) -> Self {
        Server {
            store: RefCell::new(Store::default()),
            journal: Lock::new(Journal::new(Socket::new(journal))),
            hooks: Vec::from([Box::new(Password) as _, Box::new(Limit::new()) as _]),
            now: Cell::new(0),
        }
    }
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Quit,
    Left,
    Torn,
    Protocol,
    Lost,
}

struct Session<'a, S, F> {
    connection: Connection<S>,
    server: &'a Server<F>,
    authorized: bool,
    /// The commands since MULTI, with their words for the journal.
    queue: Option<Vec<(Command, Vec<Bytes>)>>,
    poisoned: bool,
    requests: u32,
}

enum Next {
    Reply(Frame),
    Quit,
}

#[maybe_async(AFIT)]
impl<S: Read + Write, F: Write> Session<'_, S, F> {
    async fn run(&mut self) -> Result<End, Error<S::Error>> {
        loop {
            let Some(words) = self.connection.request().await? else {
                return Ok(End::Left);
            };
            self.requests += 1;
            self.server.now.set(self.server.now.get() + 1);
            let next = match command::parse(words.clone()) {
                Ok(command) => self.handle(command, words).await?,
                Err(error) => {
                    self.poisoned = true;
                    Next::Reply(Frame::error(error.text()))
                }
            };
            let reply = match next {
                Next::Reply(reply) => reply,
                Next::Quit => {
                    self.connection.reply(&Frame::ok()).await?;
                    self.connection.flush().await?;
                    return Ok(End::Quit);
                }
            };
            hooks::tell(&self.server.hooks, matches!(reply, Frame::Error(_))).await;
            self.connection.reply(&reply).await?;
            // Replies to pipelined requests go out together.
            if !self.connection.has_input() {
                self.connection.flush().await?;
            }
        }
    }

    async fn handle(
        &mut self,
        command: Command,
        words: Vec<Bytes>,
    ) -> Result<Next, Error<S::Error>> {
        match hooks::ask(&self.server.hooks, &command, self.authorized).await {
            Verdict::Pass => {}
            Verdict::Refuse(why) => return Ok(Next::Reply(Frame::error(why))),
        }
        let reply = match command {
            Command::Quit => return Ok(Next::Quit),
            Command::Ping(None) => Frame::Simple("PONG"),
            Command::Ping(Some(text)) => Frame::Bulk(text),
            Command::Auth(password) => {
                self.authorized = password == b"sesame";
                if self.authorized {
                    Frame::ok()
                } else {
                    Frame::error("WRONGPASS invalid password")
                }
            }
            Command::Multi if self.queue.is_some() => {
                Frame::error("ERR MULTI can not be nested")
            }
            Command::Multi => {
                self.queue = Some(Vec::new());
                self.poisoned = false;
                Frame::ok()
            }
            Command::Discard => match self.queue.take() {
                Some(_) => Frame::ok(),
                None => Frame::error("ERR DISCARD without MULTI"),
            },
            Command::Exec => match self.queue.take() {
                None => Frame::error("ERR EXEC without MULTI"),
                Some(_) if self.poisoned => Frame::error("EXECABORT transaction discarded"),
                Some(queue) => self.execute(queue).await,
            },
            Command::Save => match self.snapshot().await {
                Ok(count) => Frame::Integer(count),
                Err(error) => journal_error(&error),
            },
            command => match &mut self.queue {
                Some(queue) if queue.len() < 32 => {
                    queue.push((command, words));
                    Frame::Simple("QUEUED")
                }
                Some(_) => {
                    self.poisoned = true;
                    Frame::error("ERR transaction too long")
                }
                None => self.carry_out(command, &words).await,
            },
        };
        Ok(Next::Reply(reply))
    }

    /// First the journal, then the store: what is answered is on its way to the disk.
    async fn carry_out(&mut self, command: Command, words: &[Bytes]) -> Frame {
        if command.writes() {
            let mut journal = self.server.journal.lock().await;
            if let Err(error) = journal.append(words).await {
                return journal_error(&error);
            }
        }
        self.server.store.borrow_mut().apply(command, self.server.now.get())
    }

    async fn execute(&mut self, queue: Vec<(Command, Vec<Bytes>)>) -> Frame {
        let mut journal = self.server.journal.lock().await;
        for (_, words) in queue.iter().filter(|(command, _)| command.writes()) {
            if let Err(error) = journal.append(words).await {
                return journal_error(&error);
            }
        }
        if let Err(error) = journal.sync().await {
            return journal_error(&error);
        }
        let mut store = self.server.store.borrow_mut();
        let now = self.server.now.get();
        Frame::Array(queue.into_iter().map(|(command, _)| store.apply(command, now)).collect())
    }

    /// Writes every string once more, as records of their own; how many.
    async fn snapshot(&mut self) -> Result<i64, journal::Error<F::Error>> {
        let mut journal = self.server.journal.lock().await;
        let mut last: Option<Bytes> = None;
        let mut count = 0;
        loop {
            // The store is free while the disk is waited for.
            let next = self.server.store.borrow().string_after(last.as_deref());
            let Some((key, text)) = next else {
                break;
            };
            if let Some(text) = text {
                journal.append(&[b"SET".to_vec(), key.clone(), text]).await?;
                count += 1;
            }
            last = Some(key);
        }
        journal.sync().await?;
        Ok(count)
    }
}

fn journal_error<E>(error: &journal::Error<E>) -> Frame {
    Frame::error(match error {
        journal::Error::Io(_) => "IOERR the journal can not be written",
        journal::Error::TooLong => "ERR too long for the journal",
        journal::Error::Broken => "IOERR the journal is broken",
    })
}

/// Serves a connection; how many requests, and how it ended.
#[maybe_async(AFIT)]
pub async fn serve<D: Descriptor>(server: &Server<Socket<D>>, descriptor: D) -> (u32, End) {
    let mut session = Session {
        connection: Connection::new(Socket::new(descriptor)),
        server,
        authorized: false,
        queue: None,
        poisoned: false,
        requests: 0,
    };
    let end = match session.run().await {
        Ok(end) => end,
        Err(Error::Io(_)) => End::Lost,
        Err(Error::Torn) => End::Torn,
        Err(Error::Protocol(why)) => {
            // It may hear why before the connection is closed.
            let _ = session.connection.reply(&Frame::error(why)).await;
            let _ = session.connection.flush().await;
            End::Protocol
        }
    };
    (session.requests, end)
}
