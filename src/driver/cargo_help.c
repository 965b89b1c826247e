/* --help of cargo async-opt and of its commands. */
#include <stdio.h>
#include <string.h>

#include "driver/cargo_build.h"

static const char overview[] =
	"An optimizer for async Rust between rustc and the linker\n"
	"\n"
	"Usage: cargo async-opt COMMAND [OPTIONS] [CARGO'S OPTIONS]\n"
	"\n"
	"Commands:\n"
	"  build, b    Compile a package and optimize what it links\n"
	"  run, r      The same, and run it\n"
	"  test, t     The same for tests\n"
	"  bench       The same for benchmarks\n"
	"  rustc       The same with extra flags for rustc\n"
	"  install     Build and install an optimized executable\n"
	"  clean       Remove what async-opt has built\n"
	"  report      Show the futures of what was built, and what was done to them\n"
	"  explain     Show one future: remarks, and its assembly stock and optimized\n"
	"  budget      Check limits on futures that Cargo.toml states\n"
	"  profile     Count polls, suspends, time and allocations of each await\n"
	"  catalogue   Try known missed optimizations on this toolchain\n"
	"  compare     Build stock and optimized, and compare what comes out\n"
	"  env         Print the environment for tools that call cargo themselves\n"
	"  info        Show toolchain, libLLVM and what is supported\n"
	"\n";

static const char options[] =
	"Options (everything else is passed on to cargo):\n"
	"      --passes LIST      Run exactly these passes (comma-separated)\n"
	"      --no-pass LIST     Run all passes but these\n"
	"      --last PASS        Stop after this pass\n"
	"      --fuel N           Make at most N rewrites\n"
	"      --verify           Check the IR after each pass, and what is known of it\n"
	"      --use-profile PATH Lay out code as a profile says: a file, or a folder of them\n"
	"      --baseline         Also measure the same link without passes\n"
	"      --save-bundle DIR  Keep in DIR what a failing link needs to be reproduced\n"
	"      --strict           Fail where a build would go on without async-opt\n"
	"      --plain            Run plain cargo\n"
	"      --target-dir DIR   Cargo's target folder; ours is DIR/async-opt\n"
	"  -q, --quiet            Print no status lines\n"
	"  -h, --help             Print help\n"
	"  -V, --version          Print version\n";

