#include "driver/messages.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"

#define PIPE_PREFIX "driver-"

static char *pipe_path(const char *settings_folder, long pid)
{
	return xprintf("%s/%s%ld", settings_folder, PIPE_PREFIX, pid);
}

static void remove_stale(const char *settings_folder)
{
	DIR *dir = opendir(settings_folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		long pid;
		char *path;

		if (!has_prefix(entry->d_name, PIPE_PREFIX))
			continue;
		pid = strtol(entry->d_name + strlen(PIPE_PREFIX), NULL, 10);
		path = pipe_path(settings_folder, pid);
		if (pid > 0 && kill((pid_t)pid, 0) < 0 && errno == ESRCH)
			unlink(path);
		free(path);
	}
	if (dir)
		closedir(dir);
}

void messages_open(struct messages *m, const char *settings_folder)
{
	*m = (struct messages){.fd = -1};
	remove_stale(settings_folder);
	m->path = pipe_path(settings_folder, getpid());
	unlink(m->path);
	/* Both directions, so that it never looks closed while no wrapper has it open. */
	if (mkfifo(m->path, 0600) == 0)
		m->fd = open(m->path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

static void show(char *line)
{
	char *text = strchr(line, '\t');
	unsigned done, steps;

	if (!text || log_is_quiet())
		return;
	*text++ = '\0';
	/* Cargo's progress bar may be in this line of the terminal; cargo draws it anew. */
	if (sscanf(line, "%u/%u", &done, &steps) == 2) {
		log_progress("Optimizing", done, steps, text);
		return;
	}
	log_clear_line();
	log_status(line, "%s", text);
}

static void receive(struct messages *m)
{
	char chunk[PIPE_BUF];
	ssize_t got;

	while ((got = read(m->fd, chunk, sizeof(chunk))) > 0)
		str_addn(&m->part, chunk, (size_t)got);
	while (m->part.len) {
		char *end = memchr(m->part.s, '\n', m->part.len);
		size_t len;

		if (!end)
			return;
		*end = '\0';
		show(m->part.s);
		len = (size_t)(end - m->part.s) + 1;
		memmove(m->part.s, m->part.s + len, m->part.len - len + 1);
		m->part.len -= len;
	}
}

struct proc_end messages_wait(struct messages *m, pid_t child)
{
	int child_fd = (int)syscall(SYS_pidfd_open, child, 0);
	struct pollfd fds[] = {
		{.fd = child_fd, .events = POLLIN},
		{.fd = m->fd, .events = POLLIN},
	};

	while (child_fd >= 0 && !fds[0].revents) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			break;
		if (m->fd >= 0)
			receive(m);
	}
	if (child_fd >= 0)
		close(child_fd);
	return proc_wait(child);
}

void messages_close(struct messages *m)
{
	if (m->fd >= 0) {
		receive(m);
		close(m->fd);
	}
	if (m->path)
		unlink(m->path);
	free(m->path);
	str_free(&m->part);
	*m = (struct messages){.fd = -1};
}

/* 0 where it can not be told. */
static long parent_of(long pid)
{
	char *path = xprintf("/proc/%ld/stat", pid);
	struct str stat = {0};
	struct err err = {0};
	long parent = 0;

	if (file_read(path, &stat, &err)) {
		/* "pid (name) state parent": the name may hold anything. */
		const char *name_end = strrchr(stat.s, ')');

		if (!name_end || sscanf(name_end + 1, " %*c %ld", &parent) != 1)
			parent = 0;
	}
	err_clear(&err);
	str_free(&stat);
	free(path);
	return parent;
}

bool message_send(const char *settings_folder, const char *verb, const char *text)
{
	long pid = getppid();
	int fd = -1;
	char *line;
	bool sent;

	for (int up = 0; fd < 0 && pid > 1 && up < 8; up++, pid = parent_of(pid)) {
		char *path = pipe_path(settings_folder, pid);

		fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
		free(path);
	}
	if (fd < 0)
		return false;
	line = xprintf("%s\t%s\n", verb, text);
	sent = write(fd, line, strlen(line)) == (ssize_t)strlen(line);
	free(line);
	close(fd);
	return sent;
}

bool message_send_step(
	const char *settings_folder, unsigned done, unsigned steps, const char *text)
{
	char *verb = xprintf("%u/%u", done, steps);
	bool sent = message_send(settings_folder, verb, text);

	free(verb);
	return sent;
}
