#include "driver/cargo_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"

#define ADMIN ".async-opt"
#define MARKER "README"

static const char marker_text[] = "This folder belongs to cargo async-opt. "
				  "`cargo async-opt clean` removes it.\n";
/* What cargo puts into a target folder that it makes itself, for backup programs. */
static const char cachedir_tag[] = "Signature: 8a477f597d28d172789f06886806bc55\n";

static struct cargo_folder folder_at(char *root)
{
	struct cargo_folder folder = {.root = root};

	folder.admin = xprintf("%s/%s", folder.root, ADMIN);
	folder.plan = xprintf("%s/plan", folder.admin);
	folder.results = xprintf("%s/results", folder.admin);
	folder.link_failed = xprintf("%s/link-failed", folder.admin);
	return folder;
}

struct cargo_folder folder_in(const char *target_folder)
{
	char *admin = xprintf("%s/%s", target_folder, ADMIN);
	/* After `eval "$(cargo async-opt env)"` ours is the user's target folder. */
	char *root = file_exists(admin) ? xstrdup(target_folder)
					: xprintf("%s/async-opt", target_folder);

	free(admin);
	return folder_at(root);
}

struct cargo_folder folder_for_profile(const char *target_folder)
{
	return folder_at(xprintf("%s/async-opt-profile", target_folder));
}

struct cargo_folder folder_for_report(const char *target_folder)
{
	return folder_at(xprintf("%s/async-opt-report", target_folder));
}

static bool write_into(const char *folder, const char *name, const char *text, struct err *err)
{
	char *path = xprintf("%s/%s", folder, name);
	bool ok = file_write_atomic(path, text, strlen(text), err);

	free(path);
	return ok;
}

static bool holds(const char *folder, const char *name)
{
	char *path = xprintf("%s/%s", folder, name);
	bool there = file_exists(path);

	free(path);
	return there;
}

/* Removes what is in a folder, except for one name (NULL: none). */
static bool empty(const char *folder, const char *except, struct err *err)
{
	DIR *dir = opendir(folder);
	bool ok = true;

	if (!dir)
		return errno == ENOENT || err_sys(err, "cannot read %s", folder);
	for (struct dirent *entry; ok && (entry = readdir(dir));) {
		char *path;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
			(except && !strcmp(entry->d_name, except)))
			continue;
		path = xprintf("%s/%s", folder, entry->d_name);
		ok = dir_remove(path, err);
		free(path);
	}
	closedir(dir);
	return ok;
}

bool folder_is_ours(const struct cargo_folder *folder)
{
	return holds(folder->admin, MARKER);
}

static bool is_empty(const char *folder)
{
	DIR *dir = opendir(folder);
	size_t entries = 0;

	while (dir && readdir(dir))
		entries++;
	if (dir)
		closedir(dir);
	return entries <= 2;
}

static bool claim(const struct cargo_folder *folder, struct err *err)
{
	if (folder_is_ours(folder))
		return true;
	if (!is_empty(folder->root))
		return err_set(err, "%s is there and was not made by async-opt", folder->root);
	return dir_make(folder->admin, err) &&
	       write_into(folder->root, "CACHEDIR.TAG", cachedir_tag, err) &&
	       write_into(folder->admin, MARKER, marker_text, err);
}

static char *stage_text(const char *plain_key)
{
	if (plain_key)
		return xprintf("dep-stage %d\nplain %s\n", DEP_STAGE, plain_key);
	return xprintf("dep-stage %d\noptimized\n", DEP_STAGE);
}

/* Whether the file of that name in the admin folder holds the text. */
static bool holds_text(const struct cargo_folder *folder, const char *name, const char *text)
{
	char *path = xprintf("%s/%s", folder->admin, name);
	struct str stage = {0};
	struct err err = {0};
	bool same = file_read(path, &stage, &err) && !strcmp(stage.s, text);

	err_clear(&err);
	str_free(&stage);
	free(path);
	return same;
}

bool folder_is_plain(const struct cargo_folder *folder, const char *plain_key)
{
	char *text = stage_text(plain_key);
	bool same = holds_text(folder, "stage", text);

	free(text);
	return same;
}

/* Leaves the folder as if it had just been made. */
static bool start_over(const struct cargo_folder *folder, const char *stage, struct err *err)
{
	return empty(folder->root, ADMIN, err) && empty(folder->admin, MARKER, err) &&
	       write_into(folder->root, "CACHEDIR.TAG", cachedir_tag, err) &&
	       write_into(folder->admin, "stage", stage, err);
}

