#include <json-c/json.h>
#include <string.h>

#include "base/json.h"
#include "report/facts.h"

/* ---- writing ---- */

/* null where nothing is known. */
static void add_known(struct json_object *to, const char *name, uint64_t n)
{
	json_add(to, name, n ? json_object_new_uint64(n) : NULL);
}

static void add_place(struct json_object *to, const char *file, unsigned line)
{
	json_add_text(to, "file", file);
	add_known(to, "line", line);
}

static void add_values(
	struct json_object *to, const char *name, const struct fact_values *values)
{
	struct json_object *list = values->known ? json_object_new_array() : NULL;

	vec_each(struct fact_value, v, &values->list) {
		struct json_object *one = json_object_new_object();

		json_add_text(one, "name", v->name);
		json_add_text(one, "type", v->type);
		json_add_number(one, "offset", v->offset);
		json_add_number(one, "bytes", v->bytes);
		json_add_flag(one, "twice", v->twice);
		json_add_number(one, "more", v->more);
		json_object_array_add(list, one);
	}
	json_add(to, name, list);
}

static struct json_object *await_json(const struct fact_await *a)
{
	struct json_object *json = json_object_new_object();

	json_add_number(json, "state", a->state);
	json_add_text(json, "kind", kind_name(a->kind));
	json_add_text(json, "child", a->child);
	add_place(json, a->file, a->line);
	json_add_flag(json, "never_pending", a->never_pending);
	add_values(json, "held", &a->held);
	return json;
}

static struct json_object *saving_json(const struct fact_saving *s)
{
	struct json_object *json = json_object_new_object();

	json_add_text(json, "change", change_name(s->change));
	json_add_text(json, "name", s->name);
	json_add_text(json, "type", s->type);
	add_known(json, "state", s->state);
	json_add_number(json, "bytes", s->bytes);
	return json;
}

static struct json_object *remark_json(const struct fact_remark *r)
{
	struct json_object *json = json_object_new_object();

	json_add_text(json, "pass", r->pass);
	json_add_text(json, "reason", r->reason);
	json_add_text(json, "text", r->text);
	add_place(json, r->file, r->line);
	add_known(json, "column", r->column);
	return json;
}

static struct json_object *future_json(const struct fact_future *f)
{
	struct json_object *json = json_object_new_object();
	struct json_object *awaits = json_object_new_array();
	struct json_object *savings = json_object_new_array();
	struct json_object *remarks = json_object_new_array();

	json_add_text(json, "name", f->name);
	json_add_text(json, "symbol", f->symbol);
	add_place(json, f->file, f->line);
	add_known(json, "frame_bytes", f->frame_bytes);
	json_add_number(json, "text_bytes", f->text_bytes);
	json_add_number(json, "states", f->states);
	json_add_number(json, "states_reached", f->states_reached);
	json_add_flag(json, "never_suspends", f->never_suspends);
	json_add(json, "allocations",
		f->allocations_known ? json_object_new_uint64(f->allocations) : NULL);
	json_add(json, "allocates",
		f->allocates == ALLOCATES_NEVER || f->allocates == ALLOCATES
			? json_object_new_boolean(f->allocates == ALLOCATES)
			: NULL);
	if (f->allocates == ALLOCATES_IN_WAKERS)
		json_add_flag(json, "allocates_only_in_wakers", true);
	json_add_text(json, "allocates_why", f->allocates_why);
	json_add(json, "moved_making",
		f->moved_known ? json_object_new_uint64(f->moved_making) : NULL);
	json_add(json, "moved_first",
		f->moved_known ? json_object_new_uint64(f->moved_first) : NULL);
	json_add_text(json, "open", f->open);
	add_values(json, "captures", &f->captures);
	vec_each(struct fact_await, a, &f->awaits)
		json_object_array_add(awaits, await_json(a));
	vec_each(struct fact_remark, r, &f->remarks)
		json_object_array_add(remarks, remark_json(r));
	vec_each(struct fact_saving, s, &f->savings)
		json_object_array_add(savings, saving_json(s));
	json_add(json, "awaits", awaits);
	json_add(json, "savings", savings);
	json_add(json, "remarks", remarks);
	return json;
}

static struct json_object *facts_json(const struct facts *f)
{
	struct json_object *json = json_object_new_object();
	struct json_object *futures = json_object_new_array();
	struct json_object *opaque = json_object_new_array();

	json_add_number(json, "schema", FACTS_SCHEMA);
	json_add_text(json, "artefact", f->artefact);
	vec_each(struct fact_future *, at, &f->futures)
		json_object_array_add(futures, future_json(*at));
	vec_each(struct fact_opaque, o, &f->opaque) {
		struct json_object *one = json_object_new_object();

		json_add_text(one, "name", o->name);
		json_add_text(one, "symbol", o->symbol);
		json_add_text(one, "reason", o->reason);
		json_add_text(one, "text", o->text);
		json_object_array_add(opaque, one);
	}
	json_add(json, "futures", futures);
	json_add(json, "opaque", opaque);
	return json;
}

