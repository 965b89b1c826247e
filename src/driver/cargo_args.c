#include "driver/cargo_args.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"

static const struct verb {
	const char *name, *short_form;
} verbs[] = {
	{"build", "b"},
	{"run", "r"},
	{"test", "t"},
	{"bench", NULL},
	{"rustc", NULL},
	{"install", NULL},
	{"clean", NULL},
	{"budget", NULL},
	{"profile", NULL},
	{"report", NULL},
	{"catalogue", NULL},
	{"compare", NULL},
	{"explain", NULL},
	{"env", NULL},
	{"info", NULL},
	{"help", NULL},
};

/* Whose an option is, and whether a value follows it. */
enum option_use {
	OURS = 1,
	VALUE = 2,
	QUERY = 4, /* also for the questions that are put to cargo */
};

struct option_row {
	const char *name;
	char letter;
	unsigned use;
	size_t offset; /* of the member of struct cargo_args that it sets; 0 for none */
};

#define AT(member) offsetof(struct cargo_args, member)

/* Options without a value that set nothing here are cargo's own matter and not listed. */
static const struct option_row rows[] = {
	{"--baseline", 0, OURS, AT(options.baseline)},
	{"--allow-unknown", 0, OURS, AT(allow_unknown)},
	{"--diff", 0, OURS | VALUE, AT(view.diff)},
	{"--clock-hz", 0, OURS | VALUE, AT(view.clock_hz)},
	{"--filter", 0, OURS | VALUE, AT(view.filter)},
	{"--folded", 0, OURS | VALUE, AT(view.folded)},
	{"--format", 0, OURS | VALUE, AT(format)},
	{"--fuel", 0, OURS | VALUE, AT(options.fuel)},
	{"--image", 0, OURS | VALUE, AT(view.image)},
	{"--init", 0, OURS, AT(init)},
	{"--keep", 0, OURS | VALUE, AT(view.keep)},
	{"--last", 0, OURS | VALUE, AT(options.last)},
	{"--layouts", 0, OURS, AT(options.layouts)},
	{"--limit", 'n', OURS | VALUE, AT(view.limit)},
	{"--max-growth", 0, OURS | VALUE, AT(view.max_growth)},
	{"--moves", 0, OURS, AT(options.moves)},
	{"--no-pass", 0, OURS | VALUE, AT(options.no_pass)},
	{"--passes", 0, OURS | VALUE, AT(options.passes)},
	{"--plain", 0, OURS, AT(plain)},
	{"--read", 0, OURS | VALUE, AT(view.read)},
	{"--ring", 0, OURS | VALUE, AT(options.ring)},
	{"--save-bundle", 0, OURS | VALUE, AT(options.save_bundle)},
	{"--sort", 0, OURS | VALUE, AT(view.sort)},
	{"--strict", 0, OURS, AT(options.strict)},
	{"--table", 0, OURS, AT(table)},
	{"--trace", 0, OURS | VALUE, AT(view.trace)},
	{"--use-profile", 0, OURS | VALUE, AT(options.use_profile)},
	{"--verify", 0, OURS, AT(options.verify)},
	{"--target-dir", 0, OURS | VALUE, AT(target_dir)},

	{"--artifact-dir", 0, VALUE, 0},
	{"--asm", 0, VALUE, 0}, /* of `catalogue` */
	{"--bench", 0, VALUE, 0},
	{"--bin", 0, VALUE, 0},
	{"--branch", 0, VALUE, 0},
	{"--color", 0, VALUE, AT(color)},
	{"--config", 0, VALUE | QUERY, 0},
	{"--crate-type", 0, VALUE, 0},
	{"--debug", 0, 0, AT(debug)},
	{"--example", 0, VALUE, 0},
	{"--exclude", 0, VALUE, 0},
	{"--features", 'F', VALUE, 0},
	{"--frozen", 0, QUERY, 0},
	{"--git", 0, VALUE, 0},
	{"--help", 'h', 0, AT(help)},
	{"--html", 0, VALUE, AT(view.html)}, /* of `compare` and `profile` */
	{"--index", 0, VALUE, 0},
	{"--jobs", 'j', VALUE, 0},
	{"--locked", 0, QUERY, 0},
	{"--level", 0, VALUE, 0}, /* of `catalogue` */
	{"--lockfile-path", 0, VALUE | QUERY, 0},
	{"--manifest-path", 0, VALUE | QUERY, AT(manifest_path)},
	{"--message-format", 0, VALUE, AT(message_format)},
	{"--offline", 0, QUERY, 0},
	{"--out-dir", 0, VALUE, 0},
	{"--package", 'p', VALUE, 0},
	{"--path", 0, VALUE, AT(path)},
	{"--print", 0, VALUE, 0},
	{"--profile", 0, VALUE, AT(profile)},
	{"--quiet", 'q', 0, AT(quiet)},
	{"--registry", 0, VALUE, 0},
	{"--remarks-yaml", 0, VALUE, 0}, /* of `explain` */
	{"--release", 'r', 0, AT(release)},
	{"--rev", 0, VALUE, 0},
	{"--rows", 0, VALUE, 0}, /* of `compare` */
	{"--root", 0, VALUE, 0},
	{"--tag", 0, VALUE, 0},
	{"--target", 0, VALUE, AT(target)},
	{"--test", 0, VALUE, 0},
	{"--version", 0, VALUE, 0},
	{NULL, 'C', VALUE | QUERY, 0},
	{NULL, 'Z', VALUE | QUERY, 0},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* Cargo's flags that are near enough to ours to be taken for misspelt ones. */
static const char *const not_misspelt[] = {"--lib", "--bins", "--test", "--tests", "--all",
	"--list", "--force", "--bin", "--doc", "--tag"};

static const struct option_row *find_long(const char *arg, size_t name_len)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (rows[i].name && strlen(rows[i].name) == name_len &&
			!strncmp(arg, rows[i].name, name_len))
			return &rows[i];
	}
	return NULL;
}

