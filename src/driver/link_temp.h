/*
 * The folder in which one link works: beside the output, so that the finished file gets
 * there by a rename, readable by its owner only, and gone at the end.
 */
#ifndef AO_DRIVER_LINK_TEMP_H
#define AO_DRIVER_LINK_TEMP_H

#include <stdbool.h>

#include "base/err.h"

struct link_temp {
	char *path;   /* absolute */
	char *parent; /* the folder of the output, as it was named */
	int lock_fd;
};

/*
 * Also removes the folders that killed links have left there: each folder holds a lock
 * for as long as its link lives.
 */
bool link_temp_make(const char *output, struct link_temp *ret, struct err *err);
/* Moves all that is in `folder` to where the output belongs; the output comes last. */
bool link_temp_deliver(
	const struct link_temp *temp, const char *folder, const char *output, struct err *err);
/* Removes the folder. Accepts a zeroed one. */
void link_temp_remove(struct link_temp *temp);

/* A plain copy, with the mode bits; refuses to replace a file. */
bool copy_file(const char *from, const char *to, struct err *err);

#endif
