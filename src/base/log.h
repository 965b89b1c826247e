/*
 * What a user reads, on stderr, in cargo's own manner:
 *
 *	    Optimizing app (412 futures)
 *	warning: async-opt: LLVM 23 is newer than what this version was tested with
 *
 * Only driver/ prints; lower floors return struct err. Colours are used where stderr is a
 * terminal or CARGO_TERM_COLOR=always says so, and never under NO_COLOR or
 * CARGO_TERM_COLOR=never.
 */
#ifndef AO_BASE_LOG_H
#define AO_BASE_LOG_H

#include <stdbool.h>

#include "base/err.h"

/* Reads the environment; `quiet` silences log_status (warnings and errors stay). */
void log_init(bool quiet);
/* What --color said: "auto", "always" or "never"; overrides the environment. */
void log_set_color(const char *when);
bool log_has_color(void);
bool log_is_quiet(void);

/* A green verb, right-aligned to cargo's column, and what it is about. */
void log_status(const char *verb, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/*
 * One line that the next one overwrites: a bar of done in steps, and what is going on. Only
 * where cargo would draw its own: on a terminal wide enough, and not under CI, TERM=dumb or
 * CARGO_TERM_PROGRESS_WHEN=never.
 */
void log_progress(const char *verb, unsigned done, unsigned steps, const char *what);
/* Takes away what log_progress, or cargo, left in the current line of the terminal. */
void log_clear_line(void);
void log_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* "help: ..." under an error: what to do next. */
void log_help(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* An error with its help (NULL: none), and clears it. 1, the exit code of a command that
 * failed. */
int log_failure(struct err *err, const char *help);

#endif
