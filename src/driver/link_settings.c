#include "driver/link_settings.h"

#include <json-c/json.h>
#include <string.h>

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	return json_object_object_get_ex(object, name, &value) ? value : NULL;
}

static const char *text_of(struct json_object *object, const char *name)
{
	struct json_object *value = member(object, name);

	return value ? json_object_get_string(value) : NULL;
}

static bool flag_of(struct json_object *object, const char *name)
{
	struct json_object *value = member(object, name);

	return value && json_object_get_boolean(value);
}

static void words_of(struct json_object *object, const char *name, struct strv *ret)
{
	struct json_object *list = member(object, name);

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
	const char *opt_level = json ? text_of(json, "opt_level") : NULL;

	if (!json)
		return;
	ret->opt_level = opt_level ? opt_level[0] : '\0';
	ret->cpu = text_of(json, "cpu");
	ret->features = text_of(json, "features");
	ret->relocation = text_of(json, "relocation");
	ret->code_model = text_of(json, "code_model");
	words_of(json, "llvm_args", &ret->llvm_args);
}

bool link_settings_parse(const char *text, struct link_settings *ret, struct err *err)
{
	struct json_object *json = json_tokener_parse(text);
	struct json_object *fuel;

	if (!json_object_is_type(json, json_type_object) ||
		json_object_get_int(member(json, "schema")) != 1) {
		json_object_put(json);
		return err_set(err, LINK_VARIABLE " is not what this version writes");
	}
	*ret = (struct link_settings){
		.json = json,
		.linker = text_of(json, "linker"),
		.rustc = text_of(json, "rustc"),
		.libllvm = text_of(json, "libllvm"),
		.crate_name = text_of(json, "crate_name"),
		.artefact = text_of(json, "artefact"),
		.crate_type = text_of(json, "crate_type"),
		.passes = text_of(json, "passes"),
		.no_pass = text_of(json, "no_pass"),
		.last = text_of(json, "last"),
		.verify = flag_of(json, "verify"),
		.strict = flag_of(json, "strict"),
		.baseline = flag_of(json, "baseline"),
		.instrument = flag_of(json, "instrument"),
		.lines_only = flag_of(json, "lines_only"),
		.save_bundle = text_of(json, "save_bundle"),
		.plain_cwd = text_of(json, "plain_cwd"),
		.result = text_of(json, "result"),
		.settings_folder = text_of(json, "settings_folder"),
	};
	fuel = member(json, "fuel");
	ret->fuel = fuel ? (long)json_object_get_int64(fuel) : -1;
	words_of(json, "plain_argv", &ret->plain_argv);
	read_target(member(json, "target"), &ret->target);
	words_of(json, "crates", &ret->crates.folders);
	ret->crates.std = text_of(json, "std");
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
