#!/bin/sh
# report --layouts: what debug information says of frames, against -Zprint-type-sizes and the
# source; and the code is that of an ordinary build.
# shellcheck source=test/cargo/common
. test/cargo/common

# Futures of several shapes; it notes on which lines it put awaits.
write "$SCRATCH/generate.py" <<'EOF'
import json, sys
lines, awaits = [], {}
put = lines.append
put("use std::{future::Future, hint::black_box, pin::Pin, task::{Context, Poll, Waker}};")
put("pub struct Yield(pub bool);")
put("impl Future for Yield {")
put("    type Output = u64;")
put("    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {")
put("        if std::mem::replace(&mut self.0, true) { Poll::Ready(1) } else { Poll::Pending }")
put("    }")
put("}")
for n in range(12):
    awaits[f"f{n}"] = here = []
    put(f"pub async fn f{n}(a: u64, text: String) -> u64 {{")
    put("    let mut sum = a + text.len() as u64;")
    for k in range(n % 5):
        bits = 8 << n % 3
        put(f"    let held{k} = black_box([sum as u{bits}; {3 * n + k + 1}]);")
        put("")
        child = f"f{n - 1 - k}(sum, text.clone())" if n > k and k % 2 else "Yield(false)"
        put(f"    sum += {child}.await;")
        here.append(len(lines))
        if k % 2 == 0:
            put(f"    sum += held{k}[0] as u64;")
    if n % 4 == 3:
        put("    let block = async move { Yield(false).await + sum };")
        put("    sum += block.await;")
        here.append(len(lines))
    put("    sum + text.len() as u64")
    put("}")
put("fn main() {")
put("    let n = std::env::args().count() as u64;")
for n in range(12):
    put("    let mut f: Pin<Box<dyn Future<Output = u64>>> =")
    put(f"        black_box(Box::pin(f{n}(n, n.to_string())));")
    put("    let mut cx = Context::from_waker(Waker::noop());")
    put("    while f.as_mut().poll(&mut cx).is_pending() {}")
put('    println!("{n}");')
put("}")
open("src/main.rs", "w").write("\n".join(lines) + "\n")
json.dump(awaits, open(sys.argv[1], "w"))
EOF
write "$SCRATCH/compare.py" <<'EOF'
import json, re, sys
report, sizes, awaits = (open(path) for path in sys.argv[1:])
awaits = json.load(awaits)
oracle = {}  # name -> bytes, and for each suspended state {local: bytes}
states = state = None
for line in sizes:
    if line.startswith("print-type-size type:"):
        body = re.search(r"type: `\{async fn body of (?:\w+::)*(f\d+)\(\)\}`: (\d+) bytes", line)
        states = state = None
        if body:
            states = []
            oracle[body[1]] = int(body[2]), states
    elif states is not None and (found := re.search(r"variant `(\w+)`", line)):
        state = {}
        if found[1].startswith("Suspend"):
            states.append(state)
    elif state is not None and (found := re.search(r"local `\.(\S+)`: (\d+) bytes", line)):
        state[found[1]] = int(found[2])
(app,) = json.load(report)["artefacts"]
seen = set()
for future in app["futures"]:
    name = future["name"].removeprefix("app::")
    if name not in awaits:
        continue
    seen.add(name)
    size, states = oracle[name]
    assert future["frame_bytes"] == size, (name, future["frame_bytes"], size)
    assert future["states"] == 3 + len(states) == 3 + len(awaits[name]), name
    by_state = sorted(future["awaits"], key=lambda a: a["state"])
    assert [a["line"] for a in by_state] == awaits[name], (name, by_state, awaits[name])
    assert {(v["name"], v["bytes"]) for v in future["captures"]} == {("a", 8), ("text", 24)}
    for a, state in zip(by_state, states, strict=True):
        held = [v["bytes"] for v in a["held"]]
        assert held == sorted((n for n in state.values() if n), reverse=True), (name, a, state)
        named = {n for n, size in state.items() if size and not n.startswith(".")}
        assert named <= {v["name"] for v in a["held"]}, (name, a, state)
assert seen == set(awaits), seen
EOF
crate "$SCRATCH/app" app
cd "$SCRATCH/app"
python3 "$SCRATCH/generate.py" "$SCRATCH/awaits.json"

ao report --layouts --message-format json
expect_rc 'report with layouts' 0
cp "$out" "$SCRATCH/report.json"
RUSTC_BOOTSTRAP=1 rustc --edition 2021 -Copt-level=3 -Zprint-type-sizes \
	-o "$SCRATCH/sizes.exe" src/main.rs >"$SCRATCH/sizes" 2>"$err" || not_ok 'sizes of types'
run python3 "$SCRATCH/compare.py" "$SCRATCH/report.json" "$SCRATCH/sizes" "$SCRATCH/awaits.json"
expect_rc 'sizes, states, lines and held values' 0

ao report --layouts f7
expect_rc 'one future' 0
expect 'an argument in two places' grep -q 'text: alloc::string::String  (twice' "$out"
expect 'an array' grep -qE '^ +[0-9]+  held[0-9]: \[u16; ' "$out"
deny 'nothing is unknown' grep -q 'is not known' "$out"

# The same code as without.
ao build --release
expect_rc 'ordinary build' 0
for folder in async-opt async-opt-report; do
	objdump -s -j .text -j .rodata "target/$folder/release/app" |
		grep '^ ' >"$SCRATCH/$folder.code"
done
expect 'there is code' [ "$(wc -l <"$SCRATCH/async-opt.code")" -gt 1000 ]
expect 'the same code' cmp "$SCRATCH/async-opt.code" "$SCRATCH/async-opt-report.code"
ao report f7
expect 'without debug information that is said' grep -q 'is not known without debug' "$out"

ao report --layouts --profile dev
expect_rc 'nothing to report' 1
ao clean
deny 'both folders go' [ -e target/async-opt-report ]
finish
