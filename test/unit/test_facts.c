#include "unit.h"

#include <string.h>

#include "report/facts.h"

static const char json[] =
	"{\"schema\":1,\"artefact\":\"app\",\"futures\":[{\"name\":\"app::run\","
	"\"symbol\":\"run\",\"frame_bytes\":64,\"text_bytes\":10,\"states\":4,"
	"\"states_reached\":4,\"captures\":[{\"name\":\"n\",\"type\":\"u32\",\"offset\":0,"
	"\"bytes\":4,\"twice\":false}],\"awaits\":[{\"state\":3,\"child\":null,\"held\":["
	"{\"name\":\"__awaitee\",\"type\":\"app::leaf\",\"offset\":8,\"bytes\":40},"
	"{\"name\":\"n\",\"type\":\"u32\",\"offset\":4,\"bytes\":4,\"twice\":true,"
	"\"more\":2}]}],"
	"\"moved_making\":5,\"moved_first\":4,\"savings\":[{\"change\":\"box\","
	"\"name\":\"__awaitee\",\"type\":\"app::leaf\",\"state\":3,\"bytes\":32}],"
	"\"remarks\":[{\"pass\":\"flatten\",\"reason\":null,\"text\":\"done\","
	"\"file\":\"a.rs\",\"line\":7,\"column\":2}]}],"
	"\"opaque\":[{\"symbol\":\"a\",\"name\":\"a\",\"reason\":\"NOT_RAW\",\"text\":\"t\"},"
	"{\"symbol\":\"b\",\"name\":\"b\",\"reason\":\"NOT_A_POLL\",\"text\":\"u\"},"
	"{\"symbol\":\"c\",\"name\":\"c\",\"reason\":\"NOT_RAW\",\"text\":\"t\"}]}";

static void read_facts(const char *text, struct facts *ret)
{
	struct err err = {0};

	assert_true(facts_read(text, ret, &err));
}

static void shows_what_is_held(void **state)
{
	struct facts f;
	struct str text = {0};

	(void)state;
	read_facts(json, &f);
	facts_one(&f, f.futures.at[0], &text);
	assert_non_null(strstr(text.s, "             4  n: u32\n"));
	assert_non_null(strstr(text.s, "            40  what is awaited: app::leaf\n"));
	assert_non_null(
		strstr(text.s, "             4  n: u32  (twice: it is captured, too)\n"));
	assert_non_null(
		strstr(text.s, "             ?  n: 2 more of this name, of unknown type\n"));
	assert_non_null(
		strstr(text.s, "            32  box what is awaited: app::leaf  (state 3)\n"));
	assert_non_null(strstr(text.s, "5 bytes when it is made, 4 in its first poll\n"));
	assert_null(strstr(text.s, "not known without debug information"));
	str_free(&text);
	facts_free(&f);
}

static void says_what_it_does_not_know(void **state)
{
	struct facts f;
	struct str text = {0};

	(void)state;
	read_facts("{\"schema\":1,\"artefact\":\"app\",\"futures\":[{\"name\":\"app::run\","
		   "\"symbol\":\"run\",\"states\":3,\"captures\":null,\"awaits\":[]}],"
		   "\"opaque\":[]}",
		&f);
	assert_false(f.futures.at[0]->captures.known);
	facts_one(&f, f.futures.at[0], &text);
	assert_non_null(strstr(text.s, "not known without debug information"));
	str_free(&text);
	facts_free(&f);
}

static void counts_opaque_bodies_by_reason(void **state)
{
	const struct facts_view view = {0};
	struct facts f;
	struct str text = {0};

	(void)state;
	read_facts(json, &f);
	facts_table(&f, &view, &text);
	assert_non_null(strstr(
		text.s, "\n3 more not understood, and left alone: 2 NOT_RAW, 1 NOT_A_POLL\n"));
	str_free(&text);
	facts_free(&f);
}

static void writes_what_it_read(void **state)
{
	struct facts f, again;
	struct str once = {0}, twice = {0};

	(void)state;
	read_facts(json, &f);
	facts_write(&f, &once);
	read_facts(once.s, &again);
	facts_write(&again, &twice);
	assert_string_equal(once.s, twice.s);
	assert_non_null(strstr(once.s, "\"twice\":true"));
	assert_non_null(strstr(once.s, "\"more\":2"));
	assert_non_null(strstr(once.s, "\"column\":2"));
	assert_non_null(strstr(once.s, "\"change\":\"box\""));
	str_free(&once);
	str_free(&twice);
	facts_free(&f);
	facts_free(&again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_what_is_held),
		cmocka_unit_test(says_what_it_does_not_know),
		cmocka_unit_test(counts_opaque_bodies_by_reason),
		cmocka_unit_test(writes_what_it_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
