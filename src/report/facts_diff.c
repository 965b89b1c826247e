#include "report/facts_diff.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static bool beyond(
	struct facts_diff *d, const struct growth *most, uint64_t before, uint64_t now)
{
	bool is = most && growth_is_beyond(most, before, now);

	d->beyond += is;
	return is;
}

static bool same_figures(const struct fact_group *a, const struct fact_group *b)
{
	return a && b && a->text_bytes == b->text_bytes && a->frame_bytes == b->frame_bytes &&
	       a->states == b->states && a->copies == b->copies &&
	       a->never_suspends == b->never_suspends;
}

/* A figure that is not known on one side did not grow. */
static void add_row(struct facts_diff *d, struct diff_artefact *to,
	const struct fact_group *before, const struct fact_group *now,
	const struct growth *most)
{
	const struct fact_group *any = now ? now : before;
	struct diff_row row = {.before = before, .now = now};

	if (!any)
		BUG("a row of nothing");
	row.name = any->name;
	to->text_before += before ? before->text_bytes : 0;
	to->text_now += now ? now->text_bytes : 0;
	if (same_figures(before, now))
		return;
	if (before && now && before->text_bytes)
		row.text_beyond = beyond(d, most, before->text_bytes, now->text_bytes);
	if (before && now && before->frame_bytes)
		row.frame_beyond = beyond(d, most, before->frame_bytes, now->frame_bytes);
	vec_push(&to->rows, row);
}

/* Both lists are in order of names. */
static void add_rows(struct facts_diff *d, struct diff_artefact *to, const struct growth *most)
{
	size_t i = 0, k = 0;

	while (i < to->before.len || k < to->now.len) {
		const struct fact_group *before = i < to->before.len ? &to->before.at[i] : NULL;
		const struct fact_group *now = k < to->now.len ? &to->now.at[k] : NULL;
		int order = !before ? 1 : !now ? -1 : strcmp(before->name, now->name);

		add_row(d, to, order <= 0 ? before : NULL, order >= 0 ? now : NULL, most);
		i += order <= 0;
		k += order >= 0;
	}
	if (!to->is_new && !to->is_gone)
		to->text_beyond = beyond(d, most, to->text_before, to->text_now);
}

static const struct facts *of_artefact(const facts_list *all, const char *name)
{
	vec_each(struct facts, f, all) {
		if (!strcmp(f->artefact, name))
			return f;
	}
	return NULL;
}

static void add_artefact(struct facts_diff *d, const struct facts *before,
	const struct facts *now, const struct growth *most)
{
	struct diff_artefact one = {
		.artefact = now ? now->artefact : before->artefact,
		.is_new = !before,
		.is_gone = !now,
	};

	if (before)
		facts_groups(before, &one.before);
	if (now)
		facts_groups(now, &one.now);
	add_rows(d, &one, most);
	vec_push(&d->artefacts, one);
}

void facts_diff(const facts_list *before, const facts_list *now, const struct growth *most,
	struct facts_diff *ret)
{
	*ret = (struct facts_diff){0};
	vec_each(struct facts, f, now)
		add_artefact(ret, of_artefact(before, f->artefact), f, most);
	vec_each(struct facts, f, before) {
		if (!of_artefact(now, f->artefact))
			add_artefact(ret, f, NULL, most);
	}
}

void facts_diff_free(struct facts_diff *d)
{
	vec_each(struct diff_artefact, a, &d->artefacts) {
		vec_free(&a->before);
		vec_free(&a->now);
		vec_free(&a->rows);
	}
	vec_free(&d->artefacts);
	*d = (struct facts_diff){0};
}

/* ---- text ---- */

static void add_percent(struct str *to, uint64_t before, uint64_t now)
{
	if (before && now != before)
		str_addf(to, " (%+.1f %%)",
			100.0 * ((double)now - (double)before) / (double)before);
}

/* "300 -> 400", in 16 columns. */
static void add_change(struct str *to, const struct fact_group *before,
	const struct fact_group *now, uint64_t was, uint64_t is)
{
	struct str cell = {0};

	if (!before)
		str_addf(&cell, "%llu", (unsigned long long)is);
	else if (!now || was == is)
		str_addf(&cell, "%llu", (unsigned long long)was);
	else
		str_addf(
			&cell, "%llu -> %llu", (unsigned long long)was, (unsigned long long)is);
	str_addf(to, "%18s", cell.s);
	str_free(&cell);
}

