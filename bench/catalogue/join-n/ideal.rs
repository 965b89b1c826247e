use super::*;

enum Child {
    Waiting(Suspend),
    Done(u64),
}

pub fn operation(x: u64) -> impl Future<Output = u64> {
    let children: [Child; 8] =
        std::array::from_fn(|i| Child::Waiting(suspend(i as u64 % 3, x ^ i as u64)));
    steps(children, |children, cx| {
        let mut sum = 0u64;
        let mut all = true;
        for child in children {
            if let Child::Waiting(leaf) = child {
                match poll(leaf, cx) {
                    Poll::Ready(value) => *child = Child::Done(value.wrapping_add(3)),
                    Poll::Pending => all = false,
                }
            }
            if let Child::Done(value) = child {
                sum = sum.wrapping_mul(3).wrapping_add(*value);
            }
        }
        if all { Poll::Ready(sum) } else { Poll::Pending }
    })
}