static const struct option_row *find_letter(const struct cargo_args *args, char letter)
{
	/* -n is --dry-run of some of cargo's commands. */
	bool shows =
		args->verb && (!strcmp(args->verb, "report") || !strcmp(args->verb, "profile"));

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (rows[i].letter == letter && (letter != 'n' || shows))
			return &rows[i];
	}
	return NULL;
}

/* The option of ours that a user may have meant, or NULL. */
static const char *misspelt(const char *arg, size_t name_len)
{
	char *name = xstrndup(arg, name_len);
	const char *meant = NULL;
	size_t least = 3;

	for (size_t i = 0; i < COUNT(not_misspelt); i++) {
		if (!strcmp(name, not_misspelt[i])) {
			free(name);
			return NULL;
		}
	}
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t distance = (rows[i].use & OURS) && name_len > 4
					  ? edit_distance(name, rows[i].name)
					  : least;

		if (distance < least) {
			least = distance;
			meant = rows[i].name;
		}
	}
	free(name);
	return meant;
}

static bool set_fuel(struct cargo_args *args, const char *value, struct err *err)
{
	char *end;

	errno = 0;
	args->options.fuel = strtol(value, &end, 10);
	if (!*value || *end || errno || args->options.fuel < 0)
		return err_set(err, "--fuel takes a number of rewrites, not \"%s\"", value);
	return true;
}

/* With K or M: thousands of 1024. */
static bool set_ring(struct cargo_args *args, const char *value, struct err *err)
{
	char *end;
	long unit;

	errno = 0;
	args->options.ring = strtol(value, &end, 10);
	unit = *end == 'K' ? 1 << 10 : *end == 'M' ? 1 << 20 : 1;
	end += unit > 1;
	if (end == value || *end || errno || args->options.ring <= 0 ||
		args->options.ring > (1 << 28) / unit)
		return err_set(err, "--ring takes a number of bytes, not \"%s\"", value);
	args->options.ring *= unit;
	return true;
}

/* Notes what a row's option says. `value` is NULL for one without. */
static bool set_member(struct cargo_args *args, const struct option_row *row, const char *value,
	struct err *err)
{
	char *at = (char *)args + row->offset;

	if (!row->offset)
		return true;
	if (!(row->use & VALUE)) {
		*(bool *)at = true;
		return true;
	}
	if (!value)
		BUG("no value for %s", row->name);
	if (row->offset == AT(options.fuel))
		return set_fuel(args, value, err);
	if (row->offset == AT(options.ring))
		return set_ring(args, value, err);
	if (row->offset == AT(options.save_bundle) || row->offset == AT(options.use_profile))
		value = path_absolute(value);
	*(const char **)at = value;
	return true;
}

static void pass_on(struct cargo_args *args, char **argv, int count, unsigned use)
{
	for (int k = 0; k < count; k++) {
		if (!(use & OURS))
			vec_push(&args->cargo, argv[k]);
		if (use & QUERY)
			vec_push(&args->queries, argv[k]);
	}
}

/* --profile without the name that cargo's has: our profile of what is run. */
static bool wants_profile(int argc, char **argv, const struct cargo_args *args)
{
	return !strcmp(argv[0], "--profile") && (argc < 2 || argv[1][0] == '-') && args->verb &&
	       (!strcmp(args->verb, "run") || !strcmp(args->verb, "test") ||
		       !strcmp(args->verb, "bench"));
}

