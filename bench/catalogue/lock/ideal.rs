use super::*;

use std::sync::Mutex;

pub fn operation(n: u64) -> impl Future<Output = u64> {
    once(move |cx| {
        let total = opaque(Mutex::new(0u64));
        for i in 0..n {
            let value = now(ready(opaque(i)), cx);
            let mut total = total.lock().unwrap();
            *total = total.wrapping_add(value);
        }
        total.into_inner().unwrap()
    })
}
