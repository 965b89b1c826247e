/* Folders of profile files, and what a build takes from them. */
#ifndef AO_DRIVER_PROFILE_FILES_H
#define AO_DRIVER_PROFILE_FILES_H

#include "report/profile.h"

/* The profile files in a folder, sorted; none where it is no folder. The caller frees them. */
void profile_files_list(const char *folder, struct strv *ret);
/* Adds a file, or all of a folder. What can not be read is named; false: nothing could be. */
bool profile_files_read(struct profile *p, const char *path, struct err *err);

/*
 * Writes what opt/hints.h reads into a folder, under a name that tells one content from
 * another. NULL where the profile can not be read or says nothing. The caller frees the path.
 */
char *profile_hints_write(const char *profile, const char *folder, struct err *err);

#endif
