use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::RwLock;
use tower::util::BoxCloneService;
use tower::{Service, ServiceBuilder, ServiceExt, service_fn};

#[derive(Clone, Debug)]
struct Order {
    id: u64,
    customer: u64,
    items: Vec<u32>,
}

#[derive(Debug, Hash)]
enum Failure {
    Unknown(u64),
    Empty,
}

#[async_trait]
trait Repository: Send + Sync {
    async fn load(&self, id: u64) -> Option<Order>;
    async fn save(&self, order: Order) -> Result<u64, Failure>;
}

#[async_trait]
trait Prices: Send + Sync {
    async fn of(&self, item: u32) -> u64;
}

#[derive(Default)]
struct Memory(RwLock<BTreeMap<u64, Order>>);

#[async_trait]
impl Repository for Memory {
    async fn load(&self, id: u64) -> Option<Order> {
        self.0.read().await.get(&id).cloned()
    }

    async fn save(&self, order: Order) -> Result<u64, Failure> {
        if order.items.is_empty() {
            return Err(Failure::Empty);
        }
        let id = order.id;
        self.0.write().await.insert(id, order);
        Ok(id)
    }
}

struct Fixed;

#[async_trait]
impl Prices for Fixed {
    async fn of(&self, item: u32) -> u64 {
        u64::from(item) * 3 + 7
    }
}

struct Shop {
    repository: Arc<dyn Repository>,
    prices: Arc<dyn Prices>,
}

impl Shop {
    async fn total(&self, order: &Order) -> u64 {
        let mut sum = 0;
        for item in &order.items {
            sum += self.prices.of(*item).await;
        }
        sum
    }

    async fn place(&self, order: Order) -> Result<u64, Failure> {
        let total = self.total(&order).await;
        let id = self.repository.save(order).await?;
        Ok(id ^ total)
    }

    async fn look(&self, id: u64) -> Result<u64, Failure> {
        let order = self.repository.load(id).await.ok_or(Failure::Unknown(id))?;
        Ok(order.customer + self.total(&order).await)
    }
}

enum Request {
    Place(Order),
    Look(u64),
}

async fn handle(shop: Arc<Shop>, request: Request) -> Result<u64, Failure> {
    match request {
        Request::Place(order) => shop.place(order).await,
        Request::Look(id) => shop.look(id).await,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let shop = Arc::new(Shop {
        repository: Arc::new(Memory::default()),
        prices: Arc::new(Fixed),
    });
    let inner = service_fn(move |request| handle(shop.clone(), request));
    let audited = ServiceBuilder::new()
        .map_result(|answer: Result<u64, Failure>| answer.map(|sum| sum.rotate_left(3)))
        .service(BoxCloneService::new(inner));
    let mut service = BoxCloneService::new(BoxCloneService::new(audited).then(
        async |answer: Result<u64, Failure>| answer.map(|sum| sum.wrapping_add(1)),
    ));

    let mut answers = common::Answers::default();
    for n in common::requests() {
        let request = if n % 3 == 0 {
            let items = (0..n % 6).map(|item| (item + n) as u32 % 100).collect();
            Request::Place(Order { id: n % 90, customer: n, items })
        } else {
            Request::Look(n % 100)
        };
        let ready = service.ready().await.expect("always ready");
        answers.add(ready.call(request).await);
    }
    answers.print();
}
