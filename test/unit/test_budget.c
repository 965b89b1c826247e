#include "unit.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "report/budget.h"

static const char *baseline;

/* Reads a table of metadata.async-opt, given as JSON, that stands in `toml`. */
static bool add(struct budget *b, const char *json, const char *toml, struct err *err)
{
	static struct manifest manifest;
	struct json_object *parsed = json_tokener_parse(json);
	bool ok;

	manifest = (struct manifest){.path = "Cargo.toml", .table = "package", .text = toml};
	assert_non_null(parsed);
	ok = budget_add(b, parsed, &manifest, &baseline, err);
	json_object_put(parsed);
	return ok;
}

static void assert_refused(const char *json, const char *toml, const char *why)
{
	struct budget b = {0};
	struct err err = {0};

	assert_false(add(&b, json, toml, &err));
	assert_string_equal(err.message, why);
	err_clear(&err);
	budget_free(&b);
}

static void growth_is_bytes_or_percent(void **state)
{
	static const char *const bad[] = {
		"", "x", "5 %", "-1", "-1%", "+3", "5%%", "nan%", "0x"};
	struct growth g = {0};
	struct err err = {0};

	(void)state;
	assert_true(growth_read("64", &g, &err) && g.percent < 0 && g.bytes == 64);
	assert_false(growth_is_beyond(&g, 100, 164));
	assert_true(growth_is_beyond(&g, 100, 165));
	assert_true(growth_read("2.5%", &g, &err));
	assert_false(growth_is_beyond(&g, 1000, 1025));
	assert_true(growth_is_beyond(&g, 1000, 1026));
	assert_true(growth_read("0%", &g, &err) && growth_is_beyond(&g, 1, 2));
	assert_false(growth_is_beyond(&g, 2, 1));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(growth_read(bad[i], &g, &err));
	err_clear(&err);
}

static void patterns_have_stars(void **state)
{
	(void)state;
	assert_true(pattern_fits("app::wait", "app::wait"));
	assert_false(pattern_fits("app::wait", "app::wait2"));
	assert_false(pattern_fits("wait", "app::wait"));
	assert_true(pattern_fits("*wait", "app::wait"));
	assert_true(pattern_fits("app::*", "app::a::b"));
	assert_true(pattern_fits("*::a*b*", "app::axxbxx"));
	assert_false(pattern_fits("*::a*c*", "app::axxbxx"));
	assert_true(pattern_fits("<[u8; 4] as a::T>::*", "<[u8; 4] as a::T>::poll"));
	assert_true(pattern_fits("*", ""));
	assert_false(pattern_fits("", "a"));
}

static void limits_are_read(void **state)
{
	static const char toml[] = "[package.metadata.async-opt.budget.\"a::*\"]\n"
				   "frame-bytes = 96\n"
				   "never-suspends = true\n"
				   "max-growth = \"10%\"\n";
	struct budget b = {0};
	struct err err = {0};
	const struct limit *limits;

	(void)state;
	assert_true(add(&b,
		"{\"baseline\":\"b.json\",\"budget\":{\"a::*\":{\"frame-bytes\":96,"
		"\"never-suspends\":true,\"never-allocates\":false,\"max-growth\":\"10%\"}}}",
		toml, &err));
	assert_string_equal(baseline, "b.json");
	assert_int_equal(b.rules.len, 1);
	assert_string_equal(b.rules.at[0].pattern, "a::*");
	assert_int_equal(b.rules.at[0].line, 1);
	limits = b.rules.at[0].limits;
	assert_true(limits[LIMIT_FRAME_BYTES].given && limits[LIMIT_FRAME_BYTES].most == 96);
	assert_int_equal(limits[LIMIT_FRAME_BYTES].line, 2);
	assert_true(limits[LIMIT_NEVER_SUSPENDS].given);
	assert_int_equal(limits[LIMIT_NEVER_SUSPENDS].line, 3);
	assert_false(limits[LIMIT_NEVER_ALLOCATES].given); /* false is no limit */
	assert_false(limits[LIMIT_STATES].given);
	assert_true(limits[LIMIT_MAX_GROWTH].growth.percent == 10);
	budget_free(&b);
}

