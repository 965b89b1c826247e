#include "driver/rustc_call.h"

#include <string.h>

/* What is collected on the way through the options. */
struct scan {
	struct rustc_call *call;
	const char *lto;
	int plugin_lto;	   /* times -C linker-plugin-lto was given */
	struct strv types; /* --crate-type, as given */
	bool test, probe, has_emit, emits_link, emits_other, dynamic, embeds_given;
	const char *flavor;
};

static bool is_no(const char *value)
{
	return !strcmp(value, "no") || !strcmp(value, "n") || !strcmp(value, "off") ||
	       !strcmp(value, "false");
}

/* rustc reads - and _ in the names of -C and -Z options as the same. */
static bool is_named(const char *option, size_t len, const char *name)
{
	if (strlen(name) != len)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (option[i] != name[i] && !(option[i] == '_' && name[i] == '-'))
			return false;
	}
	return true;
}

static void read_codegen(struct scan *scan, const char *option)
{
	struct rustc_call *call = scan->call;
	size_t len = strcspn(option, "=");
	const char *value = option[len] ? option + len + 1 : "";
	const struct {
		const char *name;
		const char **ret;
	} plain[] = {
		{"lto", &scan->lto},
		{"linker", &call->linker},
		{"linker-flavor", &scan->flavor},
		{"opt-level", &call->opt_level},
		{"target-cpu", &call->cpu},
		{"relocation-model", &call->relocation},
		{"code-model", &call->code_model},
		{"extra-filename", &call->extra_filename},
	};

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		if (is_named(option, len, plain[i].name))
			*plain[i].ret = value;
	}
	if (is_named(option, len, "debuginfo")) {
		call->full_debug_info = !strcmp(value, "2") || !strcmp(value, "full");
		call->any_debug_info = strcmp(value, "0") && strcmp(value, "none");
	}
	if (is_named(option, len, "linker-plugin-lto") && !is_no(value)) {
		scan->plugin_lto++;
	} else if (is_named(option, len, "target-feature")) {
		if (call->features.len)
			str_addc(&call->features, ',');
		str_add(&call->features, value);
	} else if (is_named(option, len, "llvm-args")) {
		vec_push(&call->llvm_args, (char *)value);
	} else if (is_named(option, len, "embed-bitcode")) {
		scan->embeds_given = true;
	} else if (is_named(option, len, "prefer-dynamic")) {
		scan->dynamic = !is_no(value);
	} else if (is_named(option, len, "profile-generate") && !is_no(value)) {
		call->why_stock = "-C profile-generate counts what rustc's own pipeline makes";
	} else if (is_named(option, len, "profile-use")) {
		call->why_stock = "-C profile-use belongs to rustc's own pipeline";
	}
}

static void read_unstable(struct scan *scan, const char *option)
{
	size_t len = strcspn(option, "=");

	if (is_named(option, len, "sanitizer"))
		scan->call->why_stock = "sanitizers need rustc's own pipeline";
	else if (is_named(option, len, "force-unstable-if-unmarked"))
		scan->call->from_std = true;
	else if (is_named(option, len, "no-link") || is_named(option, len, "link-only"))
		scan->probe = true;
}

static void read_emit(struct scan *scan, const char *list)
{
	scan->has_emit = true;
	for (const char *at = list; *at; at += at[0] == ',') {
		size_t len = strcspn(at, ","), name = strcspn(at, ",=");

		if (name == 4 && !strncmp(at, "link", name))
			scan->emits_link = true;
		else if (name == 8 && !strncmp(at, "dep-info", name))
			scan->call->writes_dep_info = true;
		else if (!(name == 8 && !strncmp(at, "metadata", name)))
			scan->emits_other = true;
		at += len;
	}
}

static void read_print(struct scan *scan, const char *what)
{
	if (!has_prefix(what, "link-args") && !has_prefix(what, "native-static-libs"))
		scan->probe = true;
}

/* Options with a value, spelled `--name value` or `--name=value`. */
static bool read_long(struct scan *scan, const char *name, size_t len, const char *value)
{
	struct rustc_call *call = scan->call;

	if (is_named(name, len, "--codegen"))
		read_codegen(scan, value);
	else if (is_named(name, len, "--crate-name"))
		call->crate_name = value;
	else if (is_named(name, len, "--crate-type"))
		vec_push(&scan->types, (char *)value);
	else if (is_named(name, len, "--emit"))
		read_emit(scan, value);
	else if (is_named(name, len, "--out-dir"))
		call->out_dir = value;
	else if (is_named(name, len, "--target"))
		call->target = value;
	else if (is_named(name, len, "--print"))
		read_print(scan, value);
	else
		return is_named(name, len, "--cfg") || is_named(name, len, "--check-cfg") ||
		       is_named(name, len, "--extern") || is_named(name, len, "--cap-lints") ||
		       is_named(name, len, "--allow") || is_named(name, len, "--warn") ||
		       is_named(name, len, "--force-warn") || is_named(name, len, "--deny") ||
		       is_named(name, len, "--forbid") || is_named(name, len, "--edition") ||
		       is_named(name, len, "--error-format") || is_named(name, len, "--json") ||
		       is_named(name, len, "--color") ||
		       is_named(name, len, "--diagnostic-width") ||
		       is_named(name, len, "--remap-path-prefix") ||
		       is_named(name, len, "--remap-path-scope") ||
		       is_named(name, len, "--sysroot") || is_named(name, len, "--explain") ||
		       is_named(name, len, "--env-set");
	return true;
}

