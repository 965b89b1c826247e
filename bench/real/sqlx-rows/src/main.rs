use futures_util::TryStreamExt;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{FromRow, SqlitePool};

#[derive(FromRow, Hash)]
struct Reading {
    id: i64,
    sensor: i64,
    value: i64,
    note: Option<String>,
}

struct Store(SqlitePool);

impl Store {
    async fn open() -> sqlx::Result<Self> {
        let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
        for statement in [
            "CREATE TABLE reading (id INTEGER PRIMARY KEY, sensor INTEGER, value INTEGER, note TEXT)",
            "CREATE INDEX by_sensor ON reading (sensor)",
            "CREATE TABLE total (sensor INTEGER PRIMARY KEY, sum INTEGER)",
        ] {
            sqlx::query(statement).execute(&pool).await?;
        }
        Ok(Self(pool))
    }

    /// A reading and its sensor's total, both or neither.
    async fn add(&self, sensor: i64, value: i64, note: Option<&str>) -> sqlx::Result<i64> {
        let mut transaction = self.0.begin().await?;
        let id = sqlx::query("INSERT INTO reading (sensor, value, note) VALUES (?, ?, ?)")
            .bind(sensor)
            .bind(value)
            .bind(note)
            .execute(&mut *transaction)
            .await?
            .last_insert_rowid();
        let upsert = "INSERT INTO total VALUES (?, ?) ON CONFLICT DO UPDATE SET sum = sum + excluded.sum";
        sqlx::query(upsert).bind(sensor).bind(value).execute(&mut *transaction).await?;
        if value % 10 == 9 {
            transaction.rollback().await?;
            return Ok(-1);
        }
        transaction.commit().await?;
        Ok(id)
    }

    async fn latest(&self, sensor: i64) -> sqlx::Result<Vec<Reading>> {
        let query = "SELECT * FROM reading WHERE sensor = ? ORDER BY id DESC LIMIT 5";
        sqlx::query_as(query).bind(sensor).fetch_all(&self.0).await
    }

    async fn notes(&self, sensor: i64) -> sqlx::Result<usize> {
        let query = "SELECT * FROM reading WHERE sensor = ? ORDER BY id DESC LIMIT 20";
        let mut rows = sqlx::query_as::<_, Reading>(query).bind(sensor).fetch(&self.0);
        let mut length = 0;
        while let Some(reading) = rows.try_next().await? {
            length += reading.note.map_or(0, |note| note.len());
        }
        Ok(length)
    }

    async fn total(&self, sensor: i64) -> sqlx::Result<Option<i64>> {
        let query = "SELECT sum FROM total WHERE sensor = ?";
        sqlx::query_scalar(query).bind(sensor).fetch_optional(&self.0).await
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> sqlx::Result<()> {
    let store = Store::open().await?;
    let mut answers = common::Answers::default();
    for n in common::requests() {
        let sensor = (n % 7) as i64;
        match n % 4 {
            0 | 1 => {
                let note = (n % 3 == 0).then(|| format!("note {n}"));
                answers.add(store.add(sensor, n as i64, note.as_deref()).await?);
            }
            2 => answers.add(store.latest(sensor).await?),
            _ => answers.add((store.notes(sensor).await?, store.total(sensor).await?)),
        }
    }
    answers.print();
    Ok(())
}
