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
level!(level_5, level_4);
level!(level_6, level_5);
level!(level_7, level_6);
level!(level_8, level_7);
level!(level_9, level_8);
level!(level_10, level_9);
level!(level_11, level_10);
level!(level_12, level_11);
level!(level_13, level_12);
level!(level_14, level_13);
level!(level_15, level_14);
level!(level_16, level_15);
level!(level_17, level_16);
level!(level_18, level_17);
level!(level_19, level_18);

pub async fn operation(n: u64) -> u64 {
    level_19(n).await.wrapping_add(1)
}
