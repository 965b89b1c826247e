//! Outputs of futures: made of a number and folded to one, in many encodings of Poll.
use crate::event::ev;
use std::cmp::Ordering;
use std::num::NonZeroU32;

#[inline]
pub fn mix(a: u64, b: u64) -> u64 {
    (a.rotate_left(7) ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23) % 1_000_003
}

pub trait Val: Send + 'static {
    fn make(n: u64) -> Self;
    fn fold(self) -> u64;
}

macro_rules! val {
    ($t:ty, $n:ident => $make:expr, $v:ident => $fold:expr) => {
        impl Val for $t {
            fn make($n: u64) -> Self {
                $make
            }
            fn fold(self) -> u64 {
                let $v = self;
                $fold
            }
        }
    };
}

val!(u64, n => n, v => v);
val!((), _n => (), _v => 1);
val!(bool, n => n & 1 == 1, v => v as u64);
val!(u8, n => n as u8, v => v as u64);
val!(u32, n => n as u32, v => v as u64);
val!(char, n => (b'a' + (n % 26) as u8) as char, v => v as u64);
val!(f64, n => (n % 1000) as f64, v => v as u64);
val!(u128, n => n as u128, v => v as u64);
val!(String, n => n.to_string(), v => v.len() as u64);
val!(Word, n => Word(if n & 1 == 0 { "even" } else { "o" }), v => v.0.len() as u64);
val!(Box<u64>, n => Box::new(n), v => *v);
val!([u8; 3], n => [n as u8, (n >> 8) as u8, 7], v => v[0] as u64 + v[1] as u64);
val!([u64; 9], n => [n; 9], v => v[0] ^ v[8]);
val!(NonZeroU32, n => NonZeroU32::new(n as u32 | 1).unwrap(), v => v.get() as u64);
val!(Ordering, n => n.cmp(&500_000), v => (v as i8 + 1) as u64);
val!(Vec<u64>, n => vec![n; (n % 3) as usize], v => v.len() as u64);

/// A pointer and a length. (By itself it makes rustc ask for a Val of any lifetime.)
pub struct Word(&'static str);

impl<V: Val> Val for Option<V> {
    fn make(n: u64) -> Self {
        (n % 4 != 3).then(|| V::make(n))
    }
    fn fold(self) -> u64 {
        match self {
            Some(v) => v.fold().wrapping_add(2),
            None => 1,
        }
    }
}

impl<V: Val, E: Val> Val for Result<V, E> {
    fn make(n: u64) -> Self {
        if n % 4 == 3 { Err(E::make(n)) } else { Ok(V::make(n)) }
    }
    fn fold(self) -> u64 {
        match self {
            Ok(v) => v.fold().wrapping_add(3),
            Err(e) => e.fold().wrapping_add(1),
        }
    }
}

/// Its drop is an event.
pub struct D(u64);

impl D {
    #[inline]
    pub fn new(id: u64) -> D {
        D(id)
    }
    #[inline]
    pub fn id(&self) -> u64 {
        self.0
    }
}

impl Drop for D {
    fn drop(&mut self) {
        ev("drop", self.0, 0);
    }
}

impl Val for D {
    fn make(n: u64) -> Self {
        D(n)
    }
    fn fold(self) -> u64 {
        self.0
    }
}

/// The same without a size.
pub struct Dz<const ID: u64>;

impl<const ID: u64> Drop for Dz<ID> {
    fn drop(&mut self) {
        ev("drop-zst", ID, 0);
    }
}

/// Its drop is an event and then, if so made, a panic, unless one is under way.
pub struct Dp(u64, bool);

impl Dp {
    #[inline]
    pub fn new(id: u64, panics: bool) -> Dp {
        Dp(id, panics)
    }
}

impl Drop for Dp {
    fn drop(&mut self) {
        ev("drop-panics", self.0, 0);
        if crate::event::PANICS && self.1 && !std::thread::panicking() {
            panic!("in drop {}", self.0);
        }
    }
}
