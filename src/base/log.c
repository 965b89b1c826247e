#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
