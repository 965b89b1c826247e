// Breaks: moving code with a processor feature into a caller without it. Vectors of 256 bits
// are arguments, results and locals over awaits of functions that ask for AVX2, called and
// awaited by code that does not.
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

struct Once(bool);

impl Future for Once {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use super::Once;
    use std::arch::x86_64::*;

    #[target_feature(enable = "avx2")]
    pub fn make(x: i32) -> __m256i {
        _mm256_set1_epi32(x)
    }

    #[target_feature(enable = "avx2")]
    pub fn sum(a: __m256i, b: __m256i) -> __m256i {
        _mm256_add_epi32(a, _mm256_shuffle_epi32(b, 0b01_00_11_10))
    }

    #[target_feature(enable = "avx2")]
    pub fn low(a: __m256i) -> i32 {
        _mm256_extract_epi32::<5>(_mm256_hadd_epi32(a, a))
    }

    #[target_feature(enable = "avx2")]
    pub async fn wide(x: i32) -> i32 {
        let kept = make(x);
        Once(false).await;
        low(sum(kept, make(x + 1)))
    }

    pub async fn plain(x: i32) -> i32 {
        let kept = unsafe { make(x) };
        Once(false).await;
        let both = unsafe { sum(kept, make(3)) };
        unsafe { low(both) }
    }
}

async fn narrow(x: i32) -> i32 {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx2") {
        let first = unsafe { wide::wide(x) }.await;
        return first * 1000 + wide::plain(x).await;
    }
    Once(false).await;
    Once(false).await;
    (4 * x + 2) * 1000 + 2 * x + 6
}

fn main() {
    let mut cx = Context::from_waker(Waker::noop());
    for x in 1..4 {
        let mut f = pin!(narrow(x));
        let mut polls = 0;
        let got = loop {
            polls += 1;
            if let Poll::Ready(got) = f.as_mut().poll(&mut cx) {
                break got;
            }
        };
        println!("{x}: {got} after {polls} polls");
    }
}
// EXPECTED: 1: 6008 after 3 polls
// EXPECTED: 2: 10010 after 3 polls
// EXPECTED: 3: 14012 after 3 polls
