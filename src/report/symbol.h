/* Names that people can read. */
#ifndef AO_REPORT_SYMBOL_H
#define AO_REPORT_SYMBOL_H

/*
 * The path that a Rust symbol stands for, without its hash; of a future, without the marks of
 * the closure that it is ("app::main", not "app::main::{{closure}}"). A name that is not
 * mangled stays as it is. The caller frees.
 */
char *symbol_path(const char *symbol);

#endif
