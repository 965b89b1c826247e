/* Processes and files. No shell is ever involved; every failure fills a struct err. */
#ifndef AO_BASE_PROC_H
#define AO_BASE_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

/*
 * How a child ended. exit_code is what a shell would report: 128 + signal where a signal
 * ended it.
 */
struct proc_end {
	int exit_code;
	int signal; /* 0 where the child exited by itself */
};

/*
 * Runs argv[0] (looked up in PATH), waits for it, and says how it ended. False only where
 * it could not be started. env, where not NULL, is the child's whole environment.
 */
bool proc_run(char *const argv[], char *const env[], struct proc_end *ret_end, struct err *err);

/* Starts argv[0] like proc_run and returns at once: wait for *ret_pid with proc_wait. */
bool proc_start(char *const argv[], char *const env[], pid_t *ret_pid, struct err *err);

/*
 * Like proc_run, with the child's stdout (and its stderr, if ret_stderr is not NULL)
 * collected. stdin is empty.
 */
bool proc_capture(char *const argv[], char *const env[], struct str *ret_stdout,
	struct str *ret_stderr, struct proc_end *ret_end, struct err *err);

/* waitpid, retried over signals. */
struct proc_end proc_wait(pid_t pid);

/* Where PATH finds a program; the caller frees; NULL where it does not. */
char *proc_which(const char *name);

/* Reads a whole file. */
bool file_read(const char *path, struct str *ret_bytes, struct err *err);

/*
 * Writes bytes beside path under a fresh name and renames: a reader sees the old file or
 * the whole new one. A symbolic link at path is replaced, not followed.
 */
bool file_write_atomic(const char *path, const void *bytes, size_t len, struct err *err);

/* The path from the root; a relative one is taken from the current folder. The caller frees. */
char *path_absolute(const char *path);

bool file_exists(const char *path);
/* mkdir -p. */
bool dir_make(const char *path, struct err *err);
/* rm -rf that follows no symbolic link. Not an error where nothing is there. */
bool dir_remove(const char *path, struct err *err);
/* A fresh folder in `parent`, mode 0700, unpredictable name. The caller frees the string. */
char *dir_make_temp(const char *parent, const char *prefix, struct err *err);

#endif
