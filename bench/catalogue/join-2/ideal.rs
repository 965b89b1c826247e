use super::*;

enum Child {
    Waiting(Suspend),
    Done(u64),
}

impl Child {
    fn poll(&mut self, cx: &mut Context<'_>) -> Option<u64> {
        match self {
            Child::Waiting(leaf) => match poll(leaf, cx) {
                Poll::Ready(value) => {
                    *self = Child::Done(value.wrapping_add(3));
                    Some(value.wrapping_add(3))
                }
                Poll::Pending => None,
            },
            Child::Done(value) => Some(*value),
        }
    }
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    let children = (
        Child::Waiting(suspend(1, x)),
        Child::Waiting(suspend(2, x ^ 1)),
    );
    steps(children, |(a, b), cx| match (a.poll(cx), b.poll(cx)) {
        (Some(a), Some(b)) => Poll::Ready(a.wrapping_mul(3).wrapping_add(b)),
        _ => Poll::Pending,
    })
}
