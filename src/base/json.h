/* What json-c makes a caller write more than one line for. NULL stands for null. */
#ifndef AO_BASE_JSON_H
#define AO_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct json_object;

void json_add(struct json_object *to, const char *name, struct json_object *value);
void json_add_text(struct json_object *to, const char *name, const char *text);
void json_add_number(struct json_object *to, const char *name, uint64_t n);
void json_add_flag(struct json_object *to, const char *name, bool flag);
/* "file" and "line": both null where the file is not known. */
void json_add_place(struct json_object *to, const char *file, unsigned line);

/* A member; NULL where there is none. It belongs to `from`, as do texts and arrays. */
struct json_object *json_member(struct json_object *from, const char *name);
/* NULL where it is no string. */
const char *json_text(struct json_object *from, const char *name);
/* 0 where it is no number. */
uint64_t json_number(struct json_object *from, const char *name);
bool json_flag(struct json_object *from, const char *name);
/* NULL, and 0 elements, where it is no array. */
struct json_object *json_array(struct json_object *from, const char *name, size_t *ret_len);

/* As one line, or indented; slashes stay as they are. Gives `json` back. */
void json_print(struct json_object *json, bool indented, struct str *ret);

#endif