static const struct verb_help {
	const char *verb, *text;
} verbs[] = {
	{"build", "Compile a package and optimize its executables and cdylibs\n\n"
		  "Usage: cargo async-opt build [OPTIONS] [CARGO BUILD'S OPTIONS]\n\n"
		  "Artefacts are in TARGET/async-opt/, otherwise named as cargo names them.\n"
		  "A profile without optimization (dev) is left to plain cargo.\n\n"},
	{"run", "Compile a package, optimize it and run it\n\n"
		"Usage: cargo async-opt run [OPTIONS] [CARGO RUN'S OPTIONS] [-- ARGS]\n\n"
		"--profile without a name, here and for test and bench, is `profile -- "
		"run`.\n\n"},
	{"test", "Compile tests, optimize them and run them\n\n"
		 "Usage: cargo async-opt test [OPTIONS] [CARGO TEST'S OPTIONS] [-- ARGS]\n\n"
		 "Documentation tests run, but rustdoc alone compiles them.\n\n"},
	{"bench",
		"Compile benchmarks, optimize them and run them\n\n"
		"Usage: cargo async-opt bench [OPTIONS] [CARGO BENCH'S OPTIONS] [-- ARGS]\n\n"},
	{"rustc", "Compile a package with extra flags for rustc, and optimize it\n\n"
		  "Usage: cargo async-opt rustc [OPTIONS] [CARGO RUSTC'S OPTIONS] [-- "
		  "FLAGS]\n\n"},
	{"install", "Build and install an optimized executable\n\n"
		    "Usage: cargo async-opt install [OPTIONS] [CARGO INSTALL'S OPTIONS]\n\n"},
	{"clean", "Remove what async-opt has built: TARGET/async-opt, or a part of it, and\n"
		  "TARGET/async-opt-profile and TARGET/async-opt-report\n\n"
		  "Usage: cargo async-opt clean [CARGO CLEAN'S OPTIONS]\n\n"},
	{"report",
		"Show the futures of what was built last, and what was done to them\n\n"
		"Usage: cargo async-opt report [OPTIONS] [FUTURE]\n\n"
		"For each future: bytes of its resume function and of its frame, states that "
		"can\n"
		"be reached and all states, awaits, and whether only awaits poll it (closed).\n"
		"FUTURE, a part of a name, shows one: its awaits, what each pass did, and why "
		"not.\n\n"
		"      --layouts          Build first, with debug information and in a folder "
		"of its\n"
		"                         own: what is held over each await, bytes of all "
		"frames\n"
		"      --sort COLUMN      text (default), frame, moved, heap, states, awaits "
		"or "
		"name\n"
		"      --filter REGEX     Only futures whose name matches\n"
		"  -n, --limit N          Show so many (default: 30); 0: all\n"
		"      --message-format FORMAT\n"
		"                         human (default) or json\n"
		"      --diff FILE        Compare with an older report in JSON\n"
		"      --max-growth N     With --diff: exit code 1 where text or frame of a "
		"future\n"
		"                         grew by more bytes (64) or percent (10%)\n"
		"      --target-dir DIR   Cargo's target folder; ours is DIR/async-opt\n"
		"  -q, --quiet            Print no status lines\n"},
	{"budget",
		"Check limits on futures that Cargo.toml states\n\n"
		"Usage: cargo async-opt budget [OPTIONS] [CARGO BUILD'S OPTIONS]\n\n"
		"Builds (the release profile unless another one is named; of a library its "
		"tests\n"
		"and examples), then holds each future against the tables\n"
		"[package.metadata.async-opt.budget.\"NAME\"], with * for any text in NAME.\n"
		"Exit code 1 where a limit is exceeded or can not be checked.\n\n"
		"      --init             Write today's figures: limits to Cargo.toml for "
		"futures\n"
		"                         that have none, and the baseline of max-growth\n"
		"      --table            Print a Markdown table for a README\n"
		"      --allow-unknown    Only warn of what can not be checked\n"
		"      --message-format FORMAT\n"
		"                         human (default), json, sarif or github\n"
		"      --read FILE        Build nothing; check a report in JSON\n\n"},
	{"profile",
		"Build a program, run it, and say what its futures did\n\n"
		"Usage: cargo async-opt profile [OPTIONS] [CARGO BUILD'S OPTIONS] -- "
		"COMMAND [ARGS]\n"
		"       cargo async-opt profile [OPTIONS] --read FILE|DIR\n"
		"       cargo async-opt profile --ring BYTES --target TARGET -- build|run\n\n"
		"COMMAND is run, test or bench as cargo has them, or another program; then "
		"the\n"
		"package is built first, and what was built comes first in PATH. The release\n"
		"profile is used unless another one is named.\n\n"
		"      --sort COLUMN      By this column, or by name (default: own-time)\n"
		"      --filter TEXT      Only futures whose name or file has this in it\n"
		"  -n, --limit N          At most N futures (default: 20); 0: all\n"
		"      --message-format FORMAT\n"
		"                         human (default) or json\n"
		"      --folded FILE      Write stacks of futures for a flame graph\n"
		"      --trace FILE       Write each poll, as Chrome's trace viewer, Perfetto\n"
		"                         and Firefox's profiler read it\n"
		"      --html FILE        Write a page with tables and the tree of futures\n"
		"      --moves            Count copies of values of 128 bytes and more, too\n"
		"      --keep DIR         Keep the profile files in DIR\n"
		"      --read PATH        Only show a profile file, or those in a folder\n"
		"      --ring BYTES       Record into a ring in memory, for targets without "
		"an\n"
		"                         operating system; with K or M: 64K\n"
		"      --image FILE       Say where FILE's ring is; with --read: of which "
		"image\n"
		"                         PATH is a dump of the ring\n"
		"      --clock-hz N       With these: async_opt_ticks counts N in a "
		"second\n\n"},
	{"catalogue",
		"Try known missed optimizations on this toolchain\n\n"
		"Usage: cargo async-opt catalogue [OPTIONS] [ROW...]\n\n"
		"Each row is the smallest program that shows one, beside an ideal by hand.\n"
		"All are built stock and optimized, with fat LTO; what they do is compared,\n"
		"and instructions (with valgrind), code, frames and allocations measured.\n\n"
		"      --list             List the rows\n"
		"      --asm ROW          Show assembly, stock and optimized side by side\n"
		"      --level LIST       Opt-levels (default: 3,s,z); --asm and --check: one\n"
		"      --check            Only compare what pattern and ideal do\n"
		"      --no-check         Only measure\n"
		"      --message-format FORMAT\n"
		"                         human (default), markdown or json\n"
		"      --passes LIST      Run exactly these passes (comma-separated)\n"
		"      --no-pass LIST     Run all passes but these\n"
		"      --last PASS        Stop after this pass\n"
		"      --fuel N           Make at most N rewrites\n"
		"      --target-dir DIR   Build in DIR/async-opt/catalogue, not in ~/.cache\n"
		"  -q, --quiet            Print no status lines\n"},
	{"compare",
		"Build a package stock and optimized, and compare what comes out\n\n"
		"Usage: cargo async-opt compare [OPTIONS] [CARGO BUILD'S OPTIONS] [-- ARGS]\n\n"
		"Stock is cargo build with fat LTO and otherwise the same profile (release if\n"
		"none is named). Compared are sections, text by crate, by future and by "
		"function;\n"
		"with -- ARGS also the instructions of a run with these arguments, counted by\n"
		"valgrind.\n\n"
		"      --message-format FORMAT\n"
		"                         human (default), markdown or json\n"
		"      --html FILE        Also write one page with plots\n"
		"      --rows N           Rows of a table (default: 15)\n"},
	{"explain",
		"Show what was done to one future, and its assembly stock and optimized\n\n"
		"Usage: cargo async-opt explain [OPTIONS] [CARGO BUILD'S OPTIONS] FUTURE\n\n"
		"FUTURE is a part of a name; `cargo async-opt report` lists them. The package "
		"is\n"
		"built twice, with debug information: by async-opt, and by cargo with fat "
		"LTO.\n"
		"Release is the profile if none is named.\n\n"
		"      --message-format FORMAT\n"
		"                         human (default) or json\n"
		"      --remarks-yaml FILE\n"
		"                         Write the remarks as LLVM does; without FUTURE those "
		"of all\n"
		"      --passes LIST      Run exactly these passes (comma-separated)\n"
		"      --no-pass LIST     Run all passes but these\n"
		"      --last PASS        Stop after this pass\n"
		"      --fuel N           Make at most N rewrites\n"
		"      --target-dir DIR   Cargo's target folder; ours is DIR/async-opt-report\n"
		"  -q, --quiet            Print no status lines\n"},
	{"env", "Print the environment for tools that call cargo themselves\n\n"
		"Usage: cargo async-opt env [--format FORMAT] [--profile NAME] [OPTIONS]\n\n"
		"      --format FORMAT    sh (default): eval \"$(cargo async-opt env)\"\n"
		"                         github: cargo async-opt env --format github "
		">> \"$GITHUB_ENV\"\n"
		"                         json: one object\n"
		"      --profile NAME     The profile that the tool builds (default: "
		"release)\n\n"},
	{"info", "Show toolchain, libLLVM, linker and what is supported\n\n"
		 "Usage: cargo async-opt info [--format text|json]\n\n"},
};

int cargo_help(const char *verb)
{
	const char *text = overview;
	bool builds = true;

	for (size_t i = 0; verb && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].verb, verb) == 0)
			text = verbs[i].text;
	}
	if (verb && (!strcmp(verb, "clean") || !strcmp(verb, "info") ||
			    !strcmp(verb, "catalogue") || !strcmp(verb, "report") ||
			    !strcmp(verb, "explain")))
		builds = false;
	fputs(text, stdout);
	if (builds)
		fputs(options, stdout);
	if (text == overview)
		puts("\n`cargo async-opt COMMAND --help` says more about one of them.");
	return 0;
}