/* Reads the option at argv[i]; answers how many arguments it took. */
static int read_option(struct scan *scan, const char *arg, const char *next)
{
	size_t len = strcspn(arg, "=");

	if (has_prefix(arg, "--")) {
		if (!strcmp(arg, "--test"))
			scan->test = true;
		else if (!strcmp(arg, "--version") || !strcmp(arg, "--help"))
			scan->probe = true;
		else if (arg[len])
			read_long(scan, arg, len, arg + len + 1);
		else if (next && read_long(scan, arg, len, next))
			return 2;
		return 1;
	}
	if (!strcmp(arg, "-O")) {
		scan->call->opt_level = "3";
	} else if (!strcmp(arg, "-g")) {
		scan->call->any_debug_info = scan->call->full_debug_info = true;
	} else if (arg[1] == 'C' || arg[1] == 'Z') {
		const char *value = arg[2] ? arg + 2 : next;

		if (value && arg[1] == 'C')
			read_codegen(scan, value);
		else if (value)
			read_unstable(scan, value);
		return arg[2] ? 1 : 2;
	} else if (arg[1] == 'L') {
		const char *value = arg[2] ? arg + 2 : next;

		if (value && has_prefix(value, "dependency="))
			vec_push(&scan->call->crate_folders, (char *)strchr(value, '=') + 1);
		return arg[2] ? 1 : 2;
	} else if (strchr("loAWDF", arg[1])) {
		return arg[2] ? 1 : 2;
	} else if (arg[1] == 'v' || arg[1] == 'V' || arg[1] == 'h') {
		/* -v alone is harmless, but only probes give it. */
		scan->probe = true;
	}
	return 1;
}

static bool is_fat(const char *lto)
{
	return lto && (!*lto || !strcmp(lto, "fat") || !strcmp(lto, "yes") ||
			      !strcmp(lto, "y") || !strcmp(lto, "on") || !strcmp(lto, "true"));
}

/* The one linkable crate type, or NULL where there is another or more than one. */
static const char *linked_type(const struct scan *scan)
{
	const char *type = NULL;

	if (scan->test)
		return "test";
	if (!scan->types.len)
		return "bin";
	vec_each(char *, given, &scan->types) {
		if (type && strcmp(type, *given) != 0)
			return NULL;
		if (strcmp(*given, "bin") != 0 && strcmp(*given, "cdylib") != 0)
			return NULL;
		type = *given;
	}
	return type;
}

/* A call of cargo's in a profile with LTO that has neither `-C lto` nor its opposites. */
static enum call_kind without_lto(const struct scan *scan)
{
	const char *level = scan->call->opt_level;
	bool cdylib = false, library = false;

	if (scan->lto || scan->embeds_given || scan->test || !level || !strcmp(level, "0") ||
		!scan->emits_link || scan->emits_other)
		return CALL_OTHER;
	vec_each(char *, type, &scan->types) {
		if (!strcmp(*type, "cdylib"))
			cdylib = true;
		else if (!strcmp(*type, "lib") || !strcmp(*type, "rlib"))
			library = true;
		else
			return CALL_OTHER;
	}
	if (!library)
		return CALL_OTHER;
	return cdylib ? CALL_MIXED : CALL_BOTH;
}

/* The flavours whose command lines driver/link_args.h reads; the old names too. */
static bool is_known_flavor(const char *flavor)
{
	static const char *const known[] = {
		"gcc", "ld", "ld.lld", "wasm-ld", "gnu", "gnu-lld", "wasm-lld"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(flavor, known[i]) == 0)
			return true;
	}
	return has_prefix(flavor, "gnu-cc") || has_prefix(flavor, "gnu-lld-cc");
}

static void classify(struct scan *scan)
{
	struct rustc_call *call = scan->call;

	if (scan->probe || !call->source || !strcmp(call->source, "-") || call->from_std)
		return;
	if (is_fat(scan->lto)) {
		call->crate_type = linked_type(scan);
		if (!call->crate_type || (scan->has_emit && !scan->emits_link))
			return;
		call->kind = CALL_FINAL;
	} else if (scan->plugin_lto && !scan->lto) {
		call->kind = CALL_DEP;
	} else {
		call->kind = scan->plugin_lto ? CALL_OTHER : without_lto(scan);
		if (call->kind == CALL_MIXED)
			call->crate_type = "cdylib";
		if (call->kind == CALL_OTHER)
			return;
	}

	if (scan->plugin_lto > (call->kind == CALL_DEP))
		call->why_stock = "-C linker-plugin-lto is already in use";
	else if (scan->dynamic)
		call->why_stock = "-C prefer-dynamic leaves the standard library outside";
	else if (scan->flavor && !is_known_flavor(scan->flavor))
		call->why_stock = "this linker flavour is not supported yet";
	else if (call->kind == CALL_FINAL && scan->emits_other)
		call->why_stock = "--emit asks rustc itself for code";
}

void rustc_call_read(int argc, char *const argv[], struct rustc_call *ret)
{
	struct scan scan = {.call = ret};
	int i = 1;

	*ret = (struct rustc_call){0};
	while (i < argc && argv[i][0] != '-')
		i++;
	ret->options_at = i;
	while (i < argc) {
		const char *arg = argv[i], *next = i + 1 < argc ? argv[i + 1] : NULL;

		if (arg[0] == '-' && arg[1]) {
			i += read_option(&scan, arg, next);
		} else {
			ret->source = arg;
			i++;
		}
	}
	classify(&scan);
	vec_free(&scan.types);
}

void rustc_call_free(struct rustc_call *call)
{
	str_free(&call->features);
	vec_free(&call->llvm_args);
	vec_free(&call->crate_folders);
	*call = (struct rustc_call){0};
}
