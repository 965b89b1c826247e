use super::*;

struct Error([u64; 8]);

async fn level_1(x: u64) -> Result<u64, Error> {
    let value = ready(x).await;
    if x == 7 {
        Err(Error([value; 8]))
    } else {
        Ok(value.wrapping_add(1))
    }
}

macro_rules! level {
    ($name:ident, $child:ident) => {
        async fn $name(x: u64) -> Result<u64, Error> {
            Ok($child(x).await?.wrapping_add(1))
        }
    };
}

level!(level_2, level_1);
level!(level_3, level_2);
level!(level_4, level_3);
level!(level_5, level_4);

pub async fn operation(x: u64) -> u64 {
    match level_5(x).await {
        Ok(value) => value,
        Err(Error(words)) => words.iter().fold(0, |sum, word| sum ^ word.rotate_left(1)),
    }
}
