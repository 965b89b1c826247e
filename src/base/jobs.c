#include "base/jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

enum { MESSAGE_BYTES = 1024, MAX_TOKENS = 64 };

/* Tokens beyond the one that this process runs by. */
struct jobserver {
	bool named;
	int in, out; /* -1: there is none, or it can not be reached */
	char tokens[MAX_TOKENS];
	unsigned held;
};

struct crew {
	struct jobserver server;
	pid_t *pids;	/* 0: not started, or ended */
	char *messages; /* MESSAGE_BYTES for each, in memory shared with the children */
	unsigned count, started, running, most;
};

/* ---- the jobserver ---- */

/*
 * Whoever stands between make and us may have kept the variable and closed the pipe, and then
 * its numbers are of files of ours. Those are closed on exec; what was handed down is not.
 */
static bool is_handed_down(int fd, struct stat *ret)
{
	int flags = fcntl(fd, F_GETFD);

	return flags >= 0 && !(flags & FD_CLOEXEC) && fstat(fd, ret) == 0 &&
	       S_ISFIFO(ret->st_mode);
}

static bool are_ends_of_one_pipe(int in, int out)
{
	struct stat a, b;

	return is_handed_down(in, &a) && is_handed_down(out, &b) && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* A description of its own: to make the shared one non-blocking would surprise its users. */
static int open_again(int fd, int flags)
{
	char *path = xprintf("/proc/self/fd/%d", fd);
	int again = open(path, flags | O_NONBLOCK | O_CLOEXEC);

	free(path);
	return again;
}

static const char *jobserver_words(void)
{
	static const char *const variables[] = {"CARGO_MAKEFLAGS", "MAKEFLAGS"};
	static const char *const options[] = {"--jobserver-auth=", "--jobserver-fds="};

	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		const char *text = getenv(variables[i]);

		for (size_t j = 0; text && j < sizeof(options) / sizeof(*options); j++) {
			const char *found = strstr(text, options[j]);

			if (found)
				return found + strlen(options[j]);
		}
	}
	return NULL;
}

static void jobserver_open(struct jobserver *s)
{
	const char *words = jobserver_words();
	int in, out;

	s->in = s->out = -1;
	s->named = words != NULL;
	if (!words)
		return;
	if (has_prefix(words, "fifo:")) {
		size_t len = strcspn(words, " ") - strlen("fifo:");
		char *path = xstrndup(words + strlen("fifo:"), len);
		struct stat st;

		if (stat(path, &st) == 0 && S_ISFIFO(st.st_mode))
			s->in = s->out = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
		free(path);
	} else if (sscanf(words, "%d,%d", &in, &out) == 2 && are_ends_of_one_pipe(in, out)) {
		s->in = open_again(in, O_RDONLY);
		s->out = open_again(out, O_WRONLY);
	}
}

/* One that is named but can not be reached has no tokens for us. */
static bool jobserver_take(struct jobserver *s)
{
	if (!s->named)
		return true;
	if (s->in < 0 || s->out < 0 || s->held == MAX_TOKENS)
		return false;
	if (read(s->in, &s->tokens[s->held], 1) != 1)
		return false;
	s->held++;
	return true;
}

static void jobserver_keep(struct jobserver *s, unsigned wanted)
{
	while (s->held > wanted) {
		s->held--;
		while (write(s->out, &s->tokens[s->held], 1) < 0 && errno == EINTR)
			;
	}
}

static void jobserver_close(struct jobserver *s)
{
	jobserver_keep(s, 0);
	if (s->in >= 0)
		close(s->in);
	if (s->out >= 0 && s->out != s->in)
		close(s->out);
}

/* ---- the children ---- */

static unsigned processors(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return 1;
	return (unsigned)CPU_COUNT(&set);
}

static void work_and_end(job_work *work, void *arg, unsigned which, char *message)
{
	struct err err = {0};
	bool ok = work(arg, which, &err);

	if (!ok)
		snprintf(message, MESSAGE_BYTES, "%s", err.message ? err.message : "");
	/* Not exit: what stdio held before the fork is the parent's to write. */
	fflush(stdout);
	_exit(!ok);
}

static bool start_one(struct crew *c, job_work *work, void *arg, struct err *err)
{
	unsigned which = c->started;
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		return err_sys(err, "cannot start a process");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(126);
		work_and_end(work, arg, which, c->messages + (size_t)which * MESSAGE_BYTES);
	}
	c->pids[which] = pid;
	c->started++;
	c->running++;
	return true;
}

static bool judge(const struct crew *c, unsigned which, int status, struct err *err)
{
	const char *message = c->messages + (size_t)which * MESSAGE_BYTES;

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (WIFSIGNALED(status))
		return err_set(err, "a process of it crashed (signal %d, %s)", WTERMSIG(status),
			strsignal(WTERMSIG(status)));
	if (*message)
		return err_set(err, "%s", message);
	return err_set(err, "a process of it ended with code %d", WEXITSTATUS(status));
}

static bool wait_for_one(struct crew *c, struct err *err)
{
	int status = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, 0)) < 0 && errno == EINTR)
		;
	if (pid < 0)
		return err_sys(err, "cannot wait for a process");
	for (unsigned i = 0; i < c->started; i++) {
		if (c->pids[i] != pid)
			continue;
		c->pids[i] = 0;
		c->running--;
		return judge(c, i, status, err);
	}
	return true;
}

static void end_all(struct crew *c)
{
	for (unsigned i = 0; i < c->started; i++) {
		if (!c->pids[i])
			continue;
		kill(c->pids[i], SIGKILL);
		waitpid(c->pids[i], NULL, 0);
	}
}

static bool run_all(struct crew *c, job_work *work, void *arg, struct err *err)
{
	while (c->started < c->count || c->running) {
		bool room = c->started < c->count && c->running < c->most;

		if (room && (!c->running || jobserver_take(&c->server))) {
			if (!start_one(c, work, arg, err))
				return false;
			continue;
		}
		if (!wait_for_one(c, err))
			return false;
		jobserver_keep(&c->server, c->running ? c->running - 1 : 0);
	}
	return true;
}

bool jobs_run(unsigned count, job_work *work, void *arg, struct err *err)
{
	struct crew crew = {.count = count, .most = processors()};
	size_t bytes = (size_t)count * MESSAGE_BYTES;
	bool ok;

	if (!count)
		return true;
	crew.messages =
		mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (crew.messages == MAP_FAILED)
		return err_sys(err, "cannot share memory with a child process");
	crew.pids = xcalloc(count, sizeof(*crew.pids));
	jobserver_open(&crew.server);
	fflush(NULL);
	ok = run_all(&crew, work, arg, err);
	end_all(&crew);
	jobserver_close(&crew.server);
	free(crew.pids);
	munmap(crew.messages, bytes);
	return ok;
}
