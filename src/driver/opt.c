/* async-opt in.bc -o out.bc: the optimizer alone, for tests, bisecting and the curious. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/str.h"
#include "driver/driver.h"
#include "driver/optimize.h"
#include "llvm/toolchain.h"

enum option_id {
	OPT_PASSES = 256, /* from here to OPT_TARGET_CPU: a text that is kept as it is */
	OPT_NO_PASS,
	OPT_LAST,
	OPT_REMARKS,
	OPT_EMIT,
	OPT_RUSTC,
	OPT_LIBLLVM,
	OPT_HINTS,
	OPT_FACTS,
	OPT_BREAK_AFTER,
	OPT_TARGET_CPU,
	OPT_VERIFY, /* from here to OPT_ROUNDTRIP: a flag that is set */
	OPT_STATS,
	OPT_TIME,
	OPT_INSTRUMENT,
	OPT_MOVES,
	OPT_POISON,
	OPT_ROUNDTRIP,
	OPT_CRATES,
	OPT_STD,
	OPT_FUEL,
	OPT_RING,
	OPT_LLVM_ARGS,
	OPT_LIST_PASSES,
};

static const struct option options[] = {
	{"passes", required_argument, NULL, OPT_PASSES},
	{"no-pass", required_argument, NULL, OPT_NO_PASS},
	{"last", required_argument, NULL, OPT_LAST},
	{"fuel", required_argument, NULL, OPT_FUEL},
	{"verify", no_argument, NULL, OPT_VERIFY},
	{"remarks", required_argument, NULL, OPT_REMARKS},
	{"emit", required_argument, NULL, OPT_EMIT},
	{"rustc", required_argument, NULL, OPT_RUSTC},
	{"libllvm", required_argument, NULL, OPT_LIBLLVM},
	{"target-cpu", required_argument, NULL, OPT_TARGET_CPU},
	{"llvm-args", required_argument, NULL, OPT_LLVM_ARGS},
	{"crates", required_argument, NULL, OPT_CRATES},
	{"std", required_argument, NULL, OPT_STD},
	{"list-passes", no_argument, NULL, OPT_LIST_PASSES},
	{"stats", no_argument, NULL, OPT_STATS},
	{"time", no_argument, NULL, OPT_TIME},
	{"instrument", no_argument, NULL, OPT_INSTRUMENT},
	{"moves", no_argument, NULL, OPT_MOVES},
	{"ring", required_argument, NULL, OPT_RING},
	{"hints", required_argument, NULL, OPT_HINTS},
	{"facts", required_argument, NULL, OPT_FACTS},
	{"poison", no_argument, NULL, OPT_POISON},
	{"roundtrip", no_argument, NULL, OPT_ROUNDTRIP},
	{"break-after", required_argument, NULL, OPT_BREAK_AFTER},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

static void print_help(void)
{
	puts("Optimize the async code of a Rust program's LLVM bitcode\n"
	     "\n"
	     "Usage: async-opt [OPTIONS] INPUT -o OUTPUT\n"
	     "       async-opt info\n"
	     "       cargo async-opt build|run|test|... [OPTIONS]\n"
	     "\n"
	     "INPUT is bitcode or textual IR; raw, as rustc -C no-prepopulate-passes emits "
	     "it.\n"
	     "OUTPUT is bitcode, or IR for a name in .ll and for -, or an object for one in "
	     ".o.\n"
	     "\n"
	     "Options:\n"
	     "  -o, --output FILE       Where the result goes\n"
	     "  -O LEVEL                Also run LLVM's own pipelines: 0, 1, 2, 3, s or z\n"
	     "      --emit KIND         obj, bc or ll, whatever OUTPUT is called\n"
	     "      --passes LIST       Run exactly these passes; an empty list runs none\n"
	     "      --no-pass LIST      Do not run these\n"
	     "      --last PASS         Stop after this one\n"
	     "      --fuel N            Make at most N rewrites, to bisect a wrong one\n"
	     "      --instrument        Put in the events of a profile, before all passes\n"
	     "      --moves             With these: of copies of large values, too\n"
	     "      --ring BYTES        With these: to a ring in memory "
	     "(src/opt/instrument_ring.c)\n"
	     "      --hints FILE        Weigh branches as a profile says (src/opt/hints.h)\n"
	     "      --poison            For tests: overwrite what the passes take for dead\n"
	     "      --roundtrip         For tests: lift and lower all bodies, before all "
	     "passes\n"
	     "      --break-after PASS  For tests: make the model wrong; --verify sees it\n"
	     "      --verify            Check the IR after each pass, and what is known of it\n"
	     "      --remarks FILE      Write what was done and what was not, as YAML; - is "
	     "stderr\n"
	     "      --facts FILE        Write what a report says of the futures; OUTPUT is an "
	     "object\n"
	     "      --rustc PATH        Use the libLLVM of this rustc [default: $RUSTC, "
	     "rustc]\n"
	     "      --libllvm PATH      Use this libLLVM\n"
	     "      --target-cpu CPU    Generate code for this processor\n"
	     "      --llvm-args ARGS    Words for LLVM's own command line\n"
	     "      --crates FOLDER         Where rlibs are that INPUT was merged from\n"
	     "      --std FOLDER            The same of the standard library\n"
	     "      --list-passes       List the passes and exit\n"
	     "      --stats             Print counts as JSON on stdout\n"
	     "      --time              Print seconds of processor time as JSON on stdout\n"
	     "  -h, --help              Print help\n"
	     "  -V, --version           Print version\n"
	     "\n"
	     "Passes, in order:");
	optimize_list_passes();
}

static bool set_emit(struct optimize_request *rq, const char *kind)
{
	static const struct {
		const char *name;
		enum emit emit;
	} kinds[] = {{"obj", EMIT_OBJECT}, {"bc", EMIT_BITCODE}, {"ll", EMIT_IR}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (strcmp(kind, kinds[i].name) == 0) {
			rq->emit = kinds[i].emit;
			return true;
		}
	}
	log_error("--emit takes obj, bc or ll, not `%s`", kind);
	return false;
}

static void emit_by_name(struct optimize_request *rq)
{
	if (has_suffix(rq->output, ".ll") || strcmp(rq->output, "-") == 0)
		rq->emit = EMIT_IR;
	else if (has_suffix(rq->output, ".o"))
		rq->emit = EMIT_OBJECT;
	else
		rq->emit = EMIT_BITCODE;
}

static bool set_level(struct optimize_request *rq, const char *level)
{
	if (strlen(level) != 1 || !strchr("0123sz", *level)) {
		log_error("-O takes 0, 1, 2, 3, s or z, not `%s`", level);
		return false;
	}
	rq->target.opt_level = *level;
	rq->llvm_pipeline = true;
	return true;
}

static bool set_number(const char *option, const char *text, long *ret)
{
	char *end;

	errno = 0;
	*ret = strtol(text, &end, 10);
	if (errno || *end || end == text || *ret < 0) {
		log_error("%s takes a whole number, not `%s`", option, text);
		return false;
	}
	return true;
}

/* What the command line asked for, beside the request itself. */
struct command {
	struct optimize_request rq;
	const char *rustc;
	const char *emit;
	bool stats, time;
	int exit_code; /* -1: go on */
};

/* The options that print something and end the program. */
static bool print_option(struct command *cmd, int id)
{
	switch (id) {
	case 'h':
		print_help();
		break;
	case 'V':
		puts("async-opt " AO_VERSION);
		break;
	case OPT_LIST_PASSES:
		optimize_list_passes();
		break;
	default:
		return false;
	}
	cmd->exit_code = 0;
	return true;
}

static void take_llvm_args(struct optimize_request *rq, char *words)
{
	for (char *word = words; *word;) {
		size_t len = strcspn(word, " ");
		bool last = word[len] == '\0';

		word[len] = '\0';
		if (len)
			vec_push(&rq->target.llvm_args, word);
		word += len + !last;
	}
}

/* False where it is not an option or not a value that the option takes. */
static bool take_option(struct command *cmd, int id)
{
	struct optimize_request *rq = &cmd->rq;
	const char **texts[] = {[OPT_PASSES - OPT_PASSES] = &rq->passes,
		[OPT_NO_PASS - OPT_PASSES] = &rq->no_pass,
		[OPT_LAST - OPT_PASSES] = &rq->last,
		[OPT_REMARKS - OPT_PASSES] = &rq->remarks,
		[OPT_EMIT - OPT_PASSES] = &cmd->emit,
		[OPT_RUSTC - OPT_PASSES] = &cmd->rustc,
		[OPT_LIBLLVM - OPT_PASSES] = &rq->libllvm_path,
		[OPT_HINTS - OPT_PASSES] = &rq->hints,
		[OPT_FACTS - OPT_PASSES] = &rq->facts,
		[OPT_BREAK_AFTER - OPT_PASSES] = &rq->break_after,
		[OPT_TARGET_CPU - OPT_PASSES] = &rq->target.cpu};
	bool *flags[] = {[OPT_VERIFY - OPT_VERIFY] = &rq->verify,
		[OPT_STATS - OPT_VERIFY] = &cmd->stats,
		[OPT_TIME - OPT_VERIFY] = &cmd->time,
		[OPT_INSTRUMENT - OPT_VERIFY] = &rq->instrument,
		[OPT_MOVES - OPT_VERIFY] = &rq->moves,
		[OPT_POISON - OPT_VERIFY] = &rq->poison,
		[OPT_ROUNDTRIP - OPT_VERIFY] = &rq->roundtrip};

	switch (id) {
	case 'o':
		rq->output = optarg;
		return true;
	case 'O':
		return set_level(rq, optarg);
	case OPT_FUEL:
		return set_number("--fuel", optarg, &rq->fuel);
	case OPT_RING:
		return set_number("--ring", optarg, &rq->ring);
	case OPT_LLVM_ARGS:
		take_llvm_args(rq, optarg);
		return true;
	case OPT_CRATES:
		vec_push(&rq->crates.folders, optarg);
		return true;
	case OPT_STD:
		rq->crates.std = optarg;
		return true;
	default:
		break;
	}
	if (id < OPT_PASSES || id > OPT_ROUNDTRIP) /* getopt said what is wrong */
		return false;
	if (id >= OPT_VERIFY)
		*flags[id - OPT_VERIFY] = true;
	else
		*texts[id - OPT_PASSES] = optarg;
	return true;
}

static bool parse(int argc, char **argv, struct command *cmd)
{
	int id;

	while ((id = getopt_long(argc, argv, "o:O:hV", options, NULL)) != -1) {
		if (print_option(cmd, id))
			return true;
		if (!take_option(cmd, id))
			return false;
	}
	if (optind != argc - 1) {
		log_error(optind == argc ? "no input file" : "more than one input file");
		return false;
	}
	cmd->rq.input = argv[optind];
	if (!cmd->rq.output) {
		log_error("no output file; name one with -o");
		return false;
	}
	emit_by_name(&cmd->rq);
	return !cmd->emit || set_emit(&cmd->rq, cmd->emit);
}

static void print_stats(const struct optimize_result *r)
{
	printf("{\"futures\":%zu,\"opaque\":%zu,\"never_suspend\":%zu,\"states_removed\":%zu,"
	       "\"frames_local\":%zu,\"rewrites\":%zu,\"calls_direct\":%zu,\"boxes_local\":%zu,"
	       "\"moves_trimmed\":%zu,\"bytes_trimmed\":%zu,\"lifted\":%zu}\n",
		r->futures, r->opaque, r->never_suspend, r->states_removed, r->frames_local,
		r->rewrites, r->calls_direct, r->boxes_local, r->moves_trimmed,
		r->bytes_trimmed, r->lifted);
}

/* Processor time, so that a busy machine counts for less. */
static void print_time(const struct optimize_result *r)
{
	printf("{\"model_s\":%.4f,\"all_s\":%.4f}\n", r->model_s,
		(double)clock() / CLOCKS_PER_SEC);
}

int cmd_opt(int argc, char **argv)
{
	struct command cmd = {.rq.fuel = -1, .rustc = getenv("RUSTC"), .exit_code = -1};
	struct toolchain tc = {0};
	struct optimize_result result = {0};
	struct err err = {0};
	bool ok;

	if (!parse(argc, argv, &cmd)) {
		log_help("`async-opt --help` lists the options");
		return 2;
	}
	if (cmd.exit_code >= 0)
		return cmd.exit_code;

	ok = cmd.rq.libllvm_path || toolchain_find(cmd.rustc ? cmd.rustc : "rustc", &tc, &err);
	if (ok && !cmd.rq.libllvm_path)
		cmd.rq.libllvm_path = tc.libllvm_path;
	ok = ok && optimize_file(&cmd.rq, &result, &err);
	if (!ok)
		log_error("%s", err.message);
	if (ok && cmd.stats)
		print_stats(&result);
	if (ok && cmd.time)
		print_time(&result);
	toolchain_free(&tc);
	vec_free(&cmd.rq.target.llvm_args);
	vec_free(&cmd.rq.crates.folders);
	err_clear(&err);
	return ok ? 0 : 1;
}
