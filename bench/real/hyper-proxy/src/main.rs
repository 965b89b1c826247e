use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{HOST, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{DuplexStream, duplex};
use tokio::sync::Mutex;

type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn connect<B>(io: DuplexStream) -> Result<SendRequest<B>, Failure>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Failure>,
{
    let (sender, connection) = handshake(TokioIo::new(io)).await?;
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}

async fn origin(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let body = match request.into_body().collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return Ok(answer(StatusCode::BAD_REQUEST, "")),
    };
    match path.as_str() {
        "/length" => Ok(answer(StatusCode::OK, &body.len().to_string())),
        "/echo" => Ok(Response::new(Full::new(body))),
        _ => Ok(answer(StatusCode::NOT_FOUND, "nothing here")),
    }
}

fn answer(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::copy_from_slice(text.as_bytes())));
    *response.status_mut() = status;
    response
}

struct Upstream(Mutex<SendRequest<Incoming>>);

impl Upstream {
    async fn forward(&self, mut request: Request<Incoming>) -> Result<Response<Incoming>, Failure> {
        request.headers_mut().insert(HOST, HeaderValue::from_static("origin"));
        let mut sender = self.0.lock().await;
        sender.ready().await?;
        Ok(sender.send_request(request).await?)
    }
}

async fn proxy(
    upstream: Arc<Upstream>,
    request: Request<Incoming>,
) -> Result<Response<Incoming>, Failure> {
    let mut response = upstream.forward(request).await?;
    response.headers_mut().insert("via", HeaderValue::from_static("1.1 proxy"));
    Ok(response)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let (to_origin, at_origin) = duplex(4096);
    let (to_proxy, at_proxy) = duplex(4096);
    tokio::spawn(
        http1::Builder::new().serve_connection(TokioIo::new(at_origin), service_fn(origin)),
    );
    let upstream = Arc::new(Upstream(Mutex::new(connect(to_origin).await?)));
    let service = service_fn(move |request| proxy(upstream.clone(), request));
    tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(at_proxy), service));

    let mut answers = common::Answers::default();
    let mut client = connect::<Full<Bytes>>(to_proxy).await?;
    for n in common::requests() {
        let body = Bytes::from(vec![b'a' + (n % 26) as u8; (n % 7 * 900) as usize]);
        let path = ["/echo", "/length", "/missing"][(n % 3) as usize];
        let request = Request::post(path).header(HOST, "proxy").body(Full::new(body))?;
        client.ready().await?;
        let response = client.send_request(request).await?;
        answers.add(response.status().as_u16());
        answers.add(response.headers().get("via").map(HeaderValue::as_bytes));
        answers.add(&response.into_body().collect().await?.to_bytes()[..]);
    }
    answers.print();
    Ok(())
}
