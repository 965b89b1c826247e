#include "driver/result.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static char *text_of(struct json_object *json, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(json, name, &value) ||
		!json_object_is_type(value, json_type_string))
		return NULL;
	return xstrdup(json_object_get_string(value));
}

static long long number_of(struct json_object *json, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(json, name, &value) ||
		!json_object_is_type(value, json_type_int))
		return -1;
	return json_object_get_int64(value);
}

bool result_read(const char *json, struct result *ret, struct err *err)
{
	struct json_object *parsed = json_tokener_parse(json);

	if (!json_object_is_type(parsed, json_type_object) ||
		number_of(parsed, "schema") != 1) {
		json_object_put(parsed);
		return err_set(err, "this is not a result of this async-opt");
	}
	*ret = (struct result){
		.artefact = text_of(parsed, "artefact"),
		.tier = text_of(parsed, "tier"),
		.warning = text_of(parsed, "warning"),
		.help = text_of(parsed, "help"),
		.futures = number_of(parsed, "futures"),
		.opaque = number_of(parsed, "opaque"),
		.never_suspend = number_of(parsed, "never_suspend"),
		.states_removed = number_of(parsed, "states_removed"),
		.frames_local = number_of(parsed, "frames_local"),
		.calls_direct = number_of(parsed, "calls_direct"),
		.boxes_local = number_of(parsed, "boxes_local"),
		.hinted = number_of(parsed, "hinted"),
		.bytes_trimmed = number_of(parsed, "bytes_trimmed"),
		.text_before = number_of(parsed, "text_before"),
		.text_after = number_of(parsed, "text_after"),
	};
	json_object_put(parsed);
	if (!ret->artefact || !ret->tier) {
		result_free(ret);
		return err_set(err, "the result names no artefact or no tier");
	}
	return true;
}

void result_free(struct result *result)
{
	free(result->artefact);
	free(result->tier);
	free(result->warning);
	free(result->help);
	*result = (struct result){0};
}

/* 1022399 as "1 022 399". */
static void add_grouped(struct str *b, long long n)
{
	char *digits = xprintf("%lld", n);
	size_t len = strlen(digits);

	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			str_addc(b, ' ');
		str_addc(b, digits[i]);
	}
	free(digits);
}

static void add_count(struct str *b, long long n, const char *one, const char *many)
{
	if (n < 0)
		return;
	if (b->len && !has_suffix(b->s, ": "))
		str_add(b, ", ");
	add_grouped(b, n);
	str_addf(b, " %s", n == 1 ? one : many);
}

/* The same, where there is something to count. */
static void add_any(struct str *b, long long n, const char *one, const char *many)
{
	if (n > 0)
		add_count(b, n, one, many);
}

void result_line(const struct result *result, const char *lto_note, struct str *ret)
{
	str_addf(ret, "%s: ", result->artefact);
	if (strcmp(result->tier, "optimized") == 0) {
		add_count(ret, result->futures, "future", "futures");
		add_count(ret, result->never_suspend, "never suspends", "never suspend");
		add_count(ret, result->states_removed, "state removed", "states removed");
		add_any(ret, result->calls_direct, "direct poll", "direct polls");
		add_any(ret, result->boxes_local, "box local", "boxes local");
		add_any(ret, result->hinted, "by profile", "by profile");
		add_any(ret, result->bytes_trimmed, "byte of moves trimmed",
			"bytes of moves trimmed");
	} else {
		str_add(ret, strcmp(result->tier, "plain-rustc") ? "LLVM's own pipeline only"
								 : "rustc's own link");
	}
	if (result->text_after >= 0) {
		str_add(ret, ", text ");
		if (result->text_before > 0) {
			add_grouped(ret, result->text_before);
			str_add(ret, " → ");
		}
		add_grouped(ret, result->text_after);
		str_add(ret, " bytes");
		if (result->text_before > 0)
			str_addf(ret, " (%+.1f %%)",
				100.0 * (double)(result->text_after - result->text_before) /
					(double)result->text_before);
	}
	if (lto_note)
		str_addf(ret, " (%s)", lto_note);
}
