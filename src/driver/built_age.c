/*
 * cargo writes TARGET/release/app.d beside a program, and rustc TARGET/release/deps/app-HASH.d:
 *
 *	/home/me/app/target/release/app: /home/me/app/src/main.rs /home/me/up/src/lib.rs
 *
 * with blanks in names behind a backslash (cargo/core/compiler/output_depinfo.rs). The first
 * has the sources of all crates that are no registry's, and is there for what a user runs; the
 * other, of the crate alone, relative to the workspace, is there for tests too.
 */
#include "driver/built_age.h"

#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"

bool time_is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

static bool is_newer(const char *path, const struct timespec *written)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       time_is_later(&st.st_mtim, written);
}

/* The next name of a list, without backslashes; false at the line's end. */
static bool next_name(const char **at, struct str *ret)
{
	const char *s = *at;

	str_free(ret);
	while (*s == ' ')
		s++;
	for (; *s && *s != ' ' && *s != '\n'; s++) {
		if (s[0] == '\\' && s[1] == ' ')
			s++;
		str_addc(ret, *s);
	}
	*at = s;
	return ret->len > 0;
}

/* What lies in the target folder is no source: our options, a build script's output. */
static char *newer_in_list(const char *list, const char *root, const struct timespec *written)
{
	struct str text = {0}, name = {0};
	struct err unreadable = {0};
	char *found = NULL;
	const char *at;

	if (!file_read(list, &text, &unreadable))
		err_clear(&unreadable);
	at = text.s ? strstr(text.s, ": ") : NULL;
	for (at = at ? at + 2 : NULL; at && !found && next_name(&at, &name);) {
		if (!has_prefix(name.s, root) && is_newer(name.s, written))
			found = xstrdup(name.s);
	}
	str_free(&name);
	str_free(&text);
	return found;
}

static char *newer_in_lists(
	const char *pattern, const char *root, const struct timespec *written)
{
	glob_t lists;
	char *found = NULL;

	if (glob(pattern, 0, NULL, &lists) == 0) {
		for (size_t i = 0; i < lists.gl_pathc && !found; i++)
			found = newer_in_list(lists.gl_pathv[i], root, written);
	}
	globfree(&lists);
	return found;
}

char *built_newer_source(const char *root, const char *stem, const char *artefact,
	const struct timespec *written)
{
	/* With --target there is one more folder. */
	const struct {
		const char *folder, *name;
	} places[] = {{"*/deps", stem}, {"*", artefact}, {"*/examples", artefact},
		{"*/*/deps", stem}, {"*/*", artefact}, {"*/*/examples", artefact}};
	char *found = NULL;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places) && !found; i++) {
		char *pattern = xprintf("%s/%s/%s.d", root, places[i].folder, places[i].name);

		found = newer_in_lists(pattern, root, written);
		free(pattern);
	}
	return found;
}
