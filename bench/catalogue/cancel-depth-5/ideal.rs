use super::*;

pub fn operation(x: u64) -> impl Future<Output = u64> {
    once(move |cx| {
        let _guard = Guard::new(x);
        match poll(&mut suspend(1, x), cx) {
            Poll::Ready(value) => value.wrapping_add(5),
            Poll::Pending => tag(x),
        }
    })
}
