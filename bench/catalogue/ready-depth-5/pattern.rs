use super::*;

async fn level_1(x: u64) -> u64 {
    ready(x).await.wrapping_add(1)
}

macro_rules! level {
    ($name:ident, $child:ident) => {
        async fn $name(x: u64) -> u64 {
            $child(x).await.wrapping_add(1)
        }
    };
}

level!(level_2, level_1);
level!(level_3, level_2);
level!(level_4, level_3);

pub async fn operation(x: u64) -> u64 {
    level_4(x).await.wrapping_add(1)
}
