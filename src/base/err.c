#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

bool err_set(struct err *err, const char *fmt, ...)
{
	va_list ap;
	char *message;

	va_start(ap, fmt);
	message = xvprintf(fmt, ap);
	va_end(ap);
	free(err->message);
	err->message = message;
	return false;
}

bool err_sys(struct err *err, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	char *what;

	va_start(ap, fmt);
	what = xvprintf(fmt, ap);
	va_end(ap);
	err_set(err, "%s: %s", what, strerror(saved));
	free(what);
	return false;
}

bool err_context(struct err *err, const char *fmt, ...)
{
	va_list ap;
	char *context, *message;

	va_start(ap, fmt);
	context = xvprintf(fmt, ap);
	va_end(ap);
	message = xprintf("%s: %s", context, err->message ? err->message : "unknown error");
	free(context);
	free(err->message);
	err->message = message;
	return false;
}

void err_clear(struct err *err)
{
	free(err->message);
	err->message = NULL;
}

noreturn void bug_at(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "async-opt: bug at %s:%d: ", file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}
