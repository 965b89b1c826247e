/* Rust's symbols as people read them: libiberty's work. */
#ifndef AO_BASE_DEMANGLE_H
#define AO_BASE_DEMANGLE_H

/* "app::main::{{closure}}", without the hash; NULL where it is no symbol of Rust. free() it. */
char *demangle(const char *symbol);

#endif
