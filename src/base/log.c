#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/mem.h"

static bool color, quiet;

static bool wants_color(const char *when)
{
	if (when && strcmp(when, "always") == 0)
		return true;
	if (when && strcmp(when, "never") == 0)
		return false;
	return isatty(STDERR_FILENO);
}

void log_init(bool be_quiet)
{
	const char *no_color = getenv("NO_COLOR");

	quiet = be_quiet;
	color = wants_color(getenv("CARGO_TERM_COLOR"));
	if (no_color && *no_color && !getenv("CARGO_TERM_COLOR"))
		color = false;
}

void log_set_color(const char *when)
{
	color = wants_color(when);
}

bool log_has_color(void)
{
	return color;
}

bool log_is_quiet(void)
{
	return quiet;
}

/* One write per line, so that lines of parallel processes do not mix. */
static void say(
	const char *ansi, const char *label, const char *between, const char *fmt, va_list ap)
{
	char *text = xvprintf(fmt, ap);

	if (color)
		fprintf(stderr, "\033[1m%s%s\033[0m%s%s\n", ansi, label, between, text);
	else
		fprintf(stderr, "%s%s%s\n", label, between, text);
	free(text);
}

void log_status(const char *verb, const char *fmt, ...)
{
	char label[13];
	va_list ap;

	if (quiet)
		return;
	snprintf(label, sizeof(label), "%12s", verb);
	va_start(ap, fmt);
	say("\033[32m", label, " ", fmt, ap);
	va_end(ap);
}

static bool wants_progress(void)
{
	const char *when = getenv("CARGO_TERM_PROGRESS_WHEN"), *term = getenv("TERM");

	if (quiet || !isatty(STDERR_FILENO) || (when && strcmp(when, "never") == 0))
		return false;
	if (when && strcmp(when, "always") == 0)
		return true;
	return !getenv("CI") && !(term && strcmp(term, "dumb") == 0);
}

void log_progress(const char *verb, unsigned done, unsigned steps, const char *what)
{
	enum { BAR_COLUMNS = 24, LEAST_COLUMNS = 50 };
	static const char full[] = "=======================>";
	struct winsize size = {0};
	unsigned filled;
	char *text;

	if (!wants_progress() || !steps || ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 ||
		size.ws_col < LEAST_COLUMNS)
		return;
	filled = (done < steps ? done : steps) * BAR_COLUMNS / steps;
	text = xprintf("[%-*s] %u/%u: %s", BAR_COLUMNS, full + BAR_COLUMNS - filled, done,
		steps, what);
	/* The verb's column, a blank, the text: never as far as the last column. */
	fprintf(stderr, "\r\033[K%s%12s%s %.*s\r", color ? "\033[1m\033[36m" : "", verb,
		color ? "\033[0m" : "", size.ws_col - 14, text);
	free(text);
}

void log_clear_line(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

void log_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("\033[36m", "note", ": async-opt: ", fmt, ap);
	va_end(ap);
}

void log_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("\033[33m", "warning", ": async-opt: ", fmt, ap);
	va_end(ap);
}

void log_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("\033[31m", "error", ": async-opt: ", fmt, ap);
	va_end(ap);
}

void log_help(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("\033[36m", "help", ": ", fmt, ap);
	va_end(ap);
}

int log_failure(struct err *err, const char *help)
{
	log_error("%s", err->message);
	if (help)
		log_help("%s", help);
	err_clear(err);
	return 1;
}
