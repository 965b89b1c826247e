#!/bin/sh
# cargo async-opt report: the futures of what was built.
# shellcheck source=test/cargo/common
. test/cargo/common

crate "$SCRATCH/app" app
write "$SCRATCH/app/src/main.rs" <<EOF
use std::{future::Future, pin::{pin, Pin}, task::{Context, Poll, Waker}};

struct Twice(bool);
impl Future for Twice {
    type Output = u32;
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(3) } else { Poll::Pending }
    }
}
async fn answer() -> u32 { async { 42 }.await }
async fn wait(n: u32) -> u32 {
    let held = [n; 16];
    Twice(false).await + held[3]
}
async fn all(n: u32) -> u32 { answer().await + wait(n).await }
fn main() {
    let n = std::env::args().count() as u32;
    let mut future: Pin<&mut dyn Future<Output = u32>> = pin!(all(n));
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(sum) = future.as_mut().poll(&mut cx) {
            println!("{sum}");
            break;
        }
    }
}
EOF
write "$SCRATCH/figures.py" <<EOF
import json, sys
report = json.load(open(sys.argv[1]))
assert report["schema"] == 1
(app,) = report["artefacts"]
assert app["artefact"] == "app" and app["opaque"] == [], app
futures = {f["name"]: f for f in app["futures"]}
assert len(futures) == 4, list(futures)
answer, wait, everything = (futures["app::" + n] for n in ("answer", "wait", "all"))
assert answer["never_suspends"] and not wait["never_suspends"]
# 16 numbers, the argument twice, Twice, the tag
assert 64 < wait["frame_bytes"] <= 80, wait
assert wait["open"] is None and "may poll it" in everything["open"]
first, second = everything["awaits"]
assert first["child"] == answer["symbol"] and first["never_pending"], first
assert second["child"] == wait["symbol"] and not second["never_pending"], second
assert (everything["states"], everything["states_reached"]) == (5, 4)
assert second["line"] == 15 and second["file"].endswith("main.rs"), second
did = {r["pass"] for r in everything["remarks"] if r["reason"] is None}
assert {"never-suspends", "state-set"} <= did, did
assert any(r["reason"] == "POLLED_OTHERWISE" for r in everything["remarks"])
EOF
# Every member is in the documents.
write "$SCRATCH/members.py" <<'EOF'
import json, re, sys
written = set(re.findall(r"\w+", open(sys.argv[2]).read().split("## JSON")[1]))
def members(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from members(inner)
    if isinstance(value, list):
        for inner in value:
            yield from members(inner)
missing = set(members(json.load(open(sys.argv[1])))) - written
assert not missing, missing
EOF
docs=$PWD/docs/report.md
cd "$SCRATCH/app"
printf '[profile.release]\ndebug = "line-tables-only"\n' >>Cargo.toml

ao report
expect_rc 'nothing was built' 1
expect 'what to do' grep -q 'cargo async-opt build --release' "$err"

ao build --release
expect_rc 'build' 0
ao report --message-format json
expect_rc 'json' 0
cp "$out" "$SCRATCH/report.json"
run python3 "$SCRATCH/figures.py" "$SCRATCH/report.json"
expect_rc 'what the JSON says' 0
run python3 "$SCRATCH/members.py" "$SCRATCH/report.json" "$docs"
expect_rc 'what the document says of JSON' 0

ao report --sort name -n 1
expect_rc 'table' 0
expect 'the first by name' grep -qE '5 +2 +open +app::all  .*main\.rs:15$' "$out"
deny 'not the second' grep -q 'app::answer' "$out"
expect 'what is left out' grep -q '\[3 more: ' "$out"
expect 'the total' grep -qE '13/16 +4 +\[4 futures\]' "$out"
ao report --filter 'wait$'
same 'one passes the filter' "$(count "$out" 'app::')" 1

ao report all
expect_rc 'one future' 0
expect 'what it awaits' grep -q '4  awaits app::wait' "$out"
expect 'what was done' grep -qE 'never-suspends +app::answer is never Pending' "$out"
expect 'what was not' grep -q '(POLLED_OTHERWISE)' "$out"
ao report wiat
expect_rc 'a name misspelt' 1
expect 'what was meant' grep -q 'did you mean `app::wait`' "$err"
ao report app
expect_rc 'several' 1
expect 'they are named' grep -q 'one of 4 futures: `app::' "$err"

for bad in --sort=size --limit=many '--filter=(' --message-format=xml; do
	ao report "$bad"
	expect_rc "$bad" 2
done

ao report --diff "$SCRATCH/report.json"
expect_rc 'nothing has changed' 0
head -c 300 "$SCRATCH/report.json" >"$SCRATCH/cut.json"
ao report --diff "$SCRATCH/cut.json"
expect_rc 'compared with half a report' 1
expect 'says which' grep -q 'cut.json: it is cut short' "$err"
deny 'it is of what is there' grep -q 'was built before' "$err"
touch src/main.rs
ao report
expect_rc 'a report of what was' 0
expect 'says what is newer' grep -q 'app was built before .*main.rs changed' "$err"
expect 'and what to do' grep -q 'builds it anew' "$err"

facts=$(echo target/async-opt/.async-opt/results/*.futures.json)
cp "$facts" "$SCRATCH/facts"
head -c 300 "$SCRATCH/facts" >"$facts"
ao report
expect_rc 'cut short' 1
expect 'says so' grep -q 'is left out: it is cut short' "$err"
sed 's/"schema":1/"schema":99/' "$SCRATCH/facts" >"$facts"
ao report
expect_rc 'another version' 1
expect 'says which' grep -q 'another version of async-opt' "$err"

# A library alone: through what it is used in.
mkdir -p "$SCRATCH/lib/src" "$SCRATCH/lib/examples"
printf '[package]\nname = "wire"\nversion = "0.1.0"\nedition = "2024"\n[workspace]\n' \
	>"$SCRATCH/lib/Cargo.toml"
echo 'pub async fn shout(n: u32) -> u32 { std::future::ready(n).await + 1 }' \
	>"$SCRATCH/lib/src/lib.rs"
write "$SCRATCH/lib/examples/ask.rs" <<'EOF'
use std::{future::Future, hint::black_box, pin::pin, task::{Context, Waker}};
fn main() {
    let mut f = pin!(black_box(wire::shout(3)));
    let _ = f.as_mut().poll(&mut Context::from_waker(Waker::noop()));
}
EOF
cd "$SCRATCH/lib"
ao report
expect_rc 'nothing was built of a library' 1
expect 'what to do with a library' grep -q 'a library is reported through its' "$err"
ao report --layouts
expect_rc 'a library' 0
expect 'said' grep -q 'its tests and examples are reported' "$err"
expect 'by its example' grep -qx ask "$out"
expect 'its future' grep -q 'wire::shout' "$out"
finish
