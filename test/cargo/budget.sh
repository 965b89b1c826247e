#!/bin/sh
# cargo async-opt budget and report --diff: limits on futures. One library, one build of it.
# shellcheck source=test/cargo/common
. test/cargo/common

write "$SCRATCH/lib/Cargo.toml" <<-'TOML'
	[package]
	name = "my-wire"
	version = "0.1.0"
	edition = "2021"

	[workspace]
	[profile.release]
	debug = "line-tables-only" # the user's own

TOML
write "$SCRATCH/lib/src/lib.rs" <<-'RUST'
	use std::{future::Future, pin::Pin, task::{Context, Poll}};

	struct Twice(bool);
	impl Future for Twice {
	    type Output = u32;
	    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
	        if std::mem::replace(&mut self.0, true) { Poll::Ready(3) } else { Poll::Pending }
	    }
	}
	pub async fn answer() -> u32 { async { 42 }.await }
	pub async fn wait(n: u32) -> u32 {
	    let held = [n; 16];
	    Twice(false).await + held[3]
	}
	pub async fn boxed(n: u32) -> u32 { Box::pin(async move { Twice(false).await + n }).await }
	struct Wakes(bool);
	impl Future for Wakes {
	    type Output = u32;
	    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
	        if std::mem::replace(&mut self.0, true) { return Poll::Ready(3) }
	        cx.waker().wake_by_ref();
	        Poll::Pending
	    }
	}
	pub async fn wakes() -> u32 { Wakes(false).await }
RUST
write "$SCRATCH/lib/examples/all.rs" <<-'RUST'
	use std::{future::Future, pin::{pin, Pin}, task::{Context, Poll, Waker}};

	async fn all(n: u32) -> u32 {
	    my_wire::answer().await + my_wire::wait(n).await + my_wire::boxed(n).await + my_wire::wakes().await
	}
	fn main() {
	    let n = std::env::args().count() as u32;
	    let mut future: Pin<&mut dyn Future<Output = u32>> = pin!(all(n));
	    let mut cx = Context::from_waker(Waker::noop());
	    while let Poll::Pending = future.as_mut().poll(&mut cx) {}
	}
RUST
write "$SCRATCH/sarif.py" <<-'PYTHON'
	import json, sys
	log = json.load(open(sys.argv[1]))
	assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
	(run,) = log["runs"]
	driver = run["tool"]["driver"]
	rules = [rule["id"] for rule in driver["rules"]]
	assert driver["name"] and len(set(rules)) == len(rules) == 9, rules
	assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
	assert len(run["results"]) == 2
	for result in run["results"]:
	    assert result["ruleId"] in rules and result["level"] == "error" and result["message"]["text"]
	    (at,) = (l["physicalLocation"] for l in result["locations"])
	    assert at["artifactLocation"]["uri"] == "Cargo.toml" and at["region"]["startLine"] >= 1
	(exceeded,) = (r for r in run["results"] if r["relatedLocations"] and r["ruleId"] == "frame-bytes")
	(future,) = (l["physicalLocation"] for l in exceeded["relatedLocations"])
	assert future["artifactLocation"]["uri"] == "src/lib.rs" and future["region"]["startLine"] == 11
PYTHON
write "$SCRATCH/figures.py" <<-'PYTHON'
	import json, sys
	log = json.load(open(sys.argv[1]))
	assert log["schema"] == 1 and log["holds"] is False
	assert (log["exceeded"], log["unknown"], log["no_match"]) == (1, 1, 0), log
	assert log["kept"] + 2 == len(log["checks"])
	(bad,) = (c for c in log["checks"] if c["status"] == "exceeded")
	assert bad["limit"] == "frame-bytes" and bad["future"] == bad["pattern"] == "my_wire::wait"
	assert bad["artefact"] == "all" and bad["manifest"] == "Cargo.toml" and bad["line"] == 11, bad
	line = open("Cargo.toml").read().splitlines()[bad["manifest_line"] - 1]
	assert line == "frame-bytes = 5", line
	(unknown,) = (c for c in log["checks"] if c["status"] == "unknown")
	assert unknown["limit"] == "text-bytes" and "that awaits it" in unknown["help"], unknown
PYTHON
here=$PWD
cd "$SCRATCH/lib"
cp Cargo.toml "$SCRATCH/before.toml"