void facts_write(const struct facts *f, struct str *ret)
{
	json_print(facts_json(f), false, ret);
}

/* An object with the artefacts, each as `one` makes it. */
static void write_list(const struct facts *all, size_t len,
	struct json_object *(*one)(const struct facts *f), struct str *ret)
{
	struct json_object *json = json_object_new_object();
	struct json_object *artefacts = json_object_new_array();

	json_add_number(json, "schema", FACTS_SCHEMA);
	for (size_t i = 0; i < len; i++)
		json_object_array_add(artefacts, one(&all[i]));
	json_add(json, "artefacts", artefacts);
	json_print(json, true, ret);
}

void facts_write_all(const struct facts *all, size_t len, struct str *ret)
{
	write_list(all, len, facts_json, ret);
}

/* Symbols have hashes in them, which would make every baseline another one. */
static struct json_object *baseline_json(const struct facts *f)
{
	struct json_object *json = json_object_new_object();
	struct json_object *futures = json_object_new_array();
	fact_groups groups = {0};

	json_add_text(json, "artefact", f->artefact);
	facts_groups(f, &groups);
	vec_each(struct fact_group, group, &groups) {
		struct json_object *one = json_object_new_object();

		json_add_text(one, "name", group->name);
		json_add_text(one, "symbol", group->name);
		add_known(one, "frame_bytes", group->frame_bytes);
		json_add_number(one, "text_bytes", group->text_bytes);
		json_add_number(one, "states_reached", group->states);
		json_add_flag(one, "never_suspends", group->never_suspends);
		json_object_array_add(futures, one);
	}
	vec_free(&groups);
	json_add(json, "futures", futures);
	json_add(json, "opaque", json_object_new_array());
	return json;
}

void facts_write_baseline(const struct facts *all, size_t len, struct str *ret)
{
	write_list(all, len, baseline_json, ret);
}

/* ---- reading ---- */

static const char *text_of(struct facts *f, struct json_object *from, const char *name)
{
	const char *text = json_text(from, name);

	return text ? arena_strdup(&f->arena, text) : NULL;
}

static bool read_values(
	struct facts *f, struct json_object *from, const char *name, struct fact_values *ret)
{
	size_t len;
	struct json_object *list = json_array(from, name, &len);

	ret->known = list != NULL;
	for (size_t i = 0; i < len; i++) {
		struct json_object *one = json_object_array_get_idx(list, i);
		struct fact_value value = {
			.name = text_of(f, one, "name"),
			.type = text_of(f, one, "type"),
			.offset = json_number(one, "offset"),
			.bytes = json_number(one, "bytes"),
			.twice = json_flag(one, "twice"),
			.more = (unsigned)json_number(one, "more"),
		};

		if (!value.name || !value.type)
			return false;
		vec_push(&ret->list, value);
	}
	return true;
}

static bool read_awaits(struct facts *f, struct json_object *from, struct fact_future *to)
{
	size_t len;
	struct json_object *list = json_array(from, "awaits", &len);

	for (size_t i = 0; i < len; i++) {
		struct json_object *one = json_object_array_get_idx(list, i);
		struct fact_await await = {
			.state = (unsigned)json_number(one, "state"),
			.kind = kind_named(json_text(one, "kind")),
			.child = text_of(f, one, "child"),
			.file = text_of(f, one, "file"),
			.line = (unsigned)json_number(one, "line"),
			.never_pending = json_flag(one, "never_pending"),
		};
		bool whole = read_values(f, one, "held", &await.held);

		vec_push(&to->awaits, await);
		if (!whole)
			return false;
	}
	return true;
}

static bool read_savings(struct facts *f, struct json_object *from, struct fact_future *to)
{
	size_t len;
	struct json_object *list = json_array(from, "savings", &len);

	for (size_t i = 0; i < len; i++) {
		struct json_object *one = json_object_array_get_idx(list, i);
		const char *change = json_text(one, "change");
		struct fact_saving saving = {
			.name = text_of(f, one, "name"),
			.type = text_of(f, one, "type"),
			.state = (unsigned)json_number(one, "state"),
			.bytes = json_number(one, "bytes"),
		};

		if (!saving.name || !saving.type || !change ||
			!change_named(change, &saving.change))
			return false;
		vec_push(&to->savings, saving);
	}
	return true;
}

