/*
 * The link line that rustc writes for a C compiler driver, or for GNU ld, ld.lld or wasm-ld
 * called directly: which word is the program's bitcode, which one names the output, and the
 * same line with both replaced.
 */
#ifndef AO_DRIVER_LINK_ARGS_H
#define AO_DRIVER_LINK_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/vec.h"

struct link_line {
	struct strv words;   /* response files expanded, in order, without the program's name */
	struct strv modules; /* plain inputs that are LLVM bitcode; point into words */
	const char *module;  /* the one that rustc made; NULL where that is not clear */
	const char *output;  /* what the one `-o` names; NULL where there is none or several */
	char *cpu;	     /* what rustc told the LTO plugin (mcpu=); NULL where it did not */
	bool output_told;    /* a word makes the linker write the name of -o somewhere */
};

/*
 * Reads argv[1..] and the response files in it. An `@file` that can not be read is an
 * ordinary word, as it is for gcc. Inputs are told by their first bytes; archives are not
 * looked into. link_line_free accepts a zeroed line.
 */
void link_line_parse(int argc, char **argv, struct link_line *ret);
void link_line_free(struct link_line *line);

/* What to change in a link line; a NULL `from` changes nothing. */
struct link_rewrite {
	const char *module, *object;	/* the bitcode, and what takes its place */
	const struct strv *beside;	/* more words after the object; NULL for none */
	const char *output, *to_output; /* the same for the word after -o */
	const char *dir;		/* where new response files may be made */
	const char *stem;		/* how their names begin */
};

/*
 * The words of argv[1..] with *rewrite applied and the two plugin options taken out that
 * rustc adds for a bitcode link, so that any linker gets what stock rustc would give it.
 * A response file in which something changes is written anew in rewrite->dir; the others
 * stay. ret gets strings of its own (strv_free).
 */
bool link_line_rewrite(int argc, char **argv, const struct link_rewrite *rewrite,
	struct strv *ret, struct err *err);

/* Splits the text of a response file as gcc and LLVM do; ret gets strings of its own. */
void response_split(const char *text, struct strv *ret);
/* One word as it has to stand in a response file; the caller frees. */
char *response_quote(const char *word);

/* Whether the file begins as LLVM bitcode does, wrapped or not. */
bool is_bitcode_file(const char *path);

void strv_free(struct strv *v);

#endif
