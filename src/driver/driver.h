/*
 * The subcommands. Each takes its own argument vector (argv[0] is the subcommand's or the
 * program's name) and returns the exit code: 0 fine, 1 error, 2 usage.
 */
#ifndef AO_DRIVER_DRIVER_H
#define AO_DRIVER_DRIVER_H

/* Meson gives it; a plain compiler call need not. */
#ifndef AO_VERSION
#define AO_VERSION "0.1.0"
#endif

/* async-opt in.bc -o out.bc: the optimizer alone. */
int cmd_opt(int argc, char **argv);
/* cargo async-opt build|run|test|bench|rustc|install|clean|profile|catalogue|env|info ... */
int cmd_cargo(int argc, char **argv);
/* cargo's rustc wrapper: argv[1] is rustc. */
int cmd_wrap(int argc, char **argv);
/* The linker that rustc calls for a final artefact. */
int cmd_link(int argc, char **argv);
/* Toolchain, libLLVM, tested range. */
int cmd_info(int argc, char **argv);

#endif
