#include "driver/link_settings.h"

#include <json-c/json.h>
#include <string.h>

#include "base/json.h"

static void words_of(struct json_object *object, const char *name, struct strv *ret)
{
	struct json_object *list = json_member(object, name);

	if (!json_object_is_type(list, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *word = json_object_array_get_idx(list, i);

		if (json_object_is_type(word, json_type_string))
			vec_push(ret, (char *)json_object_get_string(word));
	}
}

static void read_target(struct json_object *json, struct target_options *ret)
{
	const char *opt_level = json ? json_text(json, "opt_level") : NULL;

	if (!json)
		return;
	ret->opt_level = opt_level ? opt_level[0] : '\0';
	ret->cpu = json_text(json, "cpu");
	ret->features = json_text(json, "features");
	ret->relocation = json_text(json, "relocation");
	ret->code_model = json_text(json, "code_model");
	words_of(json, "llvm_args", &ret->llvm_args);
}

bool link_settings_parse(const char *text, struct link_settings *ret, struct err *err)
{
	struct json_object *json = json_tokener_parse(text);
	struct json_object *fuel;

	if (!json_object_is_type(json, json_type_object) ||
		json_object_get_int(json_member(json, "schema")) != 1) {
		json_object_put(json);
		return err_set(err, LINK_VARIABLE " is not what this version writes");
	}
	*ret = (struct link_settings){
		.json = json,
		.linker = json_text(json, "linker"),
		.rustc = json_text(json, "rustc"),
		.libllvm = json_text(json, "libllvm"),
		.crate_name = json_text(json, "crate_name"),
		.artefact = json_text(json, "artefact"),
		.crate_type = json_text(json, "crate_type"),
		.passes = json_text(json, "passes"),
		.no_pass = json_text(json, "no_pass"),
		.last = json_text(json, "last"),
		.verify = json_flag(json, "verify"),
		.strict = json_flag(json, "strict"),
		.baseline = json_flag(json, "baseline"),
		.instrument = json_flag(json, "instrument"),
		.moves = json_flag(json, "moves"),
		.hints = json_text(json, "hints"),
		.lines_only = json_flag(json, "lines_only"),
		.line_tables_added = json_flag(json, "line_tables_added"),
		.save_bundle = json_text(json, "save_bundle"),
		.plain_cwd = json_text(json, "plain_cwd"),
		.result = json_text(json, "result"),
		.settings_folder = json_text(json, "settings_folder"),
	};
	fuel = json_member(json, "fuel");
	ret->ring = (long)json_object_get_int64(json_member(json, "ring"));
	ret->fuel = fuel ? (long)json_object_get_int64(fuel) : -1;
	words_of(json, "plain_argv", &ret->plain_argv);
	read_target(json_member(json, "target"), &ret->target);
	words_of(json, "crates", &ret->crates.folders);
	ret->crates.std = json_text(json, "std");
	if (!ret->linker)
		ret->linker = "cc";
	if (!ret->crate_name)
		ret->crate_name = "program";
	return true;
}

void link_settings_free(struct link_settings *set)
{
	vec_free(&set->plain_argv);
	vec_free(&set->target.llvm_args);
	vec_free(&set->crates.folders);
	json_object_put(set->json);
	*set = (struct link_settings){0};
}
