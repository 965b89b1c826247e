/* Dumped rings of programs without an operating system, and their images. */
#ifndef AO_DRIVER_RING_FILES_H
#define AO_DRIVER_RING_FILES_H

#include "report/profile.h"

/* Adds a dump of the image's ring; `hz` as on the command line, NULL for none. */
bool ring_files_read(struct profile *p, const char *dump, const char *image, const char *hz,
	struct err *err);
/* Prints where the ring is; the exit code. */
int ring_files_show_image(const char *image);

#endif