static void what_is_not_understood_is_refused(void **state)
{
	static const char toml[] = "[package.metadata.async-opt.budget.a]\nstates = 1\n";

	(void)state;
	assert_refused("{\"budget\":{\"a\":{\"state\":1}}}", toml,
		"Cargo.toml:1: there is no limit `state`; did you mean `states`?");
	assert_refused("{\"budget\":{\"a\":{\"states\":-1}}}", toml,
		"Cargo.toml:2: `states` is a number, 0 or more");
	assert_refused("{\"budget\":{\"a\":{\"states\":1.5}}}", toml,
		"Cargo.toml:2: `states` is a number, 0 or more");
	assert_refused("{\"budget\":{\"a\":{\"never-suspends\":1}}}", toml,
		"Cargo.toml:1: `never-suspends` is true or false");
	assert_refused("{\"budget\":{\"a\":3}}", toml,
		"Cargo.toml:1: `a` is no table of limits; write \"a\" = { frame-bytes = 96 }");
	assert_refused("{\"budget\":[]}", toml,
		"Cargo.toml:1: `budget` is a table of patterns and limits");
	assert_refused("{\"budgets\":{}}", "[package.metadata.async-opt]\nbudgets = {}\n",
		"Cargo.toml:2: there is no setting `budgets`; did you mean `budget`?");
	assert_refused("[]", toml, "Cargo.toml:1: metadata.async-opt is no table");
}

/* A future of each kind, held against all limits. */
static void facts_are_checked(void **state)
{
	static const char facts[] =
		"{\"schema\":1,\"artefact\":\"app\",\"opaque\":[],\"futures\":["
		"{\"name\":\"a::f\",\"symbol\":\"f1\",\"frame_bytes\":100,\"text_bytes\":50,"
		"\"states\":4,\"states_reached\":4,\"awaits\":[{\"state\":3}],\"remarks\":[]},"
		"{\"name\":\"a::g\",\"symbol\":\"g1\",\"never_suspends\":true,"
		"\"states_reached\":2,\"awaits\":[{\"state\":3}],\"allocations\":0,"
		"\"allocates\":false,\"remarks\":[]}]}";
	static const char old[] =
		"{\"schema\":1,\"artefact\":\"app\",\"opaque\":[],\"futures\":["
		"{\"name\":\"a::f\",\"symbol\":\"f\",\"frame_bytes\":80,\"text_bytes\":50}]}";
	static const enum check_status wanted[] = {CHECK_EXCEEDED, CHECK_KEPT, CHECK_KEPT,
		CHECK_EXCEEDED, CHECK_UNKNOWN, /* f */
		CHECK_EXCEEDED, CHECK_UNKNOWN, CHECK_KEPT, CHECK_EXCEEDED, CHECK_UNKNOWN,
		CHECK_UNKNOWN, CHECK_KEPT, CHECK_KEPT, CHECK_KEPT, /* g */
		CHECK_KEPT, CHECK_KEPT, CHECK_UNKNOWN, CHECK_NO_MATCH};
	struct budget b = {0};
	struct err err = {0};
	facts_list now = {0}, before = {0};

	(void)state;
	assert_true(facts_read_all(facts, &now, &err));
	assert_true(facts_read_all(old, &before, &err));
	assert_true(add(&b,
		"{\"budget\":{\"a::*\":{\"frame-bytes\":99,\"text-bytes\":50,\"states\":4,"
		"\"suspends\":0,\"allocations\":0,\"never-suspends\":true,"
		"\"never-allocates\":true,\"max-growth\":\"10%\"},\"a::h\":{\"states\":1}}}",
		"", &err));
	budget_check(&b, &now, &before);
	assert_int_equal(b.checks.len, sizeof(wanted) / sizeof(*wanted));
	for (size_t i = 0; i < b.checks.len; i++)
		assert_int_equal(b.checks.at[i].status, wanted[i]);
	assert_false(budget_holds(&b, true));
	assert_int_equal(b.no_match, 1);
	budget_free(&b);
	facts_list_free(&now);
	facts_list_free(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(growth_is_bytes_or_percent),
		cmocka_unit_test(patterns_have_stars),
		cmocka_unit_test(limits_are_read),
		cmocka_unit_test(what_is_not_understood_is_refused),
		cmocka_unit_test(facts_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
