/*
 * One program under several names. cargo calls `cargo-async-opt async-opt ...`; cargo's
 * rustc wrapper and rustc's linker are links to the same file, told apart by argv[0].
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "driver/driver.h"

int main(int argc, char **argv)
{
	const char *name = base_name(argv[0]);

	log_init(false);
	if (strcmp(name, "async-opt-rustc") == 0)
		return cmd_wrap(argc, argv);
	if (getenv("ASYNC_OPT_LINK"))
		return cmd_link(argc, argv);
	if (strcmp(name, "cargo-async-opt") == 0) {
		if (argc > 1 && strcmp(argv[1], "async-opt") == 0)
			return cmd_cargo(argc - 1, argv + 1);
		return cmd_cargo(argc, argv);
	}
	if (argc > 1 && strcmp(argv[1], "info") == 0)
		return cmd_info(argc - 1, argv + 1);
	return cmd_opt(argc, argv);
}
