//! A server as people write them: a route that answers at once, one that reads and writes
//! JSON, and one behind three layers of middleware with a few awaits of its own.
//!
//! It serves on a free port of 127.0.0.1, which it prints, and ends cleanly after `/quit`.
//! One thread and no timers, so that the same load costs the same instructions each time.
#![forbid(unsafe_code)]

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Notify, RwLock};

#[derive(Clone, Default)]
struct App {
    shelf: Shelf,
    visits: Arc<Mutex<u64>>,
    quit: Arc<Notify>,
}

#[derive(Clone)]
struct Shelf(Arc<RwLock<Vec<Book>>>);

#[derive(Clone, Serialize)]
struct Book {
    id: usize,
    title: String,
    pages: u32,
}

impl Default for Shelf {
    fn default() -> Self {
        let book = |id| Book { id, title: format!("Volume {id}"), pages: 100 + id as u32 };
        Shelf(Arc::new(RwLock::new((0..8).map(book).collect())))
    }
}

impl Shelf {
    async fn find(&self, id: usize) -> Option<Book> {
        self.0.read().await.get(id).cloned()
    }

    async fn title(&self, id: usize) -> Option<String> {
        Some(self.find(id).await?.title)
    }

    async fn describe(&self, id: usize) -> Result<String, StatusCode> {
        let title = self.title(id).await.ok_or(StatusCode::NOT_FOUND)?;
        let pages = self.find(id).await.map_or(0, |book| book.pages);
        Ok(format!("{title}, {pages} pages"))
    }
}

#[derive(Deserialize, Serialize)]
struct Order {
    item: String,
    count: u32,
    notes: Vec<String>,
}

async fn hello() -> &'static str {
    "hello"
}

async fn echo(Json(order): Json<Order>) -> Json<Order> {
    Json(order)
}

async fn book(State(app): State<App>, Path(id): Path<usize>) -> Result<String, StatusCode> {
    app.shelf.describe(id).await
}

async fn quit(State(app): State<App>) -> &'static str {
    app.quit.notify_one();
    "bye"
}

/// Outermost: what came back gets a header.
async fn labelled(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::SERVER, HeaderValue::from_static("demo"));
    response
}

async fn authorized(request: Request, next: Next) -> Response {
    match request.headers().get(header::AUTHORIZATION) {
        Some(token) if token == "Bearer demo" => next.run(request).await,
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn counted(State(app): State<App>, request: Request, next: Next) -> Response {
    *app.visits.lock().await += 1;
    next.run(request).await
}

fn router(app: App) -> Router {
    let shelf = Router::new()
        .route("/shelf/{id}", get(book))
        .layer(middleware::from_fn_with_state(app.clone(), counted))
        .layer(middleware::from_fn(authorized))
        .layer(middleware::from_fn(labelled));

    Router::new()
        .route("/hello", get(hello))
        .route("/echo", post(echo))
        .route("/quit", get(quit))
        .merge(shelf)
        .with_state(app)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let app = App::default();
    let quit = app.quit.clone();
    let listener = TcpListener::bind("127.0.0.1:0").await?;

    println!("listening on {}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router(app))
        .with_graceful_shutdown(async move { quit.notified().await })
        .await
}
