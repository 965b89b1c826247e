/*
 * The symbols of a linked file as they were before its module was taken apart: ir/parts.h has
 * the suffix. The linker has made them local, so nothing depends on their names any more.
 */
#ifndef AO_DRIVER_LINK_NAMES_H
#define AO_DRIVER_LINK_NAMES_H

/* A file that is no ELF file or has no symbols stays as it is; so does one that fails. */
void link_names_restore(const char *path);

#endif