static bool read_remarks(struct facts *f, struct json_object *from, struct fact_future *to)
{
	size_t len;
	struct json_object *list = json_array(from, "remarks", &len);

	for (size_t i = 0; i < len; i++) {
		struct json_object *one = json_object_array_get_idx(list, i);
		struct fact_remark remark = {
			.pass = text_of(f, one, "pass"),
			.reason = text_of(f, one, "reason"),
			.text = text_of(f, one, "text"),
			.file = text_of(f, one, "file"),
			.line = (unsigned)json_number(one, "line"),
			.column = (unsigned)json_number(one, "column"),
		};

		if (!remark.pass || !remark.text)
			return false;
		vec_push(&to->remarks, remark);
	}
	return true;
}

static bool read_future(struct facts *f, struct json_object *from)
{
	struct fact_future *to = arena_new(&f->arena, struct fact_future);

	to->name = text_of(f, from, "name");
	to->symbol = text_of(f, from, "symbol");
	if (!to->name || !to->symbol)
		return false;
	to->file = text_of(f, from, "file");
	to->line = (unsigned)json_number(from, "line");
	to->frame_bytes = json_number(from, "frame_bytes");
	to->text_bytes = json_number(from, "text_bytes");
	to->states = (unsigned)json_number(from, "states");
	to->states_reached = (unsigned)json_number(from, "states_reached");
	to->never_suspends = json_flag(from, "never_suspends");
	to->allocations_known = json_member(from, "allocations") != NULL;
	to->allocations = (unsigned)json_number(from, "allocations");
	if (json_member(from, "allocates"))
		to->allocates = json_flag(from, "allocates") ? ALLOCATES : ALLOCATES_NEVER;
	else if (json_flag(from, "allocates_only_in_wakers"))
		to->allocates = ALLOCATES_IN_WAKERS;
	to->allocates_why = text_of(f, from, "allocates_why");
	to->moved_known = json_member(from, "moved_making") != NULL;
	to->moved_making = json_number(from, "moved_making");
	to->moved_first = json_number(from, "moved_first");
	to->open = text_of(f, from, "open");
	vec_push(&f->futures, to);
	return read_values(f, from, "captures", &to->captures) && read_awaits(f, from, to) &&
	       read_savings(f, from, to) && read_remarks(f, from, to);
}

static bool read_opaque(struct facts *f, struct json_object *from)
{
	struct fact_opaque opaque = {
		.symbol = text_of(f, from, "symbol"),
		.name = text_of(f, from, "name"),
		.reason = text_of(f, from, "reason"),
		.text = text_of(f, from, "text"),
	};

	if (!opaque.symbol || !opaque.name || !opaque.reason || !opaque.text)
		return false;
	vec_push(&f->opaque, opaque);
	return true;
}

static bool read_artefact(struct facts *f, struct json_object *from, struct err *err)
{
	struct json_object *futures, *opaque;
	size_t futures_len, opaque_len;

	f->artefact = text_of(f, from, "artefact");
	futures = json_array(from, "futures", &futures_len);
	opaque = json_array(from, "opaque", &opaque_len);
	if (!f->artefact || !futures || !opaque)
		return err_set(err, "it names no artefact or no futures");
	for (size_t i = 0; i < futures_len; i++) {
		if (!read_future(f, json_object_array_get_idx(futures, i)))
			return err_set(err, "its future %zu is not whole", i);
	}
	for (size_t i = 0; i < opaque_len; i++) {
		if (!read_opaque(f, json_object_array_get_idx(opaque, i)))
			return err_set(err, "its opaque body %zu is not whole", i);
	}
	facts_sort(f);
	return true;
}

static bool check_schema(struct json_object *json, struct err *err)
{
	if (!json_object_is_type(json, json_type_object))
		return err_set(err, "it is cut short, or no report");
	if (!json_number(json, "schema"))
		return err_set(err, "it is no report");
	if (json_number(json, "schema") != FACTS_SCHEMA)
		return err_set(err, "another version of async-opt wrote it");
	return true;
}

static bool read_one(struct json_object *json, struct facts *ret, struct err *err)
{
	*ret = (struct facts){0};
	if (read_artefact(ret, json, err))
		return true;
	facts_free(ret);
	return false;
}

bool facts_read(const char *json, struct facts *ret, struct err *err)
{
	struct json_object *parsed = json_tokener_parse(json ? json : "");
	bool ok = check_schema(parsed, err) && read_one(parsed, ret, err);

	json_object_put(parsed);
	return ok;
}

bool facts_read_all(const char *json, facts_list *ret, struct err *err)
{
	struct json_object *parsed = json_tokener_parse(json ? json : ""), *list;
	bool ok = check_schema(parsed, err);
	struct facts facts;
	size_t len;

	list = json_array(parsed, "artefacts", &len);
	for (size_t i = 0; ok && i < len; i++) {
		ok = read_one(json_object_array_get_idx(list, i), &facts, err);
		if (ok)
			vec_push(ret, facts);
	}
	if (ok && !list && (ok = read_one(parsed, &facts, err)))
		vec_push(ret, facts);
	json_object_put(parsed);
	if (!ok)
		facts_list_free(ret);
	return ok;
}