bool folder_prepare(const struct cargo_folder *folder, const char *plain_key, struct err *err)
{
	char *text = stage_text(plain_key);
	bool ok = claim(folder, err);

	if (ok && !holds_text(folder, "stage", text))
		ok = start_over(folder, text, err);
	ok = ok && dir_make(folder->results, err);
	free(text);
	return ok;
}

bool folder_set_objects(const struct cargo_folder *folder, bool raw, struct err *err)
{
	const char *now = raw ? "raw\n" : "whole\n", *other = raw ? "whole\n" : "raw\n";

	if (holds_text(folder, "objects", now))
		return true;
	if (holds_text(folder, "objects", other)) {
		char *stage = stage_text(NULL);
		bool ok = start_over(folder, stage, err) && dir_make(folder->results, err);

		free(stage);
		if (!ok)
			return false;
	}
	return write_into(folder->admin, "objects", now, err);
}

bool folder_remove(const struct cargo_folder *folder, struct err *err)
{
	if (!file_exists(folder->root))
		return true;
	if (!folder_is_ours(folder))
		return err_set(err, "%s was not made by async-opt", folder->root);
	/* The marker last: what a killed clean leaves can be cleaned again. */
	return empty(folder->root, ADMIN, err) && empty(folder->admin, MARKER, err) &&
	       dir_remove(folder->root, err);
}

static char *digest(const char *a, const char *b)
{
	unsigned long long hash = fnv1a(FNV_START, a, strlen(a) + 1);

	return xprintf("%016llx", fnv1a(hash, b, strlen(b)));
}

char *folder_write_settings(
	const struct cargo_folder *folder, const struct settings *settings, struct err *err)
{
	char *self = realpath("/proc/self/exe", NULL);
	struct str text = {0};
	char *id, *path, *wrapper;
	bool ok = self != NULL;

	if (!self)
		err_sys(err, "cannot tell where async-opt is");

	settings_write(settings, &text);
	id = digest(self ? self : "", text.s);
	path = xprintf("%s/%s", folder->admin, id);
	wrapper = xprintf("%s/%s", path, SETTINGS_WRAPPER);
	ok = ok && dir_make(path, err) && write_into(path, SETTINGS_FILE, text.s, err);
	if (ok && self && symlink(self, wrapper) < 0 && errno != EEXIST)
		ok = err_sys(err, "cannot make %s", wrapper);
	free(wrapper);
	free(id);
	free(self);
	str_free(&text);
	if (!ok) {
		free(path);
		return NULL;
	}
	return path;
}

static char *options_id(const struct settings *settings)
{
	struct str text = {0};
	char *id;

	options_text(&settings->options, &text);
	id = digest(settings->build_id, text.s);
	str_free(&text);
	return id;
}

char *folder_options_file(const char *target_root, const struct settings *settings)
{
	char *id = options_id(settings);
	char *path = xprintf("%s/%s/options/%s", target_root, ADMIN, id);

	free(id);
	return path;
}

bool folder_put_in_force(
	const char *target_root, const struct settings *settings, struct err *err)
{
	const struct timespec long_ago[2] = {{.tv_sec = 946684800}, {.tv_sec = 946684800}};
	char *id = options_id(settings);
	char *folder = xprintf("%s/%s/options", target_root, ADMIN);
	char *path = xprintf("%s/%s", folder, id);
	bool ok = dir_make(folder, err) && empty(folder, id, err);

	if (ok && !file_exists(path)) {
		/* Another name until it is as old as it has to be. */
		char *fresh =
			xprintf("%s/%s/options-%s-%ld", target_root, ADMIN, id, (long)getpid());

		ok = file_write_atomic(fresh, id, strlen(id), err);
		if (ok && (utimensat(AT_FDCWD, fresh, long_ago, 0) < 0 ||
				  rename(fresh, path) < 0))
			ok = err_sys(err, "cannot make %s", path);
		free(fresh);
	}
	free(path);
	free(folder);
	free(id);
	return ok;
}

char *program_digest(struct err *err)
{
	struct str bytes = {0};
	char *id = NULL;

	if (file_read("/proc/self/exe", &bytes, err))
		id = xprintf("%016llx", fnv1a(FNV_START, bytes.s, bytes.len));
	str_free(&bytes);
	return id;
}
