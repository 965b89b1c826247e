/* Files that belong to this program: as installed, and as they lie in its build folder. */
#ifndef AO_DRIVER_INSTALLED_H
#define AO_DRIVER_INSTALLED_H

/* The folder of the running executable; the caller frees; NULL where it is not known. */
char *installed_folder(void);

/*
 * The file at `installed` below the prefix, or else at `built` below the folder of the
 * executable. The caller frees; NULL where neither is there.
 */
char *installed_file(const char *installed, const char *built);

#endif
