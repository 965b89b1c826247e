#include "driver/task.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

static const int ENDING[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const size_t ENDING_LEN = sizeof(ENDING) / sizeof(*ENDING);

static sigset_t before, watched;
static int asked_to_end;

void task_init(void)
{
	/* An ignored SIGCHLD, which we may have inherited, would lose our children's ends. */
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&watched);
	sigaddset(&watched, SIGCHLD);
	for (size_t i = 0; i < ENDING_LEN; i++)
		sigaddset(&watched, ENDING[i]);
	sigprocmask(SIG_BLOCK, &watched, &before);
}

static void note_signal(int number)
{
	if (number > 0 && number != SIGCHLD && !asked_to_end)
		asked_to_end = number;
}

int task_interrupted(void)
{
	struct timespec now = {0};
	int number;

	while ((number = sigtimedwait(&watched, NULL, &now)) > 0)
		note_signal(number);
	return asked_to_end;
}

void task_die(void)
{
	signal(asked_to_end, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	raise(asked_to_end);
	_exit(128 + asked_to_end);
}

static long now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)now.tv_sec;
}

/* In the child, before anything else. */
static void begin(const struct task *task, pid_t parent)
{
	sigprocmask(SIG_SETMASK, &before, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	dup2(task->out_fd, STDOUT_FILENO);
	dup2(task->err_fd, STDERR_FILENO);
}

static bool start(struct task *task, struct err *err)
{
	*task = (struct task){0};
	task->out_fd = memfd_create("stdout", MFD_CLOEXEC);
	task->err_fd = memfd_create("stderr", MFD_CLOEXEC);
	if (task->out_fd < 0 || task->err_fd < 0)
		return err_sys(err, "cannot make a file in memory");
	task->pid = fork();
	if (task->pid < 0) {
		task->pid = 0;
		return err_sys(err, "cannot start a process");
	}
	return true;
}

bool task_exec(struct task *task, char *const argv[], const char *cwd, struct err *err)
{
	int error = 0, report[2];
	pid_t parent = getpid();

	if (pipe2(report, O_CLOEXEC) < 0)
		return err_sys(err, "cannot make a pipe");
	if (!start(task, err)) {
		close(report[0]);
		close(report[1]);
		return false;
	}
	if (task->pid == 0) {
		begin(task, parent);
		if (!cwd || chdir(cwd) == 0)
			execvp(argv[0], argv);
		error = errno;
		if (write(report[1], &error, sizeof(error)) < 0)
			_exit(126);
		_exit(127);
	}

	close(report[1]);
	while (read(report[0], &error, sizeof(error)) < 0 && errno == EINTR)
		;
	close(report[0]);
	if (!error)
		return true;
	proc_wait(task->pid);
	task->pid = 0;
	errno = error;
	return err_sys(err, "cannot run %s", argv[0]);
}

bool task_call(struct task *task, int (*work)(void *), void *arg, long limit_s, struct err *err)
{
	pid_t parent = getpid();

	if (!start(task, err))
		return false;
	if (task->pid == 0) {
		begin(task, parent);
		/* exit, not _exit: what stdio still holds belongs in the log. */
		exit(work(arg));
	}
	task->deadline_s = now_s() + limit_s;
	return true;
}

/* Notes what has ended by itself or is too late. True where nothing is left to wait for. */
static bool look_at(struct task *const tasks[], size_t len)
{
	bool all_ended = true;

	for (size_t i = 0; i < len; i++) {
		struct task *task = tasks[i];
		int status;

		if (!task->pid || task->ended)
			continue;
		if (task->deadline_s && now_s() >= task->deadline_s && !task->too_late) {
			task->too_late = true;
			kill(task->pid, SIGKILL);
		}
		if (waitpid(task->pid, &status, WNOHANG) == task->pid) {
			task->ended = true;
			task->end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
			task->end.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
								  : WEXITSTATUS(status);
		} else {
			all_ended = false;
		}
	}
	return all_ended;
}

/* gcc removes its own temporary files on SIGTERM, so it gets that chance first. */
static void end_all(struct task *const tasks[], size_t len)
{
	const struct timespec pause = {.tv_nsec = 10L * 1000 * 1000};

	for (size_t i = 0; i < len; i++)
		if (tasks[i]->pid && !tasks[i]->ended)
			kill(tasks[i]->pid, SIGTERM);
	for (int tries = 0; tries < 100 && !look_at(tasks, len); tries++)
		nanosleep(&pause, NULL);
	for (size_t i = 0; i < len; i++) {
		if (!tasks[i]->pid || tasks[i]->ended)
			continue;
		kill(tasks[i]->pid, SIGKILL);
		tasks[i]->end = proc_wait(tasks[i]->pid);
		tasks[i]->ended = true;
	}
}

void task_wait(struct task *const tasks[], size_t len)
{
	const struct timespec tick = {.tv_sec = 1};

	while (!asked_to_end && !look_at(tasks, len))
		note_signal(sigtimedwait(&watched, NULL, &tick));
	if (task_interrupted())
		end_all(tasks, len);
}

void task_read(int fd, struct str *ret)
{
	char chunk[65536];
	off_t at = 0;
	ssize_t got;

	while ((got = pread(fd, chunk, sizeof(chunk), at)) > 0) {
		str_addn(ret, chunk, (size_t)got);
		at += got;
	}
}

static void copy_to(int from, int to)
{
	struct str text = {0};
	size_t done = 0;

	task_read(from, &text);
	while (done < text.len) {
		ssize_t put = write(to, text.s + done, text.len - done);

		if (put < 0 && errno != EINTR)
			break;
		done += put > 0 ? (size_t)put : 0;
	}
	str_free(&text);
}

void task_print(const struct task *task)
{
	if (!task->pid)
		return;
	copy_to(task->out_fd, STDOUT_FILENO);
	copy_to(task->err_fd, STDERR_FILENO);
}

void task_free(struct task *task)
{
	if (task->out_fd > 0)
		close(task->out_fd);
	if (task->err_fd > 0)
		close(task->err_fd);
	*task = (struct task){0};
}
