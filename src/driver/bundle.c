#include "driver/bundle.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"
#include "driver/driver.h"
#include "driver/link_temp.h"
#include "driver/task.h"

struct writer {
	const struct bundle_source *source;
	const char *path; /* of the unfinished bundle */
	size_t inputs;
};

static bool is_plain_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* Copies one file in; *ret_name is its name relative to the bundle. */
static bool add_input(struct writer *w, const char *file, char **ret_name, struct err *err)
{
	const struct bundle_source *source = w->source;
	bool is_module = source->line->module && strcmp(file, source->line->module) == 0;
	char *name = xprintf("inputs/%zu/%s", w->inputs++, base_name(file));
	char *to = xprintf("%s/%s", w->path, name);
	char *folder = xstrndup(to, (size_t)(base_name(to) - to));
	bool ok = dir_make(folder, err) &&
		  copy_file(is_module && source->module ? source->module : file, to, err);

	free(folder);
	free(to);
	if (ok)
		*ret_name = name;
	else
		free(name);
	return ok;
}

/* A `-Wl,` list: files may stand alone in it or after an `=`. */
static bool list_for_bundle(
	struct writer *w, const char *word, struct str *ret, struct err *err)
{
	for (const char *at = word; *at;) {
		size_t len = strcspn(at, ",");
		char *part = xstrndup(at, len);
		char *file = strchr(part, '=') ? strchr(part, '=') + 1 : part;
		char *name = NULL;
		bool ok = true;

		if (is_plain_file(file))
			ok = add_input(w, file, &name, err);
		str_addf(ret, "%.*s%s", (int)(file - part), part, name ? name : file);
		free(name);
		free(part);
		if (!ok)
			return false;
		at += len;
		if (*at)
			str_addc(ret, *at++);
	}
	return true;
}

static void add_quoted(struct str *script, const char *word)
{
	str_addc(script, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			str_add(script, "'\\''");
		else
			str_addc(script, *word);
	}
	str_add(script, "'");
}

static bool word_for_bundle(
	struct writer *w, const char *word, bool is_output, struct str *script, struct err *err)
{
	struct str text = {0};
	char *name = NULL;
	bool ok = true;

	if (is_output)
		str_addf(&text, "out/%s", base_name(word));
	else if (has_prefix(word, "-Wl,"))
		ok = list_for_bundle(w, word, &text, err);
	else if (word[0] != '-' && is_plain_file(word))
		ok = add_input(w, word, &name, err);
	if (ok)
		add_quoted(script, name ? name : text.s ? text.s : word);
	free(name);
	str_free(&text);
	return ok;
}

static bool put(struct writer *w, const char *name, const char *text, struct err *err)
{
	char *path = xprintf("%s/%s", w->path, name);
	bool ok = file_write_atomic(path, text, strlen(text), err);

	free(path);
	return ok;
}

/*
 * rustc has folders of its own in PATH when it calls the linker, rust-lld's among them. Where
 * the bundle is repeated they come last: the linker may be a better one there.
 */
static void add_path(struct str *script, const char *linker)
{
	char *found = strchr(linker, '/') ? NULL : proc_which(linker);

	if (found) {
		found[base_name(found) - found] = '\0';
		str_add(script, "PATH=$PATH:");
		add_quoted(script, found);
		str_add(script, "\nexport PATH\n");
	}
	free(found);
}

static bool put_script(struct writer *w, struct err *err)
{
	const struct strv *words = &w->source->line->words;
	struct str script = {0};
	char *path = xprintf("%s/replay.sh", w->path);
	bool ok = true;

	str_add(&script,
		"#!/bin/sh\n"
		"# Repeats this link without any fallback, into out/. ASYNC_OPT names\n"
		"# the async-opt to run.\n"
		"set -eu\n"
		"cd \"$(dirname \"$0\")\"\n"
		"mkdir -p out\n"
		"" LINK_VARIABLE "=$(cat link.json)\n"
		"export " LINK_VARIABLE "\n");
	add_path(&script, w->source->set->linker);
	str_add(&script, "exec \"${ASYNC_OPT:-async-opt}\"");
	for (size_t i = 0; ok && i < words->len; i++) {
		str_add(&script, " \\\n\t");
		ok = word_for_bundle(w, words->at[i],
			i > 0 && strcmp(words->at[i - 1], "-o") == 0, &script, err);
	}
	str_add(&script, "\n");
	ok = ok && put(w, "replay.sh", script.s, err);
	if (ok && chmod(path, 0755) < 0)
		ok = err_sys(err, "cannot make %s executable", path);
	free(path);
	str_free(&script);
	return ok;
}

static bool put_settings(struct writer *w, struct err *err)
{
	struct json_object *json = NULL;
	bool ok;

	if (json_object_deep_copy(w->source->set->json, &json, NULL) < 0)
		return err_set(err, "cannot copy the settings");
	json_object_object_add(json, "strict", json_object_new_boolean(true));
	json_object_object_add(json, "save_bundle", NULL);
	json_object_object_add(json, "result", json_object_new_string("result.json"));
	ok = put(w, "link.json",
		json_object_to_json_string_ext(
			json, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE),
		err);
	json_object_put(json);
	return ok;
}

static bool put_versions(struct writer *w, struct err *err)
{
	const struct link_settings *set = w->source->set;
	char *argv[] = {(char *)(set->rustc ? set->rustc : "rustc"), "-vV", NULL};
	struct err no_rustc = {0};
	struct str text = {0};
	struct task task = {0};
	bool ok;

	str_addf(&text, "async-opt %s\nlibLLVM: %s\n", AO_VERSION,
		set->libllvm ? set->libllvm : "unknown");
	if (task_exec(&task, argv, NULL, &no_rustc)) {
		task_wait(&(struct task *){&task}, 1);
		task_read(task.out_fd, &text);
	} else {
		str_addf(&text, "%s\n", no_rustc.message);
	}
	ok = put(w, "versions.txt", text.s, err);
	err_clear(&no_rustc);
	task_free(&task);
	str_free(&text);
	return ok;
}

/* The first free <dir>/<crate>-<n>; rename(2) replaces no folder that has files in it. */
static char *claim_name(const char *dir, const char *crate, const char *from, struct err *err)
{
	for (int n = 1; n < 100000; n++) {
		char *path = xprintf("%s/%s-%d", dir, crate, n);

		if (!file_exists(path) && rename(from, path) == 0)
			return path;
		if (!file_exists(path)) {
			err_sys(err, "cannot make %s", path);
			free(path);
			return NULL;
		}
		free(path);
	}
	err_set(err, "%s is full of bundles of %s", dir, crate);
	return NULL;
}

bool bundle_save(
	const char *dir, const struct bundle_source *source, char **ret_path, struct err *err)
{
	struct writer w = {.source = source};
	struct err ignored = {0};
	char *making = NULL, *path = NULL;

	if (!dir_make(dir, err))
		return false;
	making = dir_make_temp(dir, ".unfinished-", err);
	if (!making)
		return false;
	w.path = making;
	if (put_script(&w, err) && put_settings(&w, err) && put_versions(&w, err) &&
		put(&w, "log.txt", source->log ? source->log : "", err) &&
		!task_interrupted() && chmod(making, 0755) == 0)
		path = claim_name(dir, source->set->crate_name, making, err);
	if (!path && !dir_remove(making, &ignored))
		err_clear(&ignored);
	free(making);
	*ret_path = path;
	return path;
}
