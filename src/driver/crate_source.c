#include "driver/crate_source.h"

#include <string.h>

/* After the comment that starts at p. Block comments nest. */
static const char *skip_comment(const char *p)
{
	int depth = 0;

	if (p[1] == '/')
		return p + strcspn(p, "\n");
	while (*p) {
		if (p[0] == '/' && p[1] == '*') {
			depth++;
			p += 2;
		} else if (p[0] == '*' && p[1] == '/') {
			p += 2;
			if (--depth == 0)
				break;
		} else {
			p++;
		}
	}
	return p;
}

static bool is_comment(const char *p)
{
	return p[0] == '/' && (p[1] == '/' || p[1] == '*');
}

static const char *skip_blank(const char *p)
{
	for (;;) {
		if (is_comment(p))
			p = skip_comment(p);
		else if (*p && strchr(" \t\r\n", *p))
			p++;
		else
			return p;
	}
}

static const char *skip_string(const char *p)
{
	for (p++; *p && *p != '"'; p++) {
		if (*p == '\\' && p[1])
			p++;
	}
	return *p ? p + 1 : p;
}

static bool is_word_char(char c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/* Goes over one attribute, p after its "#!["; says whether the word is in it. */
static const char *read_attribute(const char *p, const char *word, bool *ret_found)
{
	size_t word_len = strlen(word);
	int depth = 1;

	while (*p && depth) {
		if (is_comment(p)) {
			p = skip_comment(p);
		} else if (*p == '"') {
			p = skip_string(p);
		} else if (is_word_char(*p)) {
			size_t len = 0;

			while (is_word_char(p[len]))
				len++;
			if (len == word_len && !strncmp(p, word, len))
				*ret_found = true;
			p += len;
		} else {
			depth += (*p == '[') - (*p == ']');
			p++;
		}
	}
	return p;
}

bool source_has_no_builtins(const char *source)
{
	const char *p = source;
	bool found = false;

	if (has_prefix(p, "\xef\xbb\xbf"))
		p += 3;
	if (has_prefix(p, "#!") && *skip_blank(p + 2) != '[')
		p += strcspn(p, "\n");
	while (!found) {
		p = skip_blank(p);
		if (*p != '#')
			break;
		p = skip_blank(p + 1);
		if (*p != '!')
			break;
		p = skip_blank(p + 1);
		if (*p != '[')
			break;
		p = read_attribute(p + 1, "no_builtins", &found);
	}
	return found;
}

bool dep_info_add(const char *dep_info, const char *path, struct str *ret)
{
	const char *line = dep_info;

	while (*line) {
		size_t len = strcspn(line, "\n");
		const char *colon = line[0] == '#' ? NULL : memmem(line, len, ": ", 2);

		if (colon) {
			str_addn(ret, dep_info, (size_t)(line - dep_info) + len);
			str_addc(ret, ' ');
			for (; *path; path++) {
				if (*path == ' ')
					str_addc(ret, '\\');
				str_addc(ret, *path);
			}
			str_add(ret, line + len);
			return true;
		}
		line += len + (line[len] == '\n');
	}
	return false;
}
