# bash completion for async-opt and cargo-async-opt. bash-completion loads it by the command's
# name; sourced from ~/.bashrc it also completes `cargo async-opt`.
# shellcheck shell=bash

_async_opt_passes()
{
	async-opt --list-passes 2>/dev/null | sed 's/^ *//; s/ .*//'
}

# The rows of the catalogue.
_async_opt_rows()
{
	cargo-async-opt async-opt catalogue --list 2>/dev/null | sed 's/ .*//'
}

# The last of a comma-separated list: _async_opt_list TYPED WORDS
_async_opt_list()
{
	local typed=$1 before=''
	case $typed in
	*,*) before=${typed%,*}, ;;
	esac
	mapfile -t COMPREPLY < <(compgen -P "$before" -W "$2" -- "${typed##*,}")
	compopt -o nospace 2>/dev/null
	return 0
}

# A value for the option before the cursor; false where there is none to complete.
_async_opt_value()
{
	local option=$1 typed=$2
	case $option in
	--passes | --no-pass | --last) _async_opt_list "$typed" "$(_async_opt_passes)" ;;
	--save-bundle | --target-dir | --keep) mapfile -t COMPREPLY < <(compgen -d -- "$typed") ;;
	-o | --remarks | --hints | --facts | --manifest-path | --folded | --trace | --html | --read | --use-profile | --diff) mapfile -t COMPREPLY < <(compgen -f -- "$typed") ;;
	--format) mapfile -t COMPREPLY < <(compgen -W 'sh github json text' -- "$typed") ;;
	--message-format) mapfile -t COMPREPLY < <(compgen -W 'human json markdown sarif github' -- "$typed") ;;
	--asm) mapfile -t COMPREPLY < <(compgen -W "$(_async_opt_rows)" -- "$typed") ;;
	--color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$typed") ;;
	*) return 1 ;;
	esac
}

# Readline has = among its word breaks, so --passes=a is three words: --passes, =, a.
_async_opt_option()
{
	local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	if [[ $current == = ]]; then
		_async_opt_value "$before" ''
	elif [[ $before == = ]]; then
		_async_opt_value "${COMP_WORDS[COMP_CWORD - 2]}" "$current"
	else
		_async_opt_value "$before" "$current"
	fi
}

_async_opt()
{
	local current=${COMP_WORDS[COMP_CWORD]}
	local options='--output= --emit= --passes= --no-pass= --last= --fuel= --verify --break-after= --remarks=
		--rustc= --libllvm= --target-cpu= --llvm-args= --crates= --std= --list-passes
		--stats --time --instrument --poison --roundtrip --moves --ring= --hints= --facts= --help
		--version
		-o -O'
	COMPREPLY=()
	_async_opt_option && return
	case $current in
	-*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current") ;;
	*) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
	esac
	[[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
	return 0
}

# Words from $1 on are those after `async-opt`.
_cargo_async_opt_from()
{
	local current=${COMP_WORDS[COMP_CWORD]}
	local commands='build run test bench rustc install clean report explain budget profile catalogue compare env info'
	local options='--passes= --no-pass= --last= --fuel= --verify --baseline --save-bundle=
		--strict --plain --target-dir= --quiet --help --version --format= --list --asm=
		--level= --check --no-check --message-format= --rows= --sort= --filter= --limit=
		--folded= --trace= --html= --keep= --read= --moves --ring= --image= --clock-hz= --use-profile= --layouts
		--remarks-yaml=
		--diff= --max-growth= --init --table --allow-unknown'
	local cargos='--release --profile --package --workspace --bin --bins --example --examples
		--test --tests --bench --benches --lib --all-targets --features --all-features
		--no-default-features --target --manifest-path --message-format --jobs --locked
		--offline --frozen --color --config --verbose'
	COMPREPLY=()
	_async_opt_option && return
	if ((COMP_CWORD == $1)) && [[ $current != -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
	elif [[ $current == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options $cargos" -- "$current")
	fi
	[[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
	return 0
}

_cargo_async_opt()
{
	if [[ ${COMP_WORDS[1]} == async-opt ]] && ((COMP_CWORD > 1)); then
		_cargo_async_opt_from 2
	else
		_cargo_async_opt_from 1
	fi
}

# `cargo async-opt ...` is ours, everything else cargo's own completion, if there is one.
_cargo_or_async_opt()
{
	if [[ ${COMP_WORDS[1]} == async-opt ]] && ((COMP_CWORD > 1)); then
		_cargo_async_opt_from 2
	elif declare -F _cargo >/dev/null; then
		_cargo "$@"
	fi
}

complete -F _async_opt async-opt
complete -F _cargo_async_opt cargo-async-opt
if declare -F _completion_loader >/dev/null && ! declare -F _cargo >/dev/null; then
	_completion_loader cargo
fi
complete -o bashdefault -o default -F _cargo_or_async_opt cargo
