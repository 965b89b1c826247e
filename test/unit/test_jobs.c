#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/jobs.h"
#include "base/mem.h"
#include "base/str.h"

enum { PIECES = 4 };

/* What pieces tell: 'b' at the beginning and 'e' at the end of each. */
static int told[2];

static bool tell(void *arg, unsigned which, struct err *err)
{
	const struct timespec pause = {.tv_nsec = 30L * 1000 * 1000};

	(void)which;
	(void)err;
	if (write(told[1], "b", 1) != 1)
		return false;
	nanosleep(&pause, NULL);
	if (write(told[1], "e", 1) != 1)
		return false;
	return arg == told;
}

static void hear(char *ret, size_t size)
{
	ssize_t got = read(told[0], ret, size - 1);

	assert_true(got >= 0);
	ret[got] = '\0';
}

static void each_piece_runs_once(void **state)
{
	struct err err = {0};
	char text[64];
	int begun = 0;

	(void)state;
	unsetenv("CARGO_MAKEFLAGS");
	unsetenv("MAKEFLAGS");
	assert_true(jobs_run(PIECES, tell, told, &err));
	hear(text, sizeof(text));
	for (const char *at = text; *at; at++)
		begun += *at == 'b';
	assert_int_equal(begun, PIECES);
	assert_int_equal(strlen(text), 2 * PIECES);
	assert_null(err.message);
}

/* A jobserver with so many tokens besides the one that we run by; its descriptors in `ends`. */
static void make_jobserver(int ends[2], const char *tokens)
{
	char *words;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], tokens, strlen(tokens)), (ssize_t)strlen(tokens));
	words = xprintf("-j --jobserver-fds=%d,%d --jobserver-auth=%d,%d", ends[0], ends[1],
		ends[0], ends[1]);
	setenv("CARGO_MAKEFLAGS", words, 1);
	free(words);
}

static void one_at_a_time_without_tokens(void **state)
{
	struct err err = {0};
	char text[64];
	int ends[2];

	(void)state;
	make_jobserver(ends, "");
	assert_true(jobs_run(PIECES, tell, told, &err));
	hear(text, sizeof(text));
	assert_string_equal(text, "bebebebe");
	unsetenv("CARGO_MAKEFLAGS");
	close(ends[0]);
	close(ends[1]);
}

static void tokens_are_given_back(void **state)
{
	struct err err = {0};
	char text[64], tokens[8] = "";
	int ends[2];

	(void)state;
	make_jobserver(ends, "xy");
	assert_true(jobs_run(PIECES, tell, told, &err));
	hear(text, sizeof(text));
	assert_int_equal(strlen(text), 2 * PIECES);
	assert_int_equal(read(ends[0], tokens, sizeof(tokens)), 2);
	assert_non_null(strchr(tokens, 'x'));
	assert_non_null(strchr(tokens, 'y'));
	unsetenv("CARGO_MAKEFLAGS");
	close(ends[0]);
	close(ends[1]);
}

/* The variable is there, and its numbers are of a file that this process has opened. */
static void files_are_no_jobserver(void **state)
{
	char path[] = "/tmp/async-opt-test-XXXXXX", text[64], content[8] = "";
	int fd = mkstemp(path), cloexec[2];
	struct err err = {0};
	char *words;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "xyz", 3), 3);
	words = xprintf("--jobserver-auth=%d,%d", fd, fd);
	setenv("CARGO_MAKEFLAGS", words, 1);
	free(words);
	assert_true(jobs_run(PIECES, tell, told, &err));
	hear(text, sizeof(text));
	assert_string_equal(text, "bebebebe");
	words = xprintf("--jobserver-auth=fifo:%s", path);
	setenv("CARGO_MAKEFLAGS", words, 1);
	free(words);
	assert_true(jobs_run(PIECES, tell, told, &err));
	hear(text, sizeof(text));
	assert_string_equal(text, "bebebebe");
	assert_int_equal(pread(fd, content, sizeof(content), 0), 3);
	assert_string_equal(content, "xyz");

	/* A pipe of our own. */
	assert_int_equal(pipe2(cloexec, O_CLOEXEC | O_NONBLOCK), 0);
	assert_int_equal(write(cloexec[1], "xyz", 3), 3);
	words = xprintf("--jobserver-auth=%d,%d", cloexec[0], cloexec[1]);
	setenv("CARGO_MAKEFLAGS", words, 1);
	free(words);
	assert_true(jobs_run(PIECES, tell, told, &err));
	hear(text, sizeof(text));
	assert_string_equal(text, "bebebebe");
	assert_int_equal(read(cloexec[0], content, sizeof(content)), 3);
	assert_string_equal(content, "xyz");
	unsetenv("CARGO_MAKEFLAGS");
	close(cloexec[0]);
	close(cloexec[1]);
	close(fd);
	unlink(path);
}

static bool fail_one(void *arg, unsigned which, struct err *err)
{
	(void)arg;
	return which != 1 || err_set(err, "no room for piece %u", which);
}

static bool crash_one(void *arg, unsigned which, struct err *err)
{
	(void)arg;
	(void)err;
	if (which == 2)
		raise(SIGKILL);
	return true;
}

/* One piece hangs: it is ended when the other has failed. */
static bool fail_or_hang(void *arg, unsigned which, struct err *err)
{
	(void)arg;
	if (which == 0)
		return err_set(err, "failed");
	sleep(60);
	return true;
}

static void failures_are_told(void **state)
{
	struct err err = {0};

	(void)state;
	assert_false(jobs_run(PIECES, fail_one, NULL, &err));
	assert_string_equal(err.message, "no room for piece 1");
	err_clear(&err);
	assert_false(jobs_run(PIECES, crash_one, NULL, &err));
	assert_non_null(strstr(err.message, "signal 9"));
	err_clear(&err);
	alarm(30);
	assert_false(jobs_run(2, fail_or_hang, NULL, &err));
	alarm(0);
	assert_string_equal(err.message, "failed");
	err_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_piece_runs_once),
		cmocka_unit_test(one_at_a_time_without_tokens),
		cmocka_unit_test(tokens_are_given_back),
		cmocka_unit_test(files_are_no_jobserver),
		cmocka_unit_test(failures_are_told),
	};

	if (pipe(told) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