ao budget
expect_rc 'no limits' 1
expect 'what to do' grep -q 'budget --init' "$err"
expect 'how a library is linked' grep -q 'its tests and examples are' "$err"

ao budget --init
expect_rc 'init' 0
head -n "$(wc -l <"$SCRATCH/before.toml")" Cargo.toml >"$SCRATCH/head.toml"
expect 'what was there is there' cmp "$SCRATCH/head.toml" "$SCRATCH/before.toml"
expect 'a limit' grep -q '^frame-bytes = 72$' Cargo.toml
same 'who never allocates' "$(count Cargo.toml '^never-allocates = true$')" 5
expect 'a baseline' grep -q '"name":"my_wire::wait"' async-opt-baseline.json
cp Cargo.toml "$SCRATCH/good.toml"
cp async-opt-baseline.json "$SCRATCH/baseline.json"
ao budget
expect_rc 'the figures of today hold' 0
expect 'count' grep -q ' kept, 0 exceeded, 0 cannot be checked' "$out"
ao budget --init
same 'nothing is written twice' "$(cat Cargo.toml)" "$(cat "$SCRATCH/good.toml")"
same 'the same baseline' "$(cat async-opt-baseline.json)" "$(cat "$SCRATCH/baseline.json")"

ao budget --table
expect 'a row' grep -q '^| `my_wire::answer` | never | never | 2 bytes |' "$out"
expect 'another' grep -q '^| `my_wire::wait` | at 1 await | never | 72 bytes |' "$out"
expect 'with a box' grep -q '^| `my_wire::boxed` | at 1 await | may |' "$out"

# From here on without a build.
ao report --message-format json
cp "$out" "$SCRATCH/report.json"
sed 's/^frame-bytes = 72$/frame-bytes = 5/; 0,/^frame-bytes = 2$/s//text-bytes = 9/' \
	"$SCRATCH/good.toml" >Cargo.toml
line=$(grep -n '^frame-bytes = 5$' Cargo.toml | cut -d: -f1)
ao budget --read "$SCRATCH/report.json"
expect_rc 'exceeded' 1
expect 'which line' grep -q \
	"^Cargo.toml:$line: error: my_wire::wait in all: frame-bytes: 72 bytes of frame, the limit is 5" "$out"
ao budget --read "$SCRATCH/report.json" --message-format github
expect_rc 'github' 1
expect 'annotation' grep -q "^::error file=Cargo.toml,line=$line,title=frame-bytes::my_wire::wait" "$out"
ao budget --read "$SCRATCH/report.json" --message-format sarif
cp "$out" "$SCRATCH/budget.sarif"
run python3 "$SCRATCH/sarif.py" "$SCRATCH/budget.sarif"
expect_rc 'sarif' 0
ao budget --read "$SCRATCH/report.json" --message-format json
cp "$out" "$SCRATCH/budget.json"
run python3 "$SCRATCH/figures.py" "$SCRATCH/budget.json"
expect_rc 'json' 0
# Every member, as it was when a reader last had to know.
for kind in json sarif; do
	sed -E 's/17h[0-9a-f]{16}E[.0-9]*/17hE/; s/("version":)"[0-9]+\.[0-9]+\.[0-9]+"/\1"0"/' \
		"$SCRATCH/budget.$kind" >"$SCRATCH/budget-as-written.$kind"
	run diff "$SCRATCH/budget-as-written.$kind" "$here/test/cargo/golden/budget.$kind"
	expect_rc "budget.$kind" 0
done
sed -i 's/^frame-bytes = 5$/frame-bytes = 72/' Cargo.toml
ao budget --read "$SCRATCH/report.json"
expect_rc 'what is not known is not taken for kept' 1
ao budget --read "$SCRATCH/report.json" --allow-unknown
expect_rc 'unless that is asked for' 0
expect 'a warning' grep -q 'warning: my_wire::answer in all: cannot check text-bytes' "$out"

# limits TEXT: the manifest with this behind it.
limits()
{
	{
		cat "$SCRATCH/before.toml"
		echo "$1"
	} >Cargo.toml
	ao budget --read "$SCRATCH/report.json"
}

