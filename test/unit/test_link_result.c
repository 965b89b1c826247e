#include "unit.h"

#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "driver/link_result.h"
#include "driver/link_settings.h"
#include "driver/text_size.h"

static struct json_object *write_and_read(const struct link_result *result)
{
	char path[] = "/tmp/ao-link-result-XXXXXX";
	struct json_object *json;
	struct err err = {0};
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	assert_true(link_result_write(path, "app", result, &err));
	json = json_object_from_file(path);
	unlink(path);
	assert_non_null(json);
	return json;
}

static struct json_object *get(struct json_object *json, const char *name)
{
	struct json_object *value;

	assert_true(json_object_object_get_ex(json, name, &value));
	return value;
}

static void all_members_are_there(void **state)
{
	struct link_result result = {
		.tier = TIER_OPTIMIZED,
		.counts = {.futures = 412,
			.never_suspend = 96,
			.states_removed = 210,
			.calls_direct = 5,
			.boxes_local = 4,
			.moves_trimmed = 3,
			.bytes_trimmed = 2048},
		.has_text_before = true,
		.text_before = 1022399,
		.text_after = 981004,
	};
	struct json_object *json = write_and_read(&result);

	(void)state;
	assert_int_equal(json_object_get_int(get(json, "schema")), 1);
	assert_string_equal(json_object_get_string(get(json, "tier")), "optimized");
	assert_string_equal(json_object_get_string(get(json, "artefact")), "app");
	assert_null(get(json, "warning"));
	assert_null(get(json, "help"));
	assert_int_equal(json_object_get_int(get(json, "futures")), 412);
	assert_int_equal(json_object_get_int(get(json, "opaque")), 0);
	assert_int_equal(json_object_get_int(get(json, "never_suspend")), 96);
	assert_int_equal(json_object_get_int(get(json, "states_removed")), 210);
	assert_int_equal(json_object_get_int(get(json, "calls_direct")), 5);
	assert_int_equal(json_object_get_int(get(json, "boxes_local")), 4);
	assert_int_equal(json_object_get_int(get(json, "moves_trimmed")), 3);
	assert_int_equal(json_object_get_int(get(json, "bytes_trimmed")), 2048);
	assert_int_equal(json_object_get_int(get(json, "text_before")), 1022399);
	assert_int_equal(json_object_get_int(get(json, "text_after")), 981004);
	json_object_put(json);
}

static void a_warning_is_kept_as_written(void **state)
{
	struct link_result result = {
		.tier = TIER_STOCK_PIPELINE,
		.warning = xstrdup("app: \"it\" \\ failed"),
	};
	struct json_object *json = write_and_read(&result);

	(void)state;
	assert_string_equal(
		json_object_get_string(get(json, "warning")), "app: \"it\" \\ failed");
	assert_string_equal(json_object_get_string(get(json, "tier")), "stock-pipeline");
	assert_null(get(json, "text_before"));
	json_object_put(json);
	link_result_free(&result);
}

static void settings_are_read(void **state)
{
	struct link_settings set = {0};
	struct err err = {0};

	(void)state;
	assert_true(
		link_settings_parse("{\"schema\":1,\"linker\":\"clang\",\"passes\":\"\","
				    "\"fuel\":7,\"strict\":true,\"plain_argv\":[\"rustc\","
				    "\"a.rs\"],\"target\":{\"opt_level\":\"z\",\"cpu\":null,"
				    "\"llvm_args\":[\"-x\"]}}",
			&set, &err));
	assert_string_equal(set.linker, "clang");
	assert_string_equal(set.passes, "");
	assert_int_equal(set.fuel, 7);
	assert_true(set.strict);
	assert_false(set.baseline);
	assert_int_equal(set.plain_argv.len, 2);
	assert_string_equal(set.plain_argv.at[1], "a.rs");
	assert_int_equal(set.target.opt_level, 'z');
	assert_null(set.target.cpu);
	assert_int_equal(set.target.llvm_args.len, 1);
	assert_null(set.result);
	link_settings_free(&set);
}

static void defaults_are_those_of_rustc(void **state)
{
	struct link_settings set = {0};
	struct err err = {0};

	(void)state;
	assert_true(link_settings_parse("{\"schema\":1}", &set, &err));
	assert_string_equal(set.linker, "cc");
	assert_int_equal(set.fuel, -1);
	assert_null(set.passes);
	link_settings_free(&set);
}

static void other_texts_are_refused(void **state)
{
	static const char *const texts[] = {"", "1", "{", "{\"schema\":2}", "[]"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct link_settings set = {0};
		struct err err = {0};

		assert_false(link_settings_parse(texts[i], &set, &err));
		assert_non_null(err.message);
		err_clear(&err);
	}
}

static void text_is_measured_in_elf_only(void **state)
{
	struct err err = {0};
	unsigned long long bytes = 0;

	(void)state;
	assert_true(text_size("/proc/self/exe", &bytes, &err));
	assert_true(bytes > 1000);
	assert_false(text_size("/proc/self/status", &bytes, &err));
	assert_true(has_suffix(err.message, "is not an ELF file"));
	err_clear(&err);
	assert_false(text_size("/absent", &bytes, &err));
	err_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_members_are_there),
		cmocka_unit_test(a_warning_is_kept_as_written),
		cmocka_unit_test(settings_are_read),
		cmocka_unit_test(defaults_are_those_of_rustc),
		cmocka_unit_test(other_texts_are_refused),
		cmocka_unit_test(text_is_measured_in_elf_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