/* The option argv[0]; answers how many arguments it took, 0 for an error. */
static int read_long(
	int argc, char **argv, struct cargo_args *args, const char **ret_help, struct err *err)
{
	const char *arg = argv[0], *value = NULL;
	size_t len = strcspn(arg, "=");
	const struct option_row *row = find_long(arg, len);
	int taken = 1;

	if (!row) {
		const char *meant = misspelt(arg, len);

		if (meant) {
			*ret_help = xprintf("did you mean %s?", meant);
			err_set(err, "there is no option %.*s", (int)len, arg);
			return 0;
		}
		pass_on(args, argv, 1, 0);
		return 1;
	}
	if (wants_profile(argc, argv, args)) {
		args->profiled = true;
		return 1;
	}
	if (row->use & VALUE) {
		if (arg[len])
			value = arg + len + 1;
		else if (argc > 1)
			value = argv[taken++];
		else if (row->use & OURS) {
			err_set(err, "%s needs a value", arg);
			return 0;
		}
	}
	if ((value || !(row->use & VALUE)) && !set_member(args, row, value, err))
		return 0;
	pass_on(args, argv, taken, row->use);
	return taken;
}

/* The same for one or more letters: -v, -rp app, -j2. */
static int read_letters(int argc, char **argv, struct cargo_args *args, struct err *err)
{
	unsigned use = 0;
	int taken = 1;

	for (const char *letter = argv[0] + 1; *letter; letter++) {
		const struct option_row *row = find_letter(args, *letter);
		const char *value = NULL;

		if (!row)
			continue;
		use |= row->use;
		if (row->use & VALUE) {
			if (letter[1])
				value = letter + 1 + (letter[1] == '=');
			else if (argc > 1)
				value = argv[taken++];
		}
		if ((value || !(row->use & VALUE)) && !set_member(args, row, value, err))
			return 0;
		if (row->use & VALUE)
			break;
	}
	pass_on(args, argv, taken, use);
	return taken;
}

static const char *find_verb(const char *name)
{
	for (size_t i = 0; i < COUNT(verbs); i++) {
		if (!strcmp(name, verbs[i].name) ||
			(verbs[i].short_form && !strcmp(name, verbs[i].short_form)))
			return verbs[i].name;
	}
	return NULL;
}

static bool no_such_verb(const char *name, const char **ret_help, struct err *err)
{
	const char *nearest = NULL;
	size_t least = 3;

	for (size_t i = 0; i < COUNT(verbs); i++) {
		size_t distance = edit_distance(name, verbs[i].name);

		if (distance < least) {
			least = distance;
			nearest = verbs[i].name;
		}
	}
	if (nearest)
		*ret_help = xprintf("did you mean `cargo async-opt %s`?", nearest);
	else
		*ret_help = "`cargo async-opt --help` lists the commands; others are "
			    "plain cargo's";
	return err_set(err, "there is no command `%s`", name);
}

bool cargo_args_read(
	int argc, char **argv, struct cargo_args *ret, const char **ret_help, struct err *err)
{
	struct cargo_args *args = ret;
	int i = 1;

	*args = (struct cargo_args){.options.fuel = -1};
	if (i < argc && argv[i][0] == '+')
		args->toolchain = argv[i++] + 1;
	while (i < argc) {
		const char *arg = argv[i];

		if (!args->verb && (!strcmp(arg, "-V") || !strcmp(arg, "--version"))) {
			args->version = true;
			i++;
		} else if (!strcmp(arg, "--")) {
			break;
		} else if (arg[0] == '-' && arg[1]) {
			int taken = arg[1] == '-'
					    ? read_long(argc - i, argv + i, args, ret_help, err)
					    : read_letters(argc - i, argv + i, args, err);

			if (!taken)
				return false;
			i += taken;
		} else if (!args->verb) {
			args->verb = find_verb(arg);
			if (!args->verb)
				return no_such_verb(arg, ret_help, err);
			i++;
		} else if (!strcmp(args->verb, "run")) {
			/* The program's first argument: all that follows is the program's. */
			break;
		} else {
			vec_push(&args->cargo, argv[i]);
			vec_push(&args->words, argv[i]);
			i++;
		}
	}
	for (; i < argc; i++)
		vec_push(&args->rest, argv[i]);
	return true;
}

bool cargo_args_select_targets(const struct cargo_args *args)
{
	static const char *const options[] = {"--bin", "--bins", "--test", "--tests",
		"--example", "--examples", "--bench", "--benches", "--all-targets", "--lib"};

	vec_each(char *, word, &args->cargo) {
		for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
			size_t len = strlen(options[i]);

			if (!strncmp(*word, options[i], len) &&
				(!(*word)[len] || (*word)[len] == '='))
				return true;
		}
	}
	return false;
}
