#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

extern char **environ;

struct proc_end proc_wait(pid_t pid)
{
	struct proc_end end = {0};
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status)) {
		end.signal = WTERMSIG(status);
		end.exit_code = 128 + end.signal;
	} else {
		end.exit_code = WEXITSTATUS(status);
	}
	return end;
}

/*
 * In the child: becomes argv. A failed exec is told through report_fd (closed by a
 * successful one), because an exit code of the child could be anybody's.
 */
static void become(char *const argv[], char *const env[], int report_fd)
{
	int error;

	if (env)
		environ = (char **)env;
	execvp(argv[0], argv);
	error = errno;
	if (write(report_fd, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

static bool close_pipe(int ends[2])
{
	if (ends[0] >= 0)
		close(ends[0]);
	if (ends[1] >= 0)
		close(ends[1]);
	ends[0] = ends[1] = -1;
	return false;
}

/* Reads what comes from the two ends (either may be -1) until both are closed. */
static void collect(int out_fd, struct str *out, int err_fd, struct str *errors)
{
	struct pollfd fds[2] = {
		{.fd = out_fd, .events = POLLIN}, {.fd = err_fd, .events = POLLIN}};
	struct str *sinks[2] = {out, errors};
	char chunk[8192];

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (poll(fds, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			return;
		}
		for (int i = 0; i < 2; i++) {
			ssize_t got;

			if (fds[i].fd < 0 || !fds[i].revents)
				continue;
			got = read(fds[i].fd, chunk, sizeof(chunk));
			if (got > 0)
				str_addn(sinks[i], chunk, (size_t)got);
			else if (got == 0 || errno != EINTR)
				fds[i].fd = -1;
		}
	}
}

static bool run(char *const argv[], char *const env[], struct str *ret_stdout,
	struct str *ret_stderr, struct proc_end *ret_end, struct err *err)
{
	int report[2] = {-1, -1}, out[2] = {-1, -1}, errors[2] = {-1, -1};
	int exec_error = 0;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC) < 0 || (ret_stdout && pipe2(out, O_CLOEXEC) < 0) ||
		(ret_stderr && pipe2(errors, O_CLOEXEC) < 0)) {
		err_sys(err, "cannot make a pipe");
		close_pipe(report);
		close_pipe(out);
		return close_pipe(errors);
	}

	pid = fork();
	if (pid < 0) {
		err_sys(err, "cannot start %s", argv[0]);
		close_pipe(report);
		close_pipe(out);
		return close_pipe(errors);
	}
	if (pid == 0) {
		if (ret_stdout) {
			int null = open("/dev/null", O_RDONLY);

			dup2(null, STDIN_FILENO);
			dup2(out[1], STDOUT_FILENO);
		}
		if (ret_stderr)
			dup2(errors[1], STDERR_FILENO);
		become(argv, env, report[1]);
	}

	close(report[1]);
	report[1] = -1;
	if (ret_stdout) {
		close(out[1]);
		out[1] = -1;
	}
	if (ret_stderr) {
		close(errors[1]);
		errors[1] = -1;
	}
	if (ret_stdout || ret_stderr)
		collect(out[0], ret_stdout, errors[0], ret_stderr);
	while (read(report[0], &exec_error, sizeof(exec_error)) < 0 && errno == EINTR)
		;
	close_pipe(report);
	close_pipe(out);
	close_pipe(errors);
	*ret_end = proc_wait(pid);

	if (exec_error) {
		errno = exec_error;
		return err_sys(err, "cannot run %s", argv[0]);
	}
	return true;
}

bool proc_run(char *const argv[], char *const env[], struct proc_end *ret_end, struct err *err)
{
	return run(argv, env, NULL, NULL, ret_end, err);
}

bool proc_capture(char *const argv[], char *const env[], struct str *ret_stdout,
	struct str *ret_stderr, struct proc_end *ret_end, struct err *err)
{
	return run(argv, env, ret_stdout, ret_stderr, ret_end, err);
}

bool proc_start(char *const argv[], char *const env[], pid_t *ret_pid, struct err *err)
{
	int report[2], exec_error = 0;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC) < 0)
		return err_sys(err, "cannot make a pipe");
	pid = fork();
	if (pid == 0)
		become(argv, env, report[1]);
	if (pid < 0) {
		err_sys(err, "cannot start %s", argv[0]);
		return close_pipe(report);
	}
	close(report[1]);
	while (read(report[0], &exec_error, sizeof(exec_error)) < 0 && errno == EINTR)
		;
	close(report[0]);
	if (exec_error) {
		proc_wait(pid);
		errno = exec_error;
		return err_sys(err, "cannot run %s", argv[0]);
	}
	*ret_pid = pid;
	return true;
}

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

char *proc_which(const char *name)
{
	const char *path = getenv("PATH");

	if (strchr(name, '/'))
		return is_program(name) ? xstrdup(name) : NULL;
	for (const char *at = path ? path : ""; *at;) {
		size_t len = strcspn(at, ":");
		char *candidate = xprintf("%.*s/%s", (int)len, at, name);

		if (len && is_program(candidate))
			return candidate;
		free(candidate);
		at += len + (at[len] == ':');
	}
	return NULL;
}

bool file_read(const char *path, struct str *ret_bytes, struct err *err)
{
	char chunk[65536];
	ssize_t got;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_sys(err, "cannot open %s", path);
	str_addn(ret_bytes, "", 0);
	while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			err_sys(err, "cannot read %s", path);
			close(fd);
			return false;
		}
		str_addn(ret_bytes, chunk, (size_t)got);
	}
	close(fd);
	return true;
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t put = write(fd, bytes, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes += put;
		len -= (size_t)put;
	}
	return true;
}

bool file_write_atomic(const char *path, const void *bytes, size_t len, struct err *err)
{
	char *temp = xprintf("%s.XXXXXX", path);
	int fd = mkostemp(temp, O_CLOEXEC);
	bool ok = fd >= 0;

	if (ok) {
		ok = fchmod(fd, 0644) == 0 && write_all(fd, bytes, len);
		ok = close(fd) == 0 && ok;
		ok = ok && rename(temp, path) == 0;
	}
	if (!ok) {
		err_sys(err, "cannot write %s", path);
		if (fd >= 0)
			unlink(temp);
	}
	free(temp);
	return ok;
}

char *path_absolute(const char *path)
{
	char *cwd, *joined;

	if (path[0] == '/')
		return xstrdup(path);
	cwd = getcwd(NULL, 0);
	joined = xprintf("%s/%s", cwd ? cwd : ".", path);
	free(cwd);
	return joined;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool dir_make(const char *path, struct err *err)
{
	char *p = xstrdup(path);
	bool ok = true;

	for (char *slash = p + 1; ok && *p; slash++) {
		char was = *slash;

		if (was != '/' && was != '\0')
			continue;
		*slash = '\0';
		if (mkdir(p, 0777) < 0 && errno != EEXIST)
			ok = err_sys(err, "cannot make the folder %s", p);
		*slash = was;
		if (!was)
			break;
	}
	free(p);
	return ok;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

bool dir_remove(const char *path, struct err *err)
{
	if (nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS) < 0 && errno != ENOENT)
		return err_sys(err, "cannot remove %s", path);
	return true;
}

char *dir_make_temp(const char *parent, const char *prefix, struct err *err)
{
	char *path = xprintf("%s/%sXXXXXX", parent, prefix);

	if (!mkdtemp(path)) {
		err_sys(err, "cannot make a folder in %s", parent);
		free(path);
		return NULL;
	}
	return path;
}
