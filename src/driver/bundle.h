/*
 * All that is needed to repeat one link elsewhere or later: the bitcode and the other
 * files of the link line, the settings, the versions, the optimizer's log, and a script.
 *
 *	inputs/N/<name>  every file that the link line names
 *	link.json        our settings, with --strict and a result file in the bundle
 *	log.txt          what the optimizer and the linker printed
 *	replay.sh        repeats the link into out/; ASYNC_OPT names another async-opt to try
 *	versions.txt     async-opt, rustc -vV, libLLVM
 *
 * Libraries that the linker looks up by itself (-lm) are not copied.
 */
#ifndef AO_DRIVER_BUNDLE_H
#define AO_DRIVER_BUNDLE_H

#include <stdbool.h>

#include "base/err.h"
#include "driver/link_args.h"
#include "driver/link_settings.h"

struct bundle_source {
	const struct link_settings *set;
	const struct link_line *line;
	const char *module; /* stands for line->module; NULL where there is no such file */
	const char *log;
};

/*
 * Writes <dir>/<crate>-<n>, the first n that is free, whole or not at all. *ret_path names
 * it; the caller frees.
 */
bool bundle_save(
	const char *dir, const struct bundle_source *source, char **ret_path, struct err *err);

#endif
