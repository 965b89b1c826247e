#include "driver/settings.h"

#include <json-c/json.h>
#include <stddef.h>
#include <string.h>

#include "base/mem.h"

/* One row for each member, so that writing and reading can not disagree. */
enum field_type { FIELD_TEXT, FIELD_BOOL, FIELD_LONG };

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
};

#define OPTION(name, type)                                           \
	{                                                            \
#name, type, offsetof(struct settings, options.name) \
	}
#define SETTING(name, type)                                  \
	{                                                    \
#name, type, offsetof(struct settings, name) \
	}

static const struct field option_fields[] = {
	OPTION(passes, FIELD_TEXT),
	OPTION(no_pass, FIELD_TEXT),
	OPTION(last, FIELD_TEXT),
	OPTION(save_bundle, FIELD_TEXT),
	OPTION(fuel, FIELD_LONG),
	OPTION(strict, FIELD_BOOL),
	OPTION(verify, FIELD_BOOL),
	OPTION(baseline, FIELD_BOOL),
	OPTION(instrument, FIELD_BOOL),
	OPTION(moves, FIELD_BOOL),
	OPTION(ring, FIELD_LONG),
	OPTION(use_profile, FIELD_TEXT),
	OPTION(layouts, FIELD_BOOL),
	{0},
};

static const struct field setting_fields[] = {
	SETTING(build_id, FIELD_TEXT),
	SETTING(target_root, FIELD_TEXT),
	SETTING(user_wrapper, FIELD_TEXT),
	SETTING(rustc, FIELD_TEXT),
	SETTING(sysroot, FIELD_TEXT),
	SETTING(libllvm, FIELD_TEXT),
	SETTING(host, FIELD_TEXT),
	SETTING(profile, FIELD_TEXT),
	SETTING(lto_note, FIELD_TEXT),
	SETTING(for_tools, FIELD_BOOL),
	SETTING(split, FIELD_BOOL),
	{0},
};

static void add_fields(
	struct json_object *to, const struct field *fields, const struct settings *settings)
{
	for (const struct field *f = fields; f->name; f++) {
		const char *at = (const char *)settings + f->offset;
		struct json_object *value = NULL;

		if (f->type == FIELD_BOOL)
			value = json_object_new_boolean(*(const bool *)at);
		else if (f->type == FIELD_LONG)
			value = json_object_new_int64(*(const long *)at);
		else if (*(const char *const *)at)
			value = json_object_new_string(*(const char *const *)at);
		json_object_object_add(to, f->name, value);
	}
}

static bool take_fields(struct json_object *from, const struct field *fields,
	struct settings *ret, struct err *err)
{
	for (const struct field *f = fields; f->name; f++) {
		char *at = (char *)ret + f->offset;
		struct json_object *value;

		if (!json_object_object_get_ex(from, f->name, &value))
			return err_set(err, "the settings lack \"%s\"", f->name);
		if (f->type == FIELD_BOOL)
			*(bool *)at = json_object_get_boolean(value);
		else if (f->type == FIELD_LONG)
			*(long *)at = (long)json_object_get_int64(value);
		else
			*(char **)at = value ? xstrdup(json_object_get_string(value)) : NULL;
	}
	return true;
}

static void add_json(struct json_object *json, int flags, struct str *ret)
{
	str_add(ret, json_object_to_json_string_ext(json, flags));
	json_object_put(json);
}

void options_text(const struct options *options, struct str *ret)
{
	struct settings settings = {.options = *options};
	struct json_object *json = json_object_new_object();

	add_fields(json, option_fields, &settings);
	add_json(json, JSON_C_TO_STRING_PLAIN, ret);
}

void settings_write(const struct settings *settings, struct str *ret)
{
	struct json_object *json = json_object_new_object();

	json_object_object_add(json, "schema", json_object_new_int(1));
	add_fields(json, option_fields, settings);
	add_fields(json, setting_fields, settings);
	add_json(json, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE, ret);
	str_addc(ret, '\n');
}

bool settings_read(const char *json, struct settings *ret, struct err *err)
{
	struct json_object *parsed = json_tokener_parse(json);
	struct settings settings = {0};
	struct json_object *schema;
	bool ok;

	if (!json_object_is_type(parsed, json_type_object) ||
		!json_object_object_get_ex(parsed, "schema", &schema) ||
		json_object_get_int(schema) != 1) {
		json_object_put(parsed);
		return err_set(err, "these are not settings of this async-opt");
	}
	ok = take_fields(parsed, option_fields, &settings, err) &&
	     take_fields(parsed, setting_fields, &settings, err);
	json_object_put(parsed);
	if (ok)
		*ret = settings;
	return ok;
}
