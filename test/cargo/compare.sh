#!/bin/sh
# cargo async-opt compare: both builds of one program, in text, JSON and as a page.
# shellcheck source=test/cargo/common
. test/cargo/common

command -v valgrind >/dev/null || {
	echo "valgrind is not installed"
	exit 77
}

crate "$SCRATCH/app" app
write "$SCRATCH/app/src/main.rs" <<EOF
use std::{future::Future, hint::black_box, pin::{pin, Pin}, task::{Context, Poll, Waker}};

async fn inner(n: u64) -> u64 { black_box(n) }
async fn middle(n: u64) -> u64 { inner(n).await + 1 }
async fn outer(n: u64) -> u64 { middle(n).await + 1 }

#[inline(never)]
fn poll(future: Pin<&mut dyn Future<Output = u64>>) -> u64 {
    match black_box(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(n) => n,
        Poll::Pending => unreachable!(),
    }
}
fn main() {
    let turns = std::env::args().nth(1).map_or(1, |n| n.parse().unwrap());
    println!("{}", (0..turns).map(|n| poll(pin!(outer(n)))).sum::<u64>());
}
EOF
write "$SCRATCH/figures.py" <<EOF
import json, os, sys
(app,) = json.load(open(sys.argv[1]))["artefacts"]
assert (app["name"], app["kind"]) == ("app", "bin"), app
for who in ("stock", "optimized"):
    def total(what):
        return sum(row[who] or 0 for row in app[what])
    assert total("sections") == os.path.getsize(app[who]), who
    (text,) = [row[who] for row in app["sections"] if row["name"] == "text"]
    assert total("crates") == text, who
    assert any(row["name"] == "std" and row[who] > 10000 for row in app["crates"]), who
assert app["stock"] != app["optimized"]
(outer,) = [f for f in app["futures"] if f["name"] == "app::outer"]
assert outer["states"] == 4 and 0 < outer["optimized"] < outer["stock"], outer
assert outer["frame"] is None or outer["frame"] > 8, outer
(inner,) = [f for f in app["futures"] if f["name"] == "app::inner"]
assert inner["optimized"] is None, inner
runs = app["instructions"]
# Per turn of the loop: what the dynamic linker does depends on the length of the path.
assert 0 < runs["optimized"] < runs["stock"] - 5000, runs
EOF
cd "$SCRATCH/app"

ao compare --message-format json --html "$SCRATCH/page.html" -- 5000
expect_rc 'json' 0
cp "$out" "$SCRATCH/figures.json"
run python3 "$SCRATCH/figures.py" "$SCRATCH/figures.json"
expect_rc 'what the JSON says' 0
expect 'the page has the figures' grep -q '"name": "app"' "$SCRATCH/page.html"
expect 'the page has the plots' grep -q 'Chart.js v4' "$SCRATCH/page.html"
deny 'the page fetches nothing' grep -qE '(src|href)="|sourceMappingURL' "$SCRATCH/page.html"

ao compare --rows 2
expect_rc 'text' 0
expect 'crates' grep -qE '^std +[0-9]+ [0-9]{3} ' "$out"
expect 'futures' grep -qE '^app::outer +[0-9]+ +[0-9]+ ' "$out"
expect 'futures that are inlined' grep -q 'a part of who polls them' "$out"
expect 'what is left out is counted' grep -qE '^\[[0-9]+ more crates\]' "$out"
deny 'no run without arguments' grep -q 'Instructions' "$out"

ao compare --message-format latin
expect_rc 'an unknown format' 2
expect 'is named' grep -q "not 'latin'" "$err"
ao compare --rows
expect_rc 'no number of rows' 2

ao compare --bin missing
deny 'a binary that is not there' [ "$rc" -eq 0 ]
rm src/main.rs
write src/lib.rs <<EOF
pub async fn answer() -> u64 { 42 }
EOF
ao compare
expect_rc 'a library alone' 1
expect 'says what is missing' grep -q 'executable, example or cdylib' "$err"
finish
