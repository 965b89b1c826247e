# Sourced by ./x and the test runners: what is printed, in cargo's manner.
#
#	say Building "async-opt in build/"     a green verb at cargo's column
#	quietly LOG COMMAND...                 run with the output in LOG; a line that moves
#	                                       on a terminal, the log itself if it fails

if [ -n "${NO_COLOR:-}" ] || [ "${TERM:-dumb}" = dumb ] || ! [ -t 2 ]; then
	say_green='' say_red='' say_bold='' say_off=''
else
	say_green=$(printf '\033[1;32m') say_red=$(printf '\033[1;31m')
	say_bold=$(printf '\033[1m') say_off=$(printf '\033[0m')
fi

say()
{
	verb=$1
	shift
	printf '%s%12s%s %s\n' "$say_green" "$verb" "$say_off" "$*" >&2
}

complain()
{
	printf '%serror%s: %s\n' "$say_red" "$say_off$say_bold" "$*$say_off" >&2
}

die()
{
	complain "$@"
	exit 1
}

# The last line of the log $1 and the seconds, over and over on one line of the terminal;
# in a pipe a sign of life each minute. Ends when the shell that started it is gone.
# Draws nothing under ./x test, which shows all suites that are at it.
ticker()
{
	[ -z "${X_TICKS:-}" ] || return 0
	tick=0
	while sleep 1 && kill -0 $$ 2>/dev/null; do
		tick=$((tick + 1))
		if [ -t 2 ]; then
			line=$(tail -n 1 "$1" 2>/dev/null | tr -d '\033\r' | cut -c 1-60)
			printf '\r\033[K%12s %s' "$tick s" "$line" >&2
		elif [ $((tick % 60)) -eq 0 ]; then
			line=$(tail -n 1 "$1" 2>/dev/null | tr -d '\033\r' | cut -c 1-60)
			printf '%12s %s\n' "... $tick s" "$line" >&2
		fi
	done
}

quietly()
{
	quietly_log=$1
	shift
	mkdir -p "$(dirname "$quietly_log")"
	: >"$quietly_log"
	ticker "$quietly_log" >/dev/null &
	ticker_pid=$!
	quietly_rc=0
	"$@" >"$quietly_log" 2>&1 || quietly_rc=$?
	kill "$ticker_pid" 2>/dev/null || :
	wait "$ticker_pid" 2>/dev/null || :
	if [ -t 2 ]; then
		printf '\r\033[K' >&2
	fi
	if [ "$quietly_rc" -ne 0 ]; then
		tail -n "${QUIETLY_TAIL:-100}" "$quietly_log" >&2
		complain "exit code $quietly_rc from: $*"
	fi
	return "$quietly_rc"
}
