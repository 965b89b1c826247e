#!/bin/sh
# The article's example: what is left of it, and that demo/check-wrap would see if it were not.
passed=0 failed=0
cargo=${CARGO:-cargo}
PATH=$ASYNC_OPT_BIN_DIR:$PATH
[ "$(uname -m)" = x86_64 ] || {
	echo 'demo/check-wrap reads x86-64 only'
	exit 77
}

# expect NAME WANTED-EXIT-CODE COMMAND...
expect()
{
	name=$1 wanted=$2 rc=0
	shift 2
	"$@" >"$SCRATCH/log" 2>&1 || rc=$?
	if [ "$rc" -eq "$wanted" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "NOT OK $name: exit code $rc, expected $wanted"
		cat "$SCRATCH/log"
	fi
}

# What check-wrap must accept. The mutants below each have one thing that it must not.
cat >"$SCRATCH/good.s" <<'END'
.intel_syntax noprefix
.text
.type panic_const_async_fn_resumed, @function
_RNvNtNtC4core9panicking11panic_const28panic_const_async_fn_resumed: ud2
_RNvNtNtC4core9panicking11panic_const34panic_const_async_fn_resumed_panic: ud2
.type _ZN4wrap13block_on_wrap17h0123456789abcdefE, @function
_ZN4wrap13block_on_wrap17h0123456789abcdefE:
	mov eax, 42
	ret
.type _ZN4wrap4wrap28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE, @function
_ZN4wrap4wrap28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE:
	cmp byte ptr [rdi], 0
	jne 1f
	mov byte ptr [rdi], 1
	xor eax, eax
	mov edx, 42
	ret
1:	push rax
	lea rdi, [rip + location]
	call _RNvNtNtC4core9panicking11panic_const28panic_const_async_fn_resumed
.type after, @function
after: int3
location: .quad 0
END

check_assembly()
{
	as -o "$SCRATCH/case.o" "$1" || return 9
	demo/check-wrap "$SCRATCH/case.o"
}

# mutant NAME SED-EXPRESSION
mutant()
{
	sed "$2" "$SCRATCH/good.s" >"$SCRATCH/mutant.s"
	if cmp -s "$SCRATCH/good.s" "$SCRATCH/mutant.s"; then
		failed=$((failed + 1))
		echo "NOT OK mutant: $1: it is not one"
		return
	fi
	expect "mutant: $1" 1 check_assembly "$SCRATCH/mutant.s"
}

expect 'accepts the ideal' 0 check_assembly "$SCRATCH/good.s"
mutant 'a store to the child' 's/^\tmov edx/\tmov byte ptr [rdi + 1], 1\n&/'
mutant 'one wide store for both' 's/mov byte ptr \[rdi\], 1/mov word ptr [rdi], 0x101/'
mutant 'the child is looked at' 's/^\tmov edx/\tmovzx ecx, byte ptr [rdi + 1]\n&/'
mutant 'another byte is tested' 's/cmp byte ptr \[rdi\]/cmp byte ptr [rdi + 1]/'
mutant 'a second test' 's/^\tmov edx/\ttest eax, eax\n&/'
mutant 'a third state' 's/^\tmov edx/\tja 1f\n&/'
mutant 'a table of states' 's/^\tmov edx/\tjmp rax\n&/'
mutant 'pushes another answer' 's/mov edx, 42/push 41\n\tpop rdx/'
mutant 'no store' '/mov byte/d'
mutant 'no panic' '/call/d'
mutant 'two panics' 's/^\tcall.*/&\n&/'
mutant "the other panic" 's/call .*/call _RNvNtNtC4core9panicking11panic_const34panic_const_async_fn_resumed_panic/'
mutant 'another answer' 's/edx, 42/edx, 41/'
mutant 'no resume function' 's/^_ZN4wrap4wrap28/_ZN4wrap4wrop28/'
mutant 'block_on does more' 's/^\tmov eax, 42/\tnop\n&/'
mutant 'block_on is another constant' 's/eax, 42/eax, 43/'

# build KIND PANIC OPT-LEVEL
build()
{
	case $1 in
	stock) set -- "$@" build ;;
	optimized) set -- "$@" async-opt build --strict ;;
	esac
	panic=$2 level=$3
	shift 3
	env CARGO_PROFILE_RELEASE_PANIC="$panic" CARGO_PROFILE_RELEASE_OPT_LEVEL="$level" \
		"$cargo" "$@" --release --locked --manifest-path demo/wrap/Cargo.toml \
		--target-dir "$SCRATCH/$panic-$level"
}

# Both end the same way: with panic=abort by the second poll.
same_behaviour()
{
	rc1=0 rc2=0
	"$1" >"$SCRATCH/stock.txt" 2>&1 || rc1=$?
	"$2" >"$SCRATCH/optimized.txt" 2>&1 || rc2=$?
	diff "$SCRATCH/stock.txt" "$SCRATCH/optimized.txt"
	[ "$rc1" -eq "$rc2" ] || {
		echo "exit codes: $rc1 stock, $rc2 optimized"
		return 1
	}
}

for panic in unwind abort; do
	for level in 3 s z; do
		case=$panic-$level
		stock=$SCRATCH/$case/release/wrap
		optimized=$SCRATCH/$case/async-opt/release/wrap
		expect "builds stock, $case" 0 build stock "$panic" "$level"
		expect "builds optimized, $case" 0 build optimized "$panic" "$level"
		expect "behaves the same, $case" 0 same_behaviour "$stock" "$optimized"
		expect "stock is not ideal, $case" 1 demo/check-wrap "$stock"
		only=
		[ "$level" != z ] || only=--resume-only
		# shellcheck disable=SC2086 # one word or none
		expect "optimized is ideal, $case" 0 demo/check-wrap $only "$optimized"
	done
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
