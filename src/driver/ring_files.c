#include "driver/ring_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/str.h"
#include "report/profile_ring.h"

static bool clock_of(const char *text, uint64_t *ret, struct err *err)
{
	char *end;

	*ret = 0;
	if (!text)
		return true;
	errno = 0;
	*ret = strtoull(text, &end, 10);
	return (!errno && end != text && !*end && *ret && *text != '-') ||
	       err_set(err, "--clock-hz takes a number, not \"%s\"", text);
}

bool ring_files_read(
	struct profile *p, const char *dump, const char *image, const char *hz, struct err *err)
{
	uint64_t clock;

	return clock_of(hz, &clock, err) && profile_add_ring(p, dump, image, clock, err);
}

int ring_files_show_image(const char *path)
{
	struct profile_image image;
	struct str text = {0};
	struct err err = {0};

	if (!profile_image_read(path, &image, &err))
		return log_failure(&err, NULL);
	profile_image_text(&image, path, &text);
	fputs(text.s, stdout);
	str_free(&text);
	profile_image_free(&image);
	return 0;
}
