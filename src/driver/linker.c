#include "driver/linker.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"
#include "driver/settings.h"

/*
 * One row for each family of targets: the linker that rustc runs where nobody names one. Its
 * name decides the flavour, and so does that of the linker which the user names: the shim
 * understands a C compiler driver's command line and those of GNU ld, ld.lld and wasm-ld.
 * rust-lld is found through PATH, where rustc puts its own tools for the linker.
 */
static const struct target_row {
	const char *pattern, *linker;
} targets[] = {
	{"*-linux-gnu*", "cc"},
	{"*-linux-musl*", "cc"},
	{"thumbv*-none-eabi*", "rust-lld"},
	{"armv*-none-eabi*", "rust-lld"},
	{"riscv32*-unknown-none-elf", "rust-lld"},
	{"riscv64*-unknown-none-elf", "rust-lld"},
	{"aarch64-unknown-none*", "rust-lld"},
	{"wasm32-unknown-unknown", "rust-lld"},
};

static const struct target_row *find_row(const char *target)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		if (fnmatch(targets[i].pattern, target, 0) == 0)
			return &targets[i];
	}
	return NULL;
}

bool linker_knows_target(const char *target)
{
	return find_row(target) != NULL;
}

const char *linker_default(const char *target)
{
	const struct target_row *row = find_row(target);

	return row ? row->linker : "cc";
}

bool linker_has_no_os(const char *target)
{
	return !strcmp(linker_default(target), "rust-lld");
}

/* rustc looks at the stem of the file name alone. */
char *linker_stand_in(const char *settings_folder, const char *linker, struct err *err)
{
	char *folder = xprintf("%s/%s", settings_folder, SETTINGS_LINKERS);
	char *path = xprintf("%s/%s", folder, base_name(linker));
	char *self = realpath("/proc/self/exe", NULL);
	bool ok = dir_make(folder, err);

	if (!self) {
		err_sys(err, "cannot tell where async-opt is");
		ok = false;
	} else if (ok && symlink(self, path) < 0 && errno != EEXIST) {
		ok = err_sys(err, "cannot make %s", path);
	}
	free(self);
	free(folder);
	if (!ok) {
		free(path);
		return NULL;
	}
	return path;
}
