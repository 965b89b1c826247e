#!/bin/sh
# cargo async-opt explain: one future's remarks and its code, stock and optimized.
# shellcheck source=test/cargo/common
. test/cargo/common

for tool in objdump c++filt awk; do
	command -v $tool >/dev/null || {
		echo "$tool is not installed"
		exit 77
	}
done

crate "$SCRATCH/app" app
write "$SCRATCH/figures.py" <<EOF
import json, sys
found = json.load(open(sys.argv[1]))
assert found["schema"] == 1 and found["artefact"] == "app", found
assert found["future"]["name"] == "app::answer"
(stock,), (optimized,) = found["stock"], found["optimized"]
assert optimized["symbol"] == found["future"]["symbol"]
assert optimized["bytes"] == found["future"]["text_bytes"]
assert 0 < optimized["bytes"] < stock["bytes"], (stock["bytes"], optimized["bytes"])
assert any(line.endswith("main.rs:7") for line in stock["lines"]), stock["lines"]
EOF
cd "$SCRATCH/app"

ao explain app::answer --remarks-yaml "$SCRATCH/remarks.yaml"
expect_rc 'text' 0
expect 'which future' grep -q '^app::answer, at src/main.rs:6, in app$' "$out"
expect 'what was done' grep -q '^  done     never-suspends .* is never Pending' "$out"
expect 'what was refused' grep -q '^  refused  repoll .*(POLLED_OTHERWISE)' "$out"
expect 'sizes' grep -qE '^Resume function: stock [0-9]+ bytes, optimized [0-9]+ bytes' "$out"
expect 'one below the other in a pipe' \
	awk '/^stock$/ { a = 1 } /^optimized$/ { b = a } END { exit !b }' "$out"
expect 'the source' grep -q '^; 7: let x = async { 42 }.await;$' "$out"
expect 'the code' grep -q '^    ret$' "$out"
deny 'no colour in a pipe' grep -q '\[36m' "$out"
expect 'its remarks as YAML' grep -q '^--- !Passed' "$SCRATCH/remarks.yaml"
same 'of no other future' "$(count "$SCRATCH/remarks.yaml" '^Function: ')" \
	"$(count "$SCRATCH/remarks.yaml" '^Function: .*3app6answer28_[^ ]*17h')"
expect 'with places' grep -q "^DebugLoc: .*main.rs', Line: 6" "$SCRATCH/remarks.yaml"

ao explain app::answer --color always
expect_rc 'colours' 0
expect 'the source is coloured' grep -q '\[36m; 7: ' "$out"

ao explain app::answer --message-format json
expect_rc 'json' 0
cp "$out" "$SCRATCH/found.json"
run python3 "$SCRATCH/figures.py" "$SCRATCH/found.json"
expect_rc 'what the JSON says' 0

ao explain --remarks-yaml "$SCRATCH/all.yaml"
expect_rc 'all remarks' 0
expect 'more than of one' [ "$(count "$SCRATCH/all.yaml" '^---')" -gt \
	"$(count "$SCRATCH/remarks.yaml" '^---')" ]

ao explain answre
expect_rc 'misspelt' 1
expect 'what was meant' grep -q 'did you mean `app::answer' "$err"
deny 'stock is not built for it' grep -q 'Building stock' "$err"
ao explain app
expect_rc 'several' 1
expect 'they are named' grep -q 'one of 2 futures: `app::answer' "$err"
ao explain
expect_rc 'no future' 2
ao explain answer main
expect_rc 'two futures' 2
ao explain answer --message-format markdown
expect_rc 'an unknown format' 2
finish
