#include "base/toml.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/str.h"
#include "base/vec.h"

enum { DEPTH_MOST = 64 }; /* of arrays and inline tables in each other */

struct scan {
	const char *at;
	unsigned line;
	struct str key; /* the keys of the path so far, each ended by a NUL */
	size_t keys;	/* how many they are */
	const char *const *path;
	size_t path_len;
	size_t best; /* keys of the path that were found, and where */
	unsigned best_line;
};

/* A length of scan.key to go back to. */
struct mark {
	size_t len, keys;
};

static struct mark mark(const struct scan *s)
{
	return (struct mark){s->key.len, s->keys};
}

static void back_to(struct scan *s, struct mark m)
{
	s->key.len = m.len;
	s->keys = m.keys;
}

static void step(struct scan *s)
{
	s->line += *s->at == '\n';
	s->at += *s->at != '\0';
}

static bool take(struct scan *s, const char *word)
{
	if (!has_prefix(s->at, word))
		return false;
	for (size_t i = strlen(word); i; i--)
		step(s);
	return true;
}

static void skip_comment(struct scan *s)
{
	while (*s->at && *s->at != '\n')
		step(s);
}

static void skip_blanks(struct scan *s)
{
	while (*s->at == ' ' || *s->at == '\t')
		step(s);
}

/* Also over lines, comments and, in lists, commas. */
static void skip_space(struct scan *s, bool commas)
{
	while (isspace((unsigned char)*s->at) || *s->at == '#' || (commas && *s->at == ',')) {
		if (*s->at == '#')
			skip_comment(s);
		else
			step(s);
	}
}

/* One of "..." or '...', its text added to `ret`, which may be NULL. */
static void string(struct scan *s, struct str *ret)
{
	char quote = *s->at;
	const char three[] = {quote, quote, quote, '\0'};
	bool lines = take(s, three);

	if (!lines)
		step(s);
	while (*s->at && (lines || *s->at != '\n')) {
		if (lines ? take(s, three) : *s->at == quote) {
			if (!lines)
				step(s);
			return;
		}
		if (quote == '"' && *s->at == '\\')
			step(s);
		if (ret && *s->at)
			str_addc(ret, *s->at);
		step(s);
	}
}

static bool is_bare(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Adds the parts of a dotted key to the path; false where there is no key. */
static bool key(struct scan *s)
{
	do {
		skip_blanks(s);
		if (*s->at == '"' || *s->at == '\'') {
			string(s, &s->key);
		} else if (is_bare(*s->at)) {
			for (; is_bare(*s->at); step(s))
				str_addc(&s->key, *s->at);
		} else {
			return false;
		}
		str_addc(&s->key, '\0');
		s->keys++;
		skip_blanks(s);
	} while (take(s, "."));
	return true;
}

/* Is the path so far the one that is looked for, or nearer to it than what was found? */
static void compare(struct scan *s, unsigned line)
{
	const char *part = s->key.s;
	size_t same = 0;

	while (same < s->keys && same < s->path_len && !strcmp(part, s->path[same])) {
		part += strlen(part) + 1;
		same++;
	}
	if (same > s->best) {
		s->best = same;
		s->best_line = line;
	}
}

static void value(struct scan *s, unsigned depth);

/* key = value; false where there is none. */
static bool pair(struct scan *s, unsigned depth)
{
	struct mark before = mark(s);
	unsigned line = s->line;
	bool ok = key(s) && *s->at == '=';

	if (ok) {
		step(s);
		compare(s, line);
		value(s, depth);
	}
	back_to(s, before);
	return ok;
}

static void inline_table(struct scan *s, unsigned depth)
{
	step(s);
	skip_space(s, true);
	while (*s->at && *s->at != '}' && pair(s, depth))
		skip_space(s, true);
	take(s, "}");
}

static void array(struct scan *s, unsigned depth)
{
	step(s);
	skip_space(s, true);
	while (*s->at && *s->at != ']') {
		const char *before = s->at;

		value(s, depth);
		skip_space(s, true);
		if (s->at == before)
			return;
	}
	take(s, "]");
}

static void value(struct scan *s, unsigned depth)
{
	skip_blanks(s);
	if (depth > DEPTH_MOST)
		return;
	if (*s->at == '"' || *s->at == '\'') {
		string(s, NULL);
	} else if (*s->at == '[') {
		array(s, depth + 1);
	} else if (*s->at == '{') {
		inline_table(s, depth + 1);
	} else {
		while (*s->at && !strchr(",]}#\n", *s->at))
			step(s);
	}
}

/* [table] or [[array of tables]]: what follows is in it. */
static void header(struct scan *s)
{
	unsigned line = s->line;

	back_to(s, (struct mark){0});
	step(s);
	take(s, "[");
	if (key(s))
		compare(s, line);
	else
		back_to(s, (struct mark){0});
}

unsigned toml_line(const char *text, const char *const *path, size_t len)
{
	struct scan s = {.at = text, .line = 1, .path = path, .path_len = len};

	str_add(&s.key, "");
	for (skip_space(&s, false); *s.at; skip_space(&s, false)) {
		if (*s.at == '[')
			header(&s);
		else
			pair(&s, 0);
		/* What is left of the line can only be a comment, or wrong. */
		skip_comment(&s);
	}
	str_free(&s.key);
	return s.best_line;
}

char *toml_quoted(const char *text)
{
	struct str b = {0};

	str_addc(&b, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			str_addc(&b, '\\');
		if (*text == '\n')
			str_add(&b, "\\n");
		else
			str_addc(&b, *text);
	}
	str_addc(&b, '"');
	return b.s;
}
