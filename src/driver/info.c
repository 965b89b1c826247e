/* What async-opt found here, whether it can work with that, and how to see that it does. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "driver/cargo_build.h"
#include "driver/driver.h"
#include "driver/linker.h"

struct row {
	const char *label, *key, *value;
};

static const char how_to_verify[] =
	"\n"
	"How to verify that it is in use: a build prints one line for each artefact,\n"
	"\n"
	"  async-opt: NAME: 412 futures, 96 never suspend, 210 states removed, ...\n"
	"\n"
	"and keeps the same figures in TARGET/async-opt/.async-opt/results/. --strict makes\n"
	"a build fail where it would go on without async-opt.\n";

static void print_text(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("%-14s %s\n", rows[i].label, rows[i].value);
	fputs(how_to_verify, stdout);
}

static void print_json(const struct row *rows, size_t count, bool supported)
{
	struct json_object *json = json_object_new_object();

	for (size_t i = 0; i < count; i++) {
		if (rows[i].key)
			json_object_object_add(
				json, rows[i].key, json_object_new_string(rows[i].value));
	}
	json_object_object_add(json, "supported", json_object_new_boolean(supported));
	puts(json_object_to_json_string_ext(
		json, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(json);
}

int cargo_info(const struct cargo_args *args)
{
	struct toolchain tc = {0};
	struct err err = {0};
	char *program = realpath("/proc/self/exe", NULL), *why;
	const char *verdict = "yes";
	bool json = args->format && !strcmp(args->format, "json");

	if (!build_find_toolchain(args, &tc, &err)) {
		log_error("%s", err.message);
		log_help("install a Rust toolchain, or set RUSTC to its rustc");
		return 1;
	}
	why = toolchain_why_untested(&tc);
	if (why)
		verdict = xprintf("no: %s", why);
	else if (!linker_knows_target(tc.host))
		verdict = xprintf("no: the target %s is not supported yet", tc.host);

	const struct row rows[] = {
		{"async-opt", "version", AO_VERSION},
		{"program", "program", program ? program : "?"},
		{"rustc", "rustc_release", tc.release},
		{"host", "host", tc.host},
		{"sysroot", "sysroot", tc.sysroot},
		{"LLVM", "llvm_version", tc.llvm_version},
		{"libLLVM", "libllvm", tc.libllvm_path},
		{"linker", "linker", linker_default(tc.host)},
		{"tested range", "tested", toolchain_tested_range()},
		{"supported", "verdict", verdict},
	};
	if (json)
		print_json(rows, sizeof(rows) / sizeof(rows[0]), !strcmp(verdict, "yes"));
	else
		print_text(rows, sizeof(rows) / sizeof(rows[0]));
	free(program);
	toolchain_free(&tc);
	return 0;
}

int cmd_info(int argc, char **argv)
{
	struct cargo_args args;
	struct err err = {0};
	const char *help = NULL;

	if (!cargo_args_read(argc, argv, &args, &help, &err)) {
		log_error("%s", err.message);
		log_help("%s", help ? help : "`async-opt info`");
		return 2;
	}
	if (args.help)
		return cargo_help("info");
	return cargo_info(&args);
}
