use super::*;

async fn level_1(n: u64) -> u64 {
    suspend(n, n).await.wrapping_add(1)
}

macro_rules! level {
    ($name:ident, $child:ident) => {
        async fn $name(n: u64) -> u64 {
            $child(n).await.wrapping_add(1)
        }
    };
}

level!(level_2, level_1);
level!(level_3, level_2);
level!(level_4, level_3);

pub async fn operation(n: u64) -> u64 {
    level_4(n).await.wrapping_add(1)
}
