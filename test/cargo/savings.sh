#!/bin/sh
# report FUTURE: what a change of the source would save, held against that change made.
# shellcheck source=test/cargo/common
. test/cargo/common

crate "$SCRATCH/app" app
cd "$SCRATCH/app"
write src/main.rs <<'EOF'
use std::{future::Future, hint::black_box, pin::Pin, task::{Context, Poll, Waker}};
pub struct Yield(pub bool);
impl Future for Yield {
    type Output = u64;
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(1) } else { Poll::Pending }
    }
}
pub struct Guard(pub [u64; 25]);
impl Drop for Guard {
    fn drop(&mut self) { black_box(self.0[0]); }
}
pub async fn child(n: u64) -> u64 {
    let big = black_box([n; 60]);
    Yield(false).await + big[3]
}

// What it awaits is larger than what it holds elsewhere.
pub async fn boxes(n: u64) -> u64 {
    let sum = child(n).await;
    let held = black_box([sum; 20]);
    Yield(false).await + held[1]
}
pub async fn boxes_changed(n: u64) -> u64 {
    let sum = Box::pin(child(n)).await;
    let held = black_box([sum; 20]);
    Yield(false).await + held[1]
}
// An argument that lies in two places.
pub async fn refers(data: [u64; 30]) -> u64 {
    Yield(false).await + data[3]
}
pub async fn refers_changed(data: &[u64; 30]) -> u64 {
    Yield(false).await + data[3]
}
// A guard that is held over awaits which do not need it.
pub async fn drops(n: u64) -> u64 {
    let guard = Guard([n; 25]);
    let first = black_box(&guard).0[2];
    first + Yield(false).await + Yield(false).await
}
pub async fn drops_changed(n: u64) -> u64 {
    let first = {
        let guard = Guard([n; 25]);
        black_box(&guard).0[2]
    };
    first + Yield(false).await + Yield(false).await
}
// One that is looked at later: nothing to drop. It could be in a box.
pub async fn needs(n: u64) -> u64 {
    let guard = Guard([n; 25]);
    Yield(false).await + guard.0[2] + Yield(false).await
}
pub async fn needs_changed(n: u64) -> u64 {
    let guard = Box::new(Guard([n; 25]));
    Yield(false).await + guard.0[2] + Yield(false).await
}
// Nothing to say.
pub async fn small(n: u64) -> u64 { Yield(false).await + n }

fn run(mut f: Pin<Box<dyn Future<Output = u64>>>) {
    let mut cx = Context::from_waker(Waker::noop());
    while f.as_mut().poll(&mut cx).is_pending() {}
}
fn main() {
    static DATA: [u64; 30] = [1; 30];
    let n = std::env::args().count() as u64;
    run(black_box(Box::pin(boxes(n))));
    run(black_box(Box::pin(boxes_changed(n))));
    run(black_box(Box::pin(refers(DATA))));
    run(black_box(Box::pin(refers_changed(&DATA))));
    run(black_box(Box::pin(drops(n))));
    run(black_box(Box::pin(drops_changed(n))));
    run(black_box(Box::pin(needs(n))));
    run(black_box(Box::pin(needs_changed(n))));
    run(black_box(Box::pin(small(n))));
    println!("{n}");
}
EOF
write "$SCRATCH/compare.py" <<'EOF'
import json, sys
(app,) = json.load(open(sys.argv[1]))["artefacts"]
futures = {f["name"].removeprefix("app::"): f for f in app["futures"]}
expected = {  # future: change, value, the await's state
    "boxes": ("box", "__awaitee", 3),
    "refers": ("reference", "data", None),
    "drops": ("drop", "guard", 3),
    "needs": ("box", "guard", 3),
}
for name, what in expected.items():
    future = futures[name]
    (saving,) = future["savings"]
    assert (saving["change"], saving["name"], saving["state"]) == what, (name, saving)
    saved = future["frame_bytes"] - futures[name + "_changed"]["frame_bytes"]
    # Padding is not counted.
    assert abs(saving["bytes"] - saved) <= 8, (name, saving, saved)
    again = futures[name + "_changed"]["savings"]
    assert saving["name"] not in [other["name"] for other in again], (name, again)
assert futures["small"]["savings"] == []
# The argument goes into the frame, with the tag, and from there to its second place.
assert (futures["refers"]["moved_making"], futures["refers"]["moved_first"]) == (241, 240)
EOF

ao report --layouts --message-format json
expect_rc 'report with layouts' 0
cp "$out" "$SCRATCH/report.json"
run python3 "$SCRATCH/compare.py" "$SCRATCH/report.json"
expect_rc 'savings are what the change saves' 0

ao report --layouts drops
expect_rc 'one future' 0
expect 'a drop' grep -qE '^ +200  end the scope before the await, .* guard: app::Guard  \(state 3\).*main.rs:40' \
	"$out"
ao report --layouts refers
expect 'a reference' grep -qE '^ +[0-9]+  pass by reference data: \[u64; 30\]' "$out"
expect 'what is moved' grep -q 'moved  *241 bytes when it is made, 240 in its first poll' "$out"
ao report --layouts boxes
expect 'a box' grep -qE '^ +[0-9]+  box what is awaited: app::child::' "$out"
ao report --layouts --message-format json --filter '::(needs|drops)$' --sort name
expect_rc 'a filter of JSON' 0
same 'two pass' "$(grep -o '"name": *"app::[a-z_]*"' "$out" | tr -d ' \n')" \
	'"name":"app::drops""name":"app::needs"'
finish
