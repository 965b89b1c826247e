#include "driver/link_args.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"

/* Response files may name response files; gcc stops at 2000 expansions, we at a depth. */
enum {
	MAX_DEPTH = 16,
};

void strv_free(struct strv *v)
{
	vec_each(char *, word, v)
		free(*word);
	vec_free(v);
}

/*
 * libiberty's rule (buildargv): white space separates, quotes of either kind group, and a
 * backslash takes the next character as it is, within quotes too.
 */
static const char *read_word(const char *at, struct str *word)
{
	char quote = '\0';

	for (; *at; at++) {
		if (*at == '\\' && at[1])
			str_addc(word, *++at);
		else if (quote && *at == quote)
			quote = '\0';
		else if (quote)
			str_addc(word, *at);
		else if (*at == '\'' || *at == '"')
			quote = *at;
		else if (isspace((unsigned char)*at))
			break;
		else
			str_addc(word, *at);
	}
	return at;
}

void response_split(const char *text, struct strv *ret)
{
	for (const char *at = text;;) {
		struct str word = {0};

		while (isspace((unsigned char)*at))
			at++;
		if (!*at)
			return;
		str_add(&word, "");
		at = read_word(at, &word);
		vec_push(ret, word.s);
	}
}

char *response_quote(const char *word)
{
	struct str quoted = {0};

	if (!*word)
		return xstrdup("\"\"");
	for (; *word; word++) {
		if (isspace((unsigned char)*word) || strchr("\\'\"", *word))
			str_addc(&quoted, '\\');
		str_addc(&quoted, *word);
	}
	return quoted.s;
}

/* The words of the file that an `@file` names. False where it is not such a word. */
static bool open_response(const char *word, size_t depth, struct strv *ret)
{
	struct str text = {0};
	struct err err = {0};
	bool ok;

	if (word[0] != '@' || !word[1] || depth >= MAX_DEPTH)
		return false;
	ok = file_read(word + 1, &text, &err);
	if (ok)
		response_split(text.s, ret);
	err_clear(&err);
	str_free(&text);
	return ok;
}

bool is_bitcode_file(const char *path)
{
	static const unsigned char raw[4] = {'B', 'C', 0xc0, 0xde};
	static const unsigned char wrapped[4] = {0xde, 0xc0, 0x17, 0x0b};
	unsigned char magic[4];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got;

	if (fd < 0)
		return false;
	got = read(fd, magic, sizeof(magic));
	close(fd);
	return got == sizeof(magic) && (memcmp(magic, raw, sizeof(raw)) == 0 ||
					       memcmp(magic, wrapped, sizeof(wrapped)) == 0);
}

static void expand(char *const *words, size_t len, size_t depth, struct strv *ret)
{
	for (size_t i = 0; i < len; i++) {
		struct strv inner = {0};

		if (open_response(words[i], depth, &inner))
			expand(inner.at, inner.len, depth + 1, ret);
		else
			vec_push(ret, xstrdup(words[i]));
		strv_free(&inner);
	}
}

/*
 * The two words that rustc adds for -Clinker-plugin-lto, always together and in this
 * order; a user's own plugin options are not touched. Where `word` (a `-Wl,` list) holds
 * the pair, its offset, and its length without the comma before it; otherwise 0.
 */
static size_t find_plugin_pair(const char *word, size_t *ret_len, const char **ret_cpu)
{
	static const char opt[] = ",-plugin-opt=O", cpu[] = ",-plugin-opt=mcpu=";
	const char *at, *next;

	if (!has_prefix(word, "-Wl,"))
		return 0;
	for (at = word; (at = strstr(at, opt)); at++) {
		next = at + strlen(opt);
		if (*next < '0' || *next > '3' || !has_prefix(next + 1, cpu))
			continue;
		*ret_cpu = next + 1 + strlen(cpu);
		*ret_len = (size_t)(*ret_cpu - at) + strcspn(*ret_cpu, ",");
		return (size_t)(at - word);
	}
	return 0;
}

/* The same pair for a linker that is called directly: two words. NULL where it is not. */
static const char *plugin_pair_at(char *const *words, size_t len)
{
	static const char opt[] = "-plugin-opt=O", cpu[] = "-plugin-opt=mcpu=";
	const char *level;

	if (len < 2 || !has_prefix(words[0], opt) || !has_prefix(words[1], cpu))
		return NULL;
	level = words[0] + strlen(opt);
	return *level >= '0' && *level <= '3' && !level[1] ? words[1] + strlen(cpu) : NULL;
}

/* Options after which a linker, or gcc's driver, puts the name of the output elsewhere. */
static bool tells_output(const char *word)
{
	static const char *const options[] = {"-Map", "--Map", "--dependency-file",
		"-dependency-file", "-gsplit-dwarf", "-save-temps", "--save-temps",
		"-print-map", "--print-map", "--incremental", "--out-implib"};

	if (has_prefix(word, "-M"))
		return true;
	if (has_prefix(word, "-Wl,"))
		word += strlen("-Wl,");
	for (; word; word = strchr(word, ',')) {
		word += *word == ',';
		for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
			if (has_prefix(word, options[i]))
				return true;
	}
	return false;
}

/*
 * The C objects of a clang -flto are bitcode as well; then the name decides, which rustc
 * ends in ".rcgu.o" for every object of its own.
 */
static const char *pick_module(const struct strv *modules)
{
	const char *found = NULL;

	if (modules->len == 1)
		return modules->at[0];
	vec_each(char *, path, modules) {
		if (!has_suffix(*path, ".rcgu.o"))
			continue;
		if (found)
			return NULL;
		found = *path;
	}
	return found;
}

