#include "unit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"

static char *folder;

static int make_folder(void **state)
{
	struct err err = {0};

	(void)state;
	folder = dir_make_temp("/tmp", "async-opt-test", &err);
	return folder ? 0 : -1;
}

static int remove_folder(void **state)
{
	struct err err = {0};
	bool gone = dir_remove(folder, &err) && !file_exists(folder);

	(void)state;
	free(folder);
	return gone ? 0 : -1;
}

/* A path in the folder, freed with the arena. */
static struct arena paths;
static char *at(const char *name)
{
	return arena_printf(&paths, "%s/%s", folder, name);
}

static void run_says_how_it_ended(void **state)
{
	char *yes[] = {"true", NULL}, *no[] = {"false", NULL};
	char *killed[] = {"sh", "-c", "kill -TERM $$", NULL};
	struct proc_end end;
	struct err err = {0};

	(void)state;
	assert_true(proc_run(yes, NULL, &end, &err));
	assert_int_equal(end.exit_code, 0);
	assert_true(proc_run(no, NULL, &end, &err));
	assert_int_equal(end.exit_code, 1);
	assert_int_equal(end.signal, 0);
	assert_true(proc_run(killed, NULL, &end, &err));
	assert_int_equal(end.signal, SIGTERM);
	assert_int_equal(end.exit_code, 128 + SIGTERM);
	assert_null(err.message);
}

static void run_fails_where_nothing_starts(void **state)
{
	char *argv[] = {"/nonexistent/program", NULL};
	struct proc_end end;
	struct err err = {0};

	(void)state;
	assert_false(proc_run(argv, NULL, &end, &err));
	assert_non_null(strstr(err.message, "/nonexistent/program"));
	err_clear(&err);
}

static void capture_takes_both_streams(void **state)
{
	char *argv[] = {"sh", "-c", "echo out $WORD; echo problem >&2; exit 3", NULL};
	char *env[] = {"PATH=/usr/bin:/bin", "WORD=given", NULL};
	struct str out = {0}, problems = {0};
	struct proc_end end;
	struct err err = {0};

	(void)state;
	assert_true(proc_capture(argv, env, &out, &problems, &end, &err));
	assert_string_equal(out.s, "out given\n");
	assert_string_equal(problems.s, "problem\n");
	assert_int_equal(end.exit_code, 3);
	str_free(&out);
	str_free(&problems);
}

/* More than a pipe holds, on both streams: neither may block the other. */
static void capture_does_not_deadlock(void **state)
{
	char *argv[] = {
		"sh", "-c", "head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero", NULL};
	struct str out = {0}, problems = {0};
	struct proc_end end;
	struct err err = {0};

	(void)state;
	assert_true(proc_capture(argv, NULL, &out, &problems, &end, &err));
	assert_int_equal(out.len, 300000);
	assert_int_equal(problems.len, 300000);
	str_free(&out);
	str_free(&problems);
}

static void which_searches_path(void **state)
{
	char *sh = proc_which("sh");

	(void)state;
	assert_non_null(sh);
	assert_int_equal(sh[0], '/');
	free(sh);
	assert_null(proc_which("no-such-program-anywhere"));
}

static void write_then_read(void **state)
{
	struct str bytes = {0};
	struct err err = {0};

	(void)state;
	assert_true(file_write_atomic(at("f"), "a\0b", 3, &err));
	assert_true(file_read(at("f"), &bytes, &err));
	assert_int_equal(bytes.len, 3);
	assert_memory_equal(bytes.s, "a\0b", 3);
	str_free(&bytes);
	assert_false(file_read(at("absent"), &bytes, &err));
	assert_non_null(strstr(err.message, "absent"));
	err_clear(&err);
}

static void write_replaces_a_link(void **state)
{
	struct str bytes = {0};
	struct err err = {0};
	struct stat st;

	(void)state;
	assert_true(file_write_atomic(at("target"), "old", 3, &err));
	assert_int_equal(symlink(at("target"), at("link")), 0);
	assert_true(file_write_atomic(at("link"), "new", 3, &err));
	assert_int_equal(lstat(at("link"), &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_true(file_read(at("target"), &bytes, &err));
	assert_string_equal(bytes.s, "old");
	str_free(&bytes);
}

static void write_into_nowhere_fails(void **state)
{
	struct err err = {0};

	(void)state;
	assert_false(file_write_atomic(at("no/such/f"), "x", 1, &err));
	assert_non_null(err.message);
	err_clear(&err);
}

static void folders_come_and_go(void **state)
{
	struct err err = {0};

	(void)state;
	assert_true(dir_make(at("a/b/c"), &err));
	assert_true(dir_make(at("a/b/c"), &err));
	assert_true(file_write_atomic(at("keep"), "x", 1, &err));
	assert_int_equal(symlink(at("keep"), at("a/b/link")), 0);
	assert_true(dir_remove(at("a"), &err));
	assert_false(file_exists(at("a")));
	assert_true(file_exists(at("keep")));
	assert_true(dir_remove(at("a"), &err));
}

static int release_paths(void **state)
{
	(void)state;
	arena_release(&paths);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run_says_how_it_ended),
		cmocka_unit_test(run_fails_where_nothing_starts),
		cmocka_unit_test(capture_takes_both_streams),
		cmocka_unit_test(capture_does_not_deadlock),
		cmocka_unit_test(which_searches_path),
		cmocka_unit_test_teardown(write_then_read, release_paths),
		cmocka_unit_test_teardown(write_replaces_a_link, release_paths),
		cmocka_unit_test_teardown(write_into_nowhere_fails, release_paths),
		cmocka_unit_test_teardown(folders_come_and_go, release_paths),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
