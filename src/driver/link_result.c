#include "driver/link_result.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
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

bool link_result_write(const char *path, const char *artefact, const struct link_result *result,
	struct err *err)
{
	struct json_object *json = json_object_new_object();
	struct str text = {0};
	bool ok;

	json_add_number(json, "schema", 1);
	json_add_text(json, "artefact", artefact);
	json_add_text(json, "tier", tier_name(result->tier));
	json_add_text(json, "warning", result->warning);
	json_add_text(json, "help", result->help);
	json_add_text(json, "bundle", result->bundle);
	json_add_number(json, "futures", result->counts.futures);
	json_add_number(json, "opaque", result->counts.opaque);
	json_add_number(json, "never_suspend", result->counts.never_suspend);
	json_add_number(json, "states_removed", result->counts.states_removed);
	json_add_number(json, "frames_local", result->counts.frames_local);
	json_add_number(json, "calls_direct", result->counts.calls_direct);
	json_add_number(json, "boxes_local", result->counts.boxes_local);
	json_add_number(json, "hinted", result->counts.hinted);
	json_add_number(json, "moves_trimmed", result->counts.moves_trimmed);
	json_add_number(json, "bytes_trimmed", result->counts.bytes_trimmed);
	json_add_number(json, "rewrites", result->counts.rewrites);
	if (result->has_text_before)
		json_add_number(json, "text_before", result->text_before);
	else
		json_add(json, "text_before", NULL);
	/* Nothing that is linked has none: this is no ELF file. */
	if (result->text_after)
		json_add_number(json, "text_after", result->text_after);
	else
		json_add(json, "text_after", NULL);

	json_print(json, false, &text);
	ok = file_write_atomic(path, text.s, text.len, err);
	str_free(&text);
	return ok;
}

void link_result_free(struct link_result *result)
{
	free(result->warning);
	free(result->help);
	free(result->bundle);
	*result = (struct link_result){0};
}
