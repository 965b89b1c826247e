#include "base/json.h"

#include <json-c/json.h>

void json_add(struct json_object *to, const char *name, struct json_object *value)
{
	json_object_object_add(to, name, value);
}

void json_add_text(struct json_object *to, const char *name, const char *text)
{
	json_add(to, name, text ? json_object_new_string(text) : NULL);
}

void json_add_number(struct json_object *to, const char *name, uint64_t n)
{
	json_add(to, name, json_object_new_uint64(n));
}

void json_add_flag(struct json_object *to, const char *name, bool flag)
{
	json_add(to, name, json_object_new_boolean(flag));
}

void json_add_place(struct json_object *to, const char *file, unsigned line)
{
	json_add_text(to, "file", file);
	json_add(to, "line", file ? json_object_new_int64(line) : NULL);
}

struct json_object *json_member(struct json_object *from, const char *name)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(from, name, &value);
	return value;
}

const char *json_text(struct json_object *from, const char *name)
{
	struct json_object *value = json_member(from, name);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value)
							    : NULL;
}

uint64_t json_number(struct json_object *from, const char *name)
{
	struct json_object *value = json_member(from, name);

	return json_object_is_type(value, json_type_int) ? json_object_get_uint64(value) : 0;
}

bool json_flag(struct json_object *from, const char *name)
{
	return json_object_get_boolean(json_member(from, name));
}

struct json_object *json_array(struct json_object *from, const char *name, size_t *ret_len)
{
	struct json_object *value = json_member(from, name);
	bool is_array = json_object_is_type(value, json_type_array);

	*ret_len = is_array ? json_object_array_length(value) : 0;
	return is_array ? value : NULL;
}

void json_print(struct json_object *json, bool indented, struct str *ret)
{
	int flags = indented ? JSON_C_TO_STRING_PRETTY : JSON_C_TO_STRING_PLAIN;

	str_add(ret,
		json_object_to_json_string_ext(json, flags | JSON_C_TO_STRING_NOSLASHESCAPE));
	str_addc(ret, '\n');
	json_object_put(json);
}
