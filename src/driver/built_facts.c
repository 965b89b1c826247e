#include "driver/built_facts.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/proc.h"
#include "driver/built_age.h"
#include "driver/link_facts.h"

struct dated {
	struct facts facts;
	char *stem; /* of the file, without what it ends in */
	struct timespec written;
};
typedef vec(struct dated) dated_list;

static int is_facts(const struct dirent *entry)
{
	return has_suffix(entry->d_name, FACTS_SUFFIX);
}

static void add_dated(dated_list *to, struct dated one)
{
	vec_each(struct dated, other, to) {
		if (strcmp(other->facts.artefact, one.facts.artefact) != 0)
			continue;
		if (time_is_later(&one.written, &other->written)) {
			struct dated older = *other;

			*other = one;
			one = older;
		}
		facts_free(&one.facts);
		free(one.stem);
		return;
	}
	vec_push(to, one);
}

static void read_one(const char *path, dated_list *ret)
{
	struct dated one = {0};
	struct str text = {0};
	struct err err = {0};
	struct stat st;

	if (file_read(path, &text, &err) && facts_read(text.s, &one.facts, &err)) {
		if (stat(path, &st) == 0)
			one.written = st.st_mtim;
		one.stem = xstrndup(
			base_name(path), strlen(base_name(path)) - strlen(FACTS_SUFFIX));
		add_dated(ret, one);
	} else {
		log_warn("%s is left out: %s", path, err.message);
		log_help("build again; `cargo async-opt clean` first if that changes nothing");
	}
	err_clear(&err);
	str_free(&text);
}

static void warn_if_stale(const char *root, const struct dated *one)
{
	char *source = built_newer_source(root, one->stem, one->facts.artefact, &one->written);

	if (source) {
		log_warn("%s was built before %s changed: the report is of what it was then",
			one->facts.artefact, source);
		log_help("`cargo async-opt build --release` builds it anew");
	}
	free(source);
}

void built_facts_read(const char *root, const char *folder, facts_list *ret)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_facts, alphasort);
	dated_list list = {0};

	for (int i = 0; i < count; i++) {
		char *path = xprintf("%s/%s", folder, entries[i]->d_name);

		read_one(path, &list);
		free(path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	vec_each(struct dated, one, &list) {
		warn_if_stale(root, one);
		vec_push(ret, one->facts);
		free(one->stem);
	}
	vec_free(&list);
}

bool facts_read_file(const char *path, facts_list *ret, struct err *err)
{
	struct str text = {0};
	bool ok = file_read(path, &text, err);

	if (ok && !facts_read_all(text.s, ret, err))
		ok = err_context(err, "%s", path);
	str_free(&text);
	return ok;
}

/* The facts of a file called so, without the lib of a cdylib and the extension. */
static char *facts_of_name(const char *results, const char *name)
{
	const char *dot = strrchr(name, '.');
	int len = (int)(dot ? (size_t)(dot - name) : strlen(name));
	char *path = xprintf("%s/%.*s" FACTS_SUFFIX, results, len, name);

	if (!file_exists(path) && has_prefix(name, "lib")) {
		free(path);
		path = xprintf("%s/%.*s" FACTS_SUFFIX, results, len - 3, name + 3);
	}
	if (file_exists(path))
		return path;
	free(path);
	return NULL;
}

/* Looks in `folder` for other names of the file, one of which has facts. */
static char *facts_of_links(const char *results, const char *folder, const struct stat *wanted)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char *found = NULL;

	while (dir && !found && (entry = readdir(dir))) {
		char *path = xprintf("%s/%s", folder, entry->d_name);
		struct stat st;

		if (stat(path, &st) == 0 && st.st_ino == wanted->st_ino &&
			st.st_dev == wanted->st_dev)
			found = facts_of_name(results, entry->d_name);
		free(path);
	}
	if (dir)
		closedir(dir);
	return found;
}

char *built_facts_path(const char *results, const char *built)
{
	char *folder = xstrndup(built, (size_t)(base_name(built) - built));
	char *deps = xprintf("%sdeps", folder);
	char *path = facts_of_name(results, base_name(built));
	struct stat st;

	if (!path && stat(built, &st) == 0)
		path = facts_of_links(results, deps, &st);
	if (!path && stat(built, &st) == 0)
		path = facts_of_links(results, folder, &st);
	free(folder);
	free(deps);
	return path;
}
