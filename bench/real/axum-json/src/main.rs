use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::handshake;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde::{Deserialize, Serialize};
use tokio::io::duplex;
use tokio::sync::Mutex;

#[derive(Deserialize, Serialize)]
struct Order {
    item: String,
    count: u32,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Receipt {
    number: u64,
    #[serde(flatten)]
    order: Order,
}

#[derive(Clone, Default)]
struct Shop {
    orders: Arc<Mutex<u64>>,
}

impl Shop {
    async fn number(&self) -> u64 {
        let mut orders = self.orders.lock().await;
        *orders += 1;
        *orders
    }
}

async fn hello(Path(name): Path<String>) -> String {
    format!("hello, {name}")
}

async fn echo(Json(order): Json<Order>) -> Json<Order> {
    Json(order)
}

async fn order(State(shop): State<Shop>, Json(order): Json<Order>) -> Json<Receipt> {
    Json(Receipt { number: shop.number().await, order })
}

async fn labelled(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert("server", "shop".parse().expect("a value"));
    response
}

fn router() -> Router {
    Router::new()
        .route("/hello/{name}", get(hello))
        .route("/echo", post(echo))
        .route("/order", post(order))
        .layer(middleware::from_fn(labelled))
        .with_state(Shop::default())
}

fn request(n: u64) -> hyper::http::Result<hyper::Request<Full<Bytes>>> {
    let to = |method, path| hyper::Request::builder().method(method).uri(path).header(HOST, "shop");
    let order = || format!(r#"{{"item":"lamp {n}","count":{},"notes":["green","no hurry"]}}"#, n % 9);
    let json = "application/json";
    match n % 4 {
        0 | 1 => to("GET", format!("/hello/{n}").as_str()).body(Full::default()),
        2 => to("POST", "/echo").header(CONTENT_TYPE, json).body(order().into()),
        _ => to("POST", "/order").header(CONTENT_TYPE, json).body(order().into()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let (to_server, at_server) = duplex(4096);
    let service = TowerToHyperService::new(router());
    tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(at_server), service));
    let (mut client, connection) = handshake(TokioIo::new(to_server)).await?;
    tokio::spawn(connection);

    let mut answers = common::Answers::default();
    for n in common::requests() {
        client.ready().await?;
        let response = client.send_request(request(n)?).await?;
        answers.add(response.status().as_u16());
        answers.add(&response.into_body().collect().await?.to_bytes()[..]);
    }
    answers.print();
    Ok(())
}
