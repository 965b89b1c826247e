#include "driver/link_temp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"

#define PREFIX ".async-opt-"

/* A folder without a lock is one that is being made, unless it is as old as this. */
static const time_t MAKING_S = 3600;

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

/* Whether the link that made this folder is dead. */
static bool is_left_over(const char *path)
{
	char *lock = xprintf("%s/lock", path);
	int fd = open(lock, O_RDWR | O_CLOEXEC);
	struct stat st;
	bool dead;

	free(lock);
	if (fd < 0)
		return errno == ENOENT && lstat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
		       time(NULL) - st.st_mtime > MAKING_S;
	dead = flock(fd, LOCK_EX | LOCK_NB) == 0;
	close(fd);
	return dead;
}

static void sweep(const char *parent)
{
	DIR *dir = opendir(parent);
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		struct err err = {0};
		char *path;

		if (!has_prefix(entry->d_name, PREFIX))
			continue;
		path = xprintf("%s/%s", parent, entry->d_name);
		/* What can not be removed is somebody else's and not in our way. */
		if (is_left_over(path) && !dir_remove(path, &err))
			err_clear(&err);
		free(path);
	}
	closedir(dir);
}

/* The lock gets its name only when it is held, so nobody ever sees it free. */
static bool take_lock(struct link_temp *temp, struct err *err)
{
	char *making = xprintf("%s/lock.new", temp->path);
	char *lock = xprintf("%s/lock", temp->path);
	bool ok;

	temp->lock_fd = open(making, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ok = temp->lock_fd >= 0 && flock(temp->lock_fd, LOCK_EX) == 0 &&
	     rename(making, lock) == 0;
	if (!ok)
		err_sys(err, "cannot lock %s", temp->path);
	free(making);
	free(lock);
	return ok;
}

bool link_temp_make(const char *output, struct link_temp *ret, struct err *err)
{
	char *made;

	*ret = (struct link_temp){.lock_fd = -1, .parent = folder_of(output)};
	sweep(ret->parent);
	made = dir_make_temp(ret->parent, PREFIX, err);
	if (made) {
		ret->path = realpath(made, NULL);
		if (!ret->path)
			err_sys(err, "cannot find %s", made);
		free(made);
	}
	if (ret->path && take_lock(ret, err))
		return true;
	link_temp_remove(ret);
	return false;
}

static bool move(const char *folder, const char *name, const char *to, struct err *err)
{
	char *from = xprintf("%s/%s", folder, name);
	bool ok = rename(from, to) == 0 || err_sys(err, "cannot write %s", to);

	free(from);
	return ok;
}

bool link_temp_deliver(
	const struct link_temp *temp, const char *folder, const char *output, struct err *err)
{
	const char *name = base_name(output);
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool ok = true;

	if (!dir)
		return err_sys(err, "cannot open %s", folder);
	while (ok && (entry = readdir(dir))) {
		char *to;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
			strcmp(entry->d_name, name) == 0)
			continue;
		to = xprintf("%s/%s", temp->parent, entry->d_name);
		ok = move(folder, entry->d_name, to, err);
		free(to);
	}
	closedir(dir);
	return ok && move(folder, name, output, err);
}

void link_temp_remove(struct link_temp *temp)
{
	struct err err = {0};

	if (temp->path && !dir_remove(temp->path, &err))
		err_clear(&err);
	if (temp->path && temp->lock_fd >= 0)
		close(temp->lock_fd);
	free(temp->path);
	free(temp->parent);
	*temp = (struct link_temp){.lock_fd = -1};
}

static bool copy_bytes(int from, int to)
{
	char chunk[65536];
	ssize_t got;

	while ((got = read(from, chunk, sizeof(chunk))) > 0) {
		for (ssize_t done = 0, put; done < got; done += put) {
			put = write(to, chunk + done, (size_t)(got - done));
			if (put < 0)
				return false;
		}
	}
	return got == 0;
}

bool copy_file(const char *from, const char *to, struct err *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
	struct stat st;
	bool ok;

	if (in < 0)
		return err_sys(err, "cannot open %s", from);
	if (fstat(in, &st) == 0)
		out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, st.st_mode & 0777);
	ok = out >= 0 && copy_bytes(in, out);
	if (out >= 0)
		ok = close(out) == 0 && ok;
	if (!ok)
		err_sys(err, "cannot copy %s to %s", from, to);
	close(in);
	return ok;
}