void link_line_parse(int argc, char **argv, struct link_line *ret)
{
	size_t outputs = 0;

	*ret = (struct link_line){0};
	expand(argv + 1, argc > 0 ? (size_t)argc - 1 : 0, 0, &ret->words);
	for (size_t i = 0; i < ret->words.len; i++) {
		char *word = ret->words.at[i];
		const char *cpu;
		size_t len;

		if (strcmp(word, "-o") == 0 && i + 1 < ret->words.len) {
			ret->output = ret->words.at[++i];
			outputs++;
		} else if (word[0] != '-' && is_bitcode_file(word)) {
			vec_push(&ret->modules, word);
		} else if (!ret->cpu && find_plugin_pair(word, &len, &cpu)) {
			ret->cpu = xstrndup(cpu, strcspn(cpu, ","));
		} else if (!ret->cpu &&
			   (cpu = plugin_pair_at(&ret->words.at[i], ret->words.len - i))) {
			ret->cpu = xstrdup(cpu);
		}
		ret->output_told = ret->output_told || tells_output(word);
	}
	if (outputs > 1)
		ret->output = NULL;
	ret->module = pick_module(&ret->modules);
}

void link_line_free(struct link_line *line)
{
	vec_free(&line->modules);
	strv_free(&line->words);
	free(line->cpu);
	*line = (struct link_line){0};
}

struct rewriter {
	const struct link_rewrite *rewrite;
	size_t files;	   /* response files written so far */
	bool after_output; /* the word before was -o */
	bool pair_removed;
};

static bool rewrite_words(struct rewriter *r, char *const *words, size_t len, size_t depth,
	struct strv *ret, bool *ret_changed, struct err *err);

/* One plain word; NULL where it goes away. */
static char *rewrite_word(struct rewriter *r, const char *word)
{
	const struct link_rewrite *rw = r->rewrite;
	bool is_output = r->after_output;
	const char *cpu;
	size_t at, len;

	r->after_output = !is_output && strcmp(word, "-o") == 0;
	if (is_output)
		return xstrdup(
			rw->output && strcmp(word, rw->output) == 0 ? rw->to_output : word);
	if (rw->module && strcmp(word, rw->module) == 0)
		return xstrdup(rw->object);
	at = r->pair_removed ? 0 : find_plugin_pair(word, &len, &cpu);
	if (!at)
		return xstrdup(word);
	r->pair_removed = true;
	if (at + len == strlen(word) && at == strlen("-Wl"))
		return NULL;
	return xprintf("%.*s%s", (int)at, word, word + at + len);
}

static bool write_response(
	struct rewriter *r, const struct strv *words, char **ret_word, struct err *err)
{
	struct str text = {0};
	char *path;
	bool ok;

	vec_each(char *, word, words) {
		char *quoted = response_quote(*word);

		str_addf(&text, "%s\n", quoted);
		free(quoted);
	}
	path = xprintf("%s/%s%zu", r->rewrite->dir, r->rewrite->stem, r->files++);
	ok = file_write_atomic(path, text.s ? text.s : "", text.len, err);
	if (ok)
		*ret_word = xprintf("@%s", path);
	free(path);
	str_free(&text);
	return ok;
}

/* An `@file` whose words are in `inner`: itself where none of them changes. */
static bool rewrite_response(struct rewriter *r, const char *word, const struct strv *inner,
	size_t depth, struct strv *ret, bool *ret_changed, struct err *err)
{
	struct strv new_words = {0};
	bool changed = false, ok;
	char *new_word = NULL;

	ok = rewrite_words(r, inner->at, inner->len, depth + 1, &new_words, &changed, err);
	if (ok && changed)
		ok = write_response(r, &new_words, &new_word, err);
	strv_free(&new_words);
	if (!ok)
		return false;
	vec_push(ret, new_word ? new_word : xstrdup(word));
	*ret_changed = *ret_changed || changed;
	return true;
}

static void push_copies(const struct strv *words, struct strv *ret)
{
	vec_each(char *, word, words)
		vec_push(ret, xstrdup(*word));
}

static bool rewrite_words(struct rewriter *r, char *const *words, size_t len, size_t depth,
	struct strv *ret, bool *ret_changed, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < len; i++) {
		struct strv inner = {0};

		if (open_response(words[i], depth, &inner)) {
			ok = rewrite_response(
				r, words[i], &inner, depth, ret, ret_changed, err);
		} else if (!r->pair_removed && plugin_pair_at(words + i, len - i)) {
			r->pair_removed = true;
			*ret_changed = true;
			i++;
		} else {
			char *word = rewrite_word(r, words[i]);

			*ret_changed = *ret_changed || !word || strcmp(word, words[i]) != 0;
			if (word)
				vec_push(ret, word);
			if (word && r->rewrite->beside && r->rewrite->module &&
				strcmp(words[i], r->rewrite->module) == 0)
				push_copies(r->rewrite->beside, ret);
		}
		strv_free(&inner);
	}
	return ok;
}

bool link_line_rewrite(int argc, char **argv, const struct link_rewrite *rewrite,
	struct strv *ret, struct err *err)
{
	struct rewriter r = {.rewrite = rewrite};
	bool changed = false;

	return rewrite_words(
		&r, argv + 1, argc > 0 ? (size_t)argc - 1 : 0, 0, ret, &changed, err);
}