static void add_text_row(struct str *to, const struct diff_row *row)
{
	const struct fact_group none = {0}, *was = row->before ? row->before : &none;
	const struct fact_group *is = row->now ? row->now : &none;

	add_change(to, row->before, row->now, was->text_bytes, is->text_bytes);
	add_change(to, row->before, row->now, was->frame_bytes, is->frame_bytes);
	add_change(to, row->before, row->now, was->states, is->states);
	str_addf(to, "  %-8s %s", !row->before ? "new" : !row->now ? "gone" : "", row->name);
	if (row->before && row->now && was->never_suspends != is->never_suspends)
		str_addf(to,
			is->never_suspends ? "  (never suspends now)" : "  (may suspend now)");
	if (row->text_beyond || row->frame_beyond)
		str_addf(to, "  grew too much: %s%s%s", row->text_beyond ? "text" : "",
			row->text_beyond && row->frame_beyond ? ", " : "",
			row->frame_beyond ? "frame" : "");
	str_addc(to, '\n');
}

static void add_artefact_text(const struct diff_artefact *a, size_t limit, struct str *ret)
{
	size_t shown = 0, hidden = 0;

	str_addf(ret, "%s: %zu -> %zu futures, text %llu -> %llu bytes", a->artefact,
		a->before.len, a->now.len, (unsigned long long)a->text_before,
		(unsigned long long)a->text_now);
	add_percent(ret, a->text_before, a->text_now);
	str_add(ret, a->is_new	      ? ", was not there\n"
		     : a->is_gone     ? ", is gone\n"
		     : a->text_beyond ? ", grew too much\n"
				      : "\n");
	if (a->is_new || a->is_gone || !a->rows.len)
		return;
	str_addf(ret, "\n%18s%18s%18s  %-8s %s\n", "text", "frame", "states", "", "future");
	vec_each(struct diff_row, row, &a->rows) {
		if (limit && shown >= limit && !row->text_beyond && !row->frame_beyond) {
			hidden++;
			continue;
		}
		add_text_row(ret, row);
		shown++;
	}
	if (hidden)
		str_addf(ret, "%18s [%zu more: --limit N shows more, --limit 0 all]\n", "",
			hidden);
}

void facts_diff_text(const struct facts_diff *d, size_t limit, struct str *ret)
{
	bool first = true;

	vec_each(struct diff_artefact, a, &d->artefacts) {
		if (!first)
			str_addc(ret, '\n');
		first = false;
		add_artefact_text(a, limit, ret);
	}
}

/* ---- JSON ---- */

static struct json_object *group_json(const struct fact_group *g)
{
	struct json_object *json;

	if (!g)
		return NULL;
	json = json_object_new_object();
	json_add_number(json, "copies", g->copies);
	json_add(json, "frame_bytes",
		g->frame_bytes ? json_object_new_uint64(g->frame_bytes) : NULL);
	json_add_number(json, "text_bytes", g->text_bytes);
	json_add_number(json, "states_reached", g->states);
	json_add_flag(json, "never_suspends", g->never_suspends);
	return json;
}

static struct json_object *row_json(const struct diff_row *row)
{
	struct json_object *json = json_object_new_object();

	json_add_text(json, "name", row->name);
	json_add(json, "before", group_json(row->before));
	json_add(json, "now", group_json(row->now));
	json_add_flag(json, "text_beyond", row->text_beyond);
	json_add_flag(json, "frame_beyond", row->frame_beyond);
	return json;
}

static struct json_object *artefact_json(const struct diff_artefact *a)
{
	struct json_object *json = json_object_new_object();
	struct json_object *futures = json_object_new_array();

	vec_each(struct diff_row, row, &a->rows)
		json_object_array_add(futures, row_json(row));
	json_add_text(json, "artefact", a->artefact);
	json_add_flag(json, "is_new", a->is_new);
	json_add_flag(json, "is_gone", a->is_gone);
	json_add_number(json, "text_before", a->text_before);
	json_add_number(json, "text_now", a->text_now);
	json_add_flag(json, "text_beyond", a->text_beyond);
	json_add(json, "futures", futures);
	return json;
}

void facts_diff_json(const struct facts_diff *d, struct str *ret)
{
	struct json_object *json = json_object_new_object();
	struct json_object *artefacts = json_object_new_array();

	vec_each(struct diff_artefact, a, &d->artefacts)
		json_object_array_add(artefacts, artefact_json(a));
	json_add_number(json, "schema", 1);
	json_add_number(json, "beyond", d->beyond);
	json_add(json, "artefacts", artefacts);
	json_print(json, true, ret);
}
