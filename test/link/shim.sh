# Sourced by the tests of the linker: rustc with async-opt as its linker, without cargo in
# between. The settings that the rustc wrapper would write come from these variables:
#
#	crate_type=bin opt_level=3 linker=cc strict=false baseline=false bundle=

bin_dir=$(cd "$ASYNC_OPT_BIN_DIR" && pwd)
scratch_dir=$(cd "$SCRATCH" && pwd)
source_dir=$(cd test/link && pwd)
rustc=${RUSTC:-rustc}
sysroot=$("$rustc" --print sysroot)
libllvm=$(RUSTC=$rustc "$bin_dir/async-opt" info | sed -n 's/^libLLVM *//p')

crate_type=bin opt_level=3 linker=cc strict=false baseline=false bundle=
mkdir -p "$scratch_dir/linkers"
ln -sf "$bin_dir/async-opt" "$scratch_dir/linkers/cc"

fail()
{
	echo "failed: $*"
	exit 1
}

# The words as a JSON list.
json_words()
{
	json_comma=
	printf '['
	for json_word in "$@"; do
		printf '%s"%s"' "$json_comma" \
			"$(printf %s "$json_word" | sed 's/\\/\\\\/g; s/"/\\"/g')"
		json_comma=,
	done
	printf ']'
}

# What is the same for stock and for ours. Prints nothing; sets "$common".
stock_words='--edition=2024 -Clto=fat'

# stock DIR SOURCE RUSTC-ARGUMENT...: the program as plain rustc links it, DIR/app.
stock()
{
	stock_dir=$1
	shift
	mkdir -p "$stock_dir"
	# shellcheck disable=SC2086 # words
	"$rustc" $stock_words "-Copt-level=$opt_level" "$@" -o "$stock_dir/app"
}

# ours DIR SOURCE RUSTC-ARGUMENT...: the same through our linker; DIR/results/app.json says
# how it went, DIR/link-failed is the mark for cargo's driver.
ours()
{
	ours_dir=$1
	shift
	mkdir -p "$ours_dir/results"
	rm -f "$ours_dir/results/app.json" "$ours_dir/link-failed"
	relocation=null
	for ours_word in "$@"; do
		case $ours_word in
		-Crelocation-model=*) relocation="\"${ours_word#*=}\"" ;;
		esac
	done
	# shellcheck disable=SC2086 # words
	ASYNC_OPT_LINK=$(
		printf '{"schema":1,"linker":"%s","rustc":"%s","libllvm":"%s",' "$linker" \
			"$rustc" "$libllvm"
		printf '"crate_name":"app","artefact":"app","crate_type":"%s",' "$crate_type"
		printf '"target":{"opt_level":"%s","cpu":null,"features":null,' "$opt_level"
		printf '"relocation":%s,"code_model":null,"llvm_args":[]},' "$relocation"
		printf '"passes":null,"no_pass":null,"last":null,"fuel":-1,"verify":true,'
		printf '"strict":%s,"baseline":%s,' "$strict" "$baseline"
		if [ -n "$bundle" ]; then
			printf '"save_bundle":"%s",' "$bundle"
		fi
		printf '"plain_argv":'
		json_words "$rustc" $stock_words "-Copt-level=$opt_level" "-Clinker=$linker" \
			"$@" -o "$ours_dir/app"
		printf ',"plain_cwd":"%s","result":"%s"}' "$PWD" "$ours_dir/results/app.json"
	) "$rustc" $stock_words "-Copt-level=$opt_level" "$@" -o "$ours_dir/app" \
		-Clinker-plugin-lto -Cno-prepopulate-passes -Clinker="$scratch_dir/linkers/cc"
}

# result DIR MEMBER: one member of the result file.
result()
{
	sed -n 's/.*"'"$2"'":\("\(\(\\.\|[^"\\]\)*\)"\|\([^",}]*\)\).*/\2\4/p' \
		"$1/results/app.json"
}

# expect_tier DIR TIER: which tier the artefact comes from; and that only failures warn.
expect_tier()
{
	[ -f "$1/results/app.json" ] || fail "no result file"
	tier=$(result "$1" tier)
	[ "$tier" = "$2" ] || fail "tier $tier instead of $2: $(cat "$1/results/app.json")"
	if [ "$2" = optimized ]; then
		[ "$(result "$1" warning)" = null ] || fail "a warning: $(result "$1" warning)"
	else
		[ "$(result "$1" warning)" != null ] || fail "no warning"
	fi
}

# expect_warning DIR PATTERN: the warning is one line and says this.
expect_warning()
{
	warning=$(result "$1" warning)
	[ "$(printf '%s\n' "$warning" | wc -l)" -eq 1 ] || fail "not one line: $warning"
	printf '%s\n' "$warning" | grep -q "$2" || fail "the warning is: $warning"
}

# Nothing of ours is left beside the artefact.
expect_no_temp()
{
	left=$(find "$1" -name '.async-opt-*')
	[ -z "$left" ] || fail "left over: $left"
}

expect_output()
{
	output=$("$1/app") || fail "$1/app ended with $?"
	[ "$output" = "$2" ] || fail "$1/app printed: $output"
}
