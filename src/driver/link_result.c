#include "driver/link_result.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/proc.h"

const char *tier_name(enum tier tier)
{
	static const char *const names[] = {
		[TIER_OPTIMIZED] = "optimized",
		[TIER_STOCK_PIPELINE] = "stock-pipeline",
		[TIER_PLAIN_RUSTC] = "plain-rustc",
		[TIER_FAILED] = "failed",
	};

	return names[tier];
}

static void add_text(struct json_object *json, const char *name, const char *text)
{
	json_object_object_add(json, name, text ? json_object_new_string(text) : NULL);
}

static void add_count(struct json_object *json, const char *name, unsigned long long count)
{
	json_object_object_add(json, name, json_object_new_int64((int64_t)count));
}

bool link_result_write(const char *path, const char *artefact, const struct link_result *result,
	struct err *err)
{
	struct json_object *json = json_object_new_object();
	const char *text;
	bool ok;

	add_count(json, "schema", 1);
	add_text(json, "artefact", artefact);
	add_text(json, "tier", tier_name(result->tier));
	add_text(json, "warning", result->warning);
	add_text(json, "help", result->help);
	add_text(json, "bundle", result->bundle);
	add_count(json, "futures", result->counts.futures);
	add_count(json, "opaque", result->counts.opaque);
	add_count(json, "never_suspend", result->counts.never_suspend);
	add_count(json, "states_removed", result->counts.states_removed);
	add_count(json, "frames_local", result->counts.frames_local);
	add_count(json, "rewrites", result->counts.rewrites);
	if (result->has_text_before)
		add_count(json, "text_before", result->text_before);
	else
		json_object_object_add(json, "text_before", NULL);
	/* Nothing that is linked has none: this is no ELF file. */
	if (result->text_after)
		add_count(json, "text_after", result->text_after);
	else
		json_object_object_add(json, "text_after", NULL);

	text = json_object_to_json_string_ext(
		json, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	ok = file_write_atomic(path, text, strlen(text), err);
	json_object_put(json);
	return ok;
}

void link_result_free(struct link_result *result)
{
	free(result->warning);
	free(result->help);
	free(result->bundle);
	*result = (struct link_result){0};
}
