#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"
#include "driver/link_temp.h"

static char *dir;

static int enter_folder(void **state)
{
	struct err err = {0};

	(void)state;
	dir = dir_make_temp("/tmp", "ao-link-temp-", &err);
	return dir ? chdir(dir) : -1;
}

static int leave_folder(void **state)
{
	struct err err = {0};
	bool ok = chdir("/") == 0 && dir_remove(dir, &err);

	(void)state;
	free(dir);
	return ok ? 0 : -1;
}

static void is_private_and_goes_away(void **state)
{
	struct link_temp temp;
	struct err err = {0};
	struct stat st;
	char *path;

	(void)state;
	assert_true(link_temp_make("app", &temp, &err));
	assert_int_equal(stat(temp.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	path = xstrdup(temp.path);
	link_temp_remove(&temp);
	assert_false(file_exists(path));
	link_temp_remove(&temp);
	free(path);
}

static void the_dead_are_swept_and_the_living_are_not(void **state)
{
	struct link_temp living, next;
	struct err err = {0};
	char *dead = dir_make_temp(dir, ".async-opt-", &err);
	char *made_now = dir_make_temp(dir, ".async-opt-", &err);
	char *lock = xprintf("%s/lock", dead);

	(void)state;
	assert_true(file_write_atomic(lock, "", 0, &err));
	assert_true(link_temp_make("app", &living, &err));
	assert_false(file_exists(dead));
	assert_true(file_exists(made_now));
	assert_true(link_temp_make("app", &next, &err));
	assert_true(file_exists(living.path));
	link_temp_remove(&next);
	link_temp_remove(&living);
	free(lock);
	free(dead);
	free(made_now);
}

static void what_lies_beside_the_output_is_moved_too(void **state)
{
	struct link_temp temp;
	struct err err = {0};
	char *out, *file;

	(void)state;
	assert_true(dir_make("place", &err));
	assert_true(link_temp_make("place/app", &temp, &err));
	out = xprintf("%s/out", temp.path);
	assert_true(dir_make(out, &err));
	file = xprintf("%s/app", out);
	assert_true(file_write_atomic(file, "1", 1, &err));
	free(file);
	file = xprintf("%s/app.extra", out);
	assert_true(file_write_atomic(file, "2", 1, &err));
	assert_true(link_temp_deliver(&temp, out, "place/app", &err));
	assert_true(file_exists("place/app"));
	assert_true(file_exists("place/app.extra"));
	link_temp_remove(&temp);
	free(file);
	free(out);
}

static void a_missing_output_is_an_error(void **state)
{
	struct link_temp temp;
	struct err err = {0};
	char *out;

	(void)state;
	assert_true(link_temp_make("absent", &temp, &err));
	out = xprintf("%s/out", temp.path);
	assert_true(dir_make(out, &err));
	assert_false(link_temp_deliver(&temp, out, "absent", &err));
	assert_non_null(err.message);
	err_clear(&err);
	link_temp_remove(&temp);
	free(out);
}

static void copies_replace_nothing(void **state)
{
	struct err err = {0};
	struct str text = {0};

	(void)state;
	assert_true(file_write_atomic("from", "abc", 3, &err));
	assert_true(copy_file("from", "to", &err));
	assert_true(file_read("to", &text, &err));
	assert_string_equal(text.s, "abc");
	assert_false(copy_file("from", "to", &err));
	err_clear(&err);
	str_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_private_and_goes_away),
		cmocka_unit_test(the_dead_are_swept_and_the_living_are_not),
		cmocka_unit_test(what_lies_beside_the_output_is_moved_too),
		cmocka_unit_test(a_missing_output_is_an_error),
		cmocka_unit_test(copies_replace_nothing),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