limits '[package.metadata.async-opt.budget."my_wire::wiat"]
states = 9'
expect_rc 'no such future' 1
expect 'near ones' grep -q 'did you mean one of `my_wire::wait`' "$out"
limits '[package.metadata.async-opt.budget."my_wire::wait"]
frame-byte = 9'
expect_rc 'no such limit' 1
expect 'a near one' grep -q 'Cargo.toml:11: there is no limit `frame-byte`; did you mean `frame-bytes`?' "$err"
limits '[package.metadata.async-opt]
budget."my_wire::wait" = { states = "many" }'
expect 'no number' grep -q 'Cargo.toml:11: `states` is a number' "$err"
limits '[package.metadata.async-opt.budget."my_wire::*"]
max-growth = "lots"'
expect 'no growth' grep -q 'Cargo.toml:11: growth is a number of bytes' "$err"
limits '[workspace.metadata.async-opt]
limits = 1'
expect 'no such setting' grep -q 'Cargo.toml:11: there is no setting `limits`' "$err"
limits '[package.metadata.async-opt]
baseline = "nowhere.json"'
expect 'no baseline' grep -q 'there is no baseline .*nowhere.json' "$err"
limits '[package.metadata.async-opt.budget]
"my_wire::boxed" = { allocations = 0, never-allocates = true }
"my_wire::wakes" = { never-allocates = true }
"my_wire::wait" = { allocations = 0, never-allocates = true }'
expect 'a box' grep -q 'Cargo.toml:11: error: my_wire::boxed in all: allocations: 1 place(s) that may' "$out"
expect 'which' grep -q 'my_wire::boxed in all: never-allocates: it may allocate: my_wire::boxed calls ' "$out"
deny "what a waker does is the executor's" grep -q 'my_wire::wakes' "$out"
expect 'the others' grep -q '^3 kept, 2 exceeded, 0 cannot' "$out"
limits '[workspace.metadata.async-opt.budget."my_wire::w*"]
never-suspends = true'
expect_rc 'of the workspace' 1
same 'these may suspend' "$(count "$out" 'it may suspend$')" 2

# Growth: against a report in which things were smaller.
sed 's/"frame_bytes":72/"frame_bytes":60/' "$SCRATCH/baseline.json" >async-opt-baseline.json
sed 's/"10%"/20/' "$SCRATCH/good.toml" >Cargo.toml
ao budget --read "$SCRATCH/report.json"
expect_rc '12 bytes more of 20' 0
cp "$SCRATCH/good.toml" Cargo.toml
ao budget --read "$SCRATCH/report.json"
expect_rc '20 % more' 1
expect 'says so' grep -q 'its frame grew from 60 to 72 bytes, the limit is 10 %' "$out"
head -c 100 "$SCRATCH/baseline.json" >async-opt-baseline.json
ao budget --read "$SCRATCH/report.json"
expect_rc 'a baseline cut short' 1
expect 'says which' grep -q 'async-opt-baseline.json: it is cut short' "$err"

sed 's/"frame_bytes":72/"frame_bytes":60/; s/my_wire::answer"/my_wire::gone"/' \
	"$SCRATCH/report.json" >"$SCRATCH/old.json"
ao report --diff "$SCRATCH/old.json"
expect_rc 'diff' 0
expect 'what grew' grep -q ' 60 -> 72 .*my_wire::wait' "$out"
expect 'what is new' grep -q 'new *my_wire::answer$' "$out"
expect 'what is gone' grep -q 'gone *my_wire::gone$' "$out"
ao report --diff "$SCRATCH/old.json" --max-growth 10%
expect_rc 'too much' 1
expect 'of what' grep -q 'my_wire::wait  grew too much: frame' "$out"
ao report --diff "$SCRATCH/old.json" --max-growth 12
expect_rc 'just so much' 0
ao report --diff "$SCRATCH/old.json" --max-growth 11 --message-format json
expect_rc 'in JSON' 1
expect 'one' grep -q '"beyond":1,' "$out"
ao report --diff "$SCRATCH/report.json" --max-growth 0
expect_rc 'the same' 0
ao report --diff "$SCRATCH/figures.py"
expect_rc 'no report' 1
expect 'is said' grep -q 'figures.py: it is cut short, or no report' "$err"
for bad in --message-format=xml '--init --read x' stray; do
	# shellcheck disable=SC2086 # words
	ao budget $bad
	expect_rc "$bad" 2
done
ao report --max-growth 3
expect_rc '--max-growth alone' 2
finish
