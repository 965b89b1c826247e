#include "unit.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "driver/task.h"

static int print_and_return(void *arg)
{
	if (write(STDERR_FILENO, "said", 4) != 4)
		return 99;
	return *(int *)arg;
}

static int hang(void *arg)
{
	(void)arg;
	for (;;)
		pause();
	return 0;
}

static void output_and_code_come_back(void **state)
{
	struct task task = {0};
	struct err err = {0};
	struct str text = {0};
	int code = 7;

	(void)state;
	assert_true(task_call(&task, print_and_return, &code, 60, &err));
	task_wait(&(struct task *){&task}, 1);
	assert_int_equal(task.end.exit_code, 7);
	task_read(task.err_fd, &text);
	assert_string_equal(text.s, "said");
	str_free(&text);
	task_free(&task);
}

static void a_hanging_child_is_ended(void **state)
{
	struct task task = {0};
	struct err err = {0};

	(void)state;
	assert_true(task_call(&task, hang, NULL, 1, &err));
	task_wait(&(struct task *){&task}, 1);
	assert_true(task.too_late);
	assert_int_equal(task.end.signal, SIGKILL);
	task_free(&task);
}

static void programs_run_where_they_should(void **state)
{
	struct task task = {0};
	struct err err = {0};
	struct str text = {0};

	(void)state;
	assert_true(task_exec(&task, (char *[]){"pwd", "-P", NULL}, "/usr", &err));
	task_wait(&(struct task *){&task}, 1);
	task_read(task.out_fd, &text);
	assert_string_equal(text.s, "/usr\n");
	str_free(&text);
	task_free(&task);
}

static void a_program_that_is_not_there_is_an_error(void **state)
{
	struct task task = {0};
	struct err err = {0};

	(void)state;
	assert_false(task_exec(&task, (char *[]){"/absent/cc", NULL}, NULL, &err));
	assert_string_equal(err.message, "cannot run /absent/cc: No such file or directory");
	err_clear(&err);
	task_free(&task);
}

/* Last, since an interrupted process stays interrupted. */
static void a_signal_ends_the_children(void **state)
{
	struct task task = {0};
	struct err err = {0};

	(void)state;
	assert_true(task_call(&task, hang, NULL, 60, &err));
	assert_int_equal(task_interrupted(), 0);
	kill(getpid(), SIGTERM);
	task_wait(&(struct task *){&task}, 1);
	assert_int_equal(task_interrupted(), SIGTERM);
	assert_true(task.ended);
	assert_int_equal(task.end.signal, SIGTERM);
	task_free(&task);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_and_code_come_back),
		cmocka_unit_test(a_hanging_child_is_ended),
		cmocka_unit_test(programs_run_where_they_should),
		cmocka_unit_test(a_program_that_is_not_there_is_an_error),
		cmocka_unit_test(a_signal_ends_the_children),
	};

	task_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
