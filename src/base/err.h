/*
 * Three kinds of wrong. The user's or the system's error fills a struct err and the
 * function returns false; "not optimizable" is a reason (opt/reasons.def), not an error;
 * our own bug is BUG(), which aborts.
 */
#ifndef AO_BASE_ERR_H
#define AO_BASE_ERR_H

#include <stdbool.h>
#include <stdnoreturn.h>

/*
 * Untouched on success, so calls chain. The message is lower-case, without a newline, and
 * complete enough to print. err_clear frees it.
 */
struct err {
	char *message;
};

/* Replaces the message; always returns false, for `return err_set(...)`. */
bool err_set(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Like err_set, and ends with ": " and what errno says. */
bool err_sys(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Puts context and ": " before the message; always returns false. */
bool err_context(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void err_clear(struct err *err);

/* Our own mistake: prints where and what, and aborts. */
noreturn void bug_at(const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)

#endif
