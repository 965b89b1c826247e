#include "driver/profile_files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/demangle.h"
#include "base/log.h"
#include "base/proc.h"
#include "opt/hints.h"

#define SUFFIX ".aoprof"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void profile_files_list(const char *folder, struct strv *ret)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (has_suffix(entry->d_name, SUFFIX))
			vec_push(ret, xprintf("%s/%s", folder, entry->d_name));
	}
	if (dir)
		closedir(dir);
	if (ret->len)
		qsort(ret->at, ret->len, sizeof(*ret->at), by_text);
}

bool profile_files_read(struct profile *p, const char *path, struct err *err)
{
	struct strv files = {0};
	size_t good = 0;

	profile_files_list(path, &files);
	if (!files.len)
		return profile_add_file(p, path, err);
	vec_each(char *, file, &files) {
		struct err one = {0};

		if (profile_add_file(p, *file, &one))
			good++;
		else
			log_warn("%s", one.message);
		err_clear(&one);
	}
	vec_free(&files);
	return good || err_set(err, "no file in %s can be read", path);
}

/* ---- hints ---- */

typedef vec(struct hint) path_sums; /* over instances, copies and processes */

static struct hint *sum_of(path_sums *sums, const struct profile_future *f)
{
	unsigned states = STATE_SUSPEND_0 + (unsigned)f->awaits_len;
	struct hint fresh = {.path = demangle(f->symbol), .states = states};

	if (!fresh.path)
		return NULL;
	vec_each(struct hint, sum, sums) {
		if (sum->states == states && !strcmp(sum->path, fresh.path)) {
			free((char *)fresh.path);
			return sum;
		}
	}
	fresh.awaits = xcalloc(f->awaits_len + 1, sizeof(*fresh.awaits));
	vec_push(sums, fresh);
	return &sums->at[sums->len - 1];
}

static void add_future(path_sums *sums, const struct profile_future *f)
{
	struct hint *sum = sum_of(sums, f);

	if (!sum)
		return;
	sum->first += f->sum.n.starts;
	sum->refused += f->sum.n.refused;
	for (size_t i = 0; i < f->awaits_len; i++) {
		const struct profile_counts *n = &f->awaits[i].sum.n;

		sum->awaits[i].pending += n->pending;
		sum->awaits[i].ready += n->ready;
		sum->awaits[i].resumed += n->pending - n->cancelled;
	}
}

static void print_hints(const struct profile *p, struct str *text)
{
	path_sums sums = {0};

	for (size_t i = 0; i < p->futures.len; i++)
		add_future(&sums, p->futures.at[i]);
	str_add(text, HINTS_FIRST_LINE "\n");
	vec_each(struct hint, sum, &sums) {
		hint_write(sum, text);
		free((char *)sum->path);
		free(sum->awaits);
	}
	vec_free(&sums);
}

char *profile_hints_write(const char *profile, const char *folder, struct err *err)
{
	struct profile p = {0};
	struct str text = {0};
	char *path = NULL;

	if (profile_files_read(&p, profile, err)) {
		print_hints(&p, &text);
		path = xprintf("%s/hints-%016llx", folder,
			(unsigned long long)fnv1a(FNV_START, text.s, text.len));
		if (!file_write_atomic(path, text.s, text.len, err)) {
			free(path);
			path = NULL;
		}
	}
	str_free(&text);
	profile_free(&p);
	return path;
}
