/*
 * What the frame of a future would lose by a change of the source.
 *
 * rustc puts captures, the tag, and what is held over several awaits one behind the other, and
 * what is held over one await alone behind them, so that such values of different awaits
 * share their bytes (rustc_abi/src/layout/coroutine.rs). So a frame's size is a sum and the
 * largest of several sums, and what a value costs is the difference that it makes there.
 * Padding is left out but for the frame's own alignment. What is said of one change does not
 * add up with what is said of another. Where debug information does not describe all values,
 * nothing is said.
 */
#include <string.h>

#include "base/str.h"
#include "coro/later.h"
#include "report/facts_collect.h"

/* Less than this, or than this part of the frame, is not worth a line. */
enum { LEAST_BYTES = 32, LEAST_PART = 16 };
/* What has fewer bytes than this is not worth a box of its own. */
enum { LEAST_BOX_BYTES = 64 };

/* One value, with the states that hold it. */
struct value {
	const struct layout_slot *slot;
	uint64_t bytes;	  /* with the change that is tried */
	bool *held;	  /* by index of the layout's states */
	unsigned holders; /* how many, */
	size_t last;	  /* and the last of them */
	unsigned state;	  /* the first of them */
	bool early;	  /* it lies among those that share no bytes */
};

struct frame {
	const struct unit *u;
	const struct coro *c;
	const struct layout *layout;
	uint64_t pointer_bytes;
	struct arena scratch;
	uint64_t *sums; /* room for one number for each state */
	vec(struct value) values;
};

static bool is_awaitee(const struct layout_slot *slot)
{
	return !strcmp(slot->name, "__awaitee");
}

static bool is_coroutine(const struct layout_slot *slot)
{
	return strstr(slot->type, "{async_") != NULL;
}

static bool is_same(const struct layout_slot *a, const struct layout_slot *b)
{
	return a->offset_bytes == b->offset_bytes && !strcmp(a->name, b->name) &&
	       !strcmp(a->type, b->type);
}

/* ---- the values of a frame ---- */

static struct value *value_of(struct frame *f, const struct layout_slot *slot)
{
	struct value value = {.slot = slot, .bytes = slot->size_bytes};

	vec_each(struct value, v, &f->values) {
		if (!is_awaitee(slot) && is_same(v->slot, slot))
			return v;
	}
	value.held = arena_alloc(&f->scratch, f->layout->states_len * sizeof(*value.held));
	vec_push(&f->values, value);
	return &f->values.at[f->values.len - 1];
}

static void count_holders(const struct frame *f, struct value *v)
{
	v->holders = 0;
	for (size_t i = 0; i < f->layout->states_len; i++) {
		v->holders += v->held[i];
		if (v->held[i])
			v->last = i;
	}
}

static void collect_values(struct frame *f)
{
	uint64_t early_end = 0;

	f->sums = arena_alloc(&f->scratch, (f->layout->states_len + 1) * sizeof(*f->sums));
	for (size_t i = 0; i < f->layout->states_len; i++) {
		const struct layout_state *s = &f->layout->states[i];

		for (size_t k = 0; k < s->slots_len; k++) {
			struct value *v;

			if (!s->slots[k].size_bytes)
				continue;
			v = value_of(f, &s->slots[k]);
			if (!v->holders++)
				v->state = s->tag;
			v->held[i] = true;
		}
	}
	vec_each(struct value, v, &f->values) {
		uint64_t end = v->slot->offset_bytes + v->bytes;

		count_holders(f, v);
		if (v->holders > 1 && end > early_end)
			early_end = end;
	}
	vec_each(struct value, v, &f->values)
		v->early = v->slot->offset_bytes < early_end;
}

/* The frame's size as the values are now, as far as this model of it goes. */
static uint64_t size_of(const struct frame *f)
{
	uint64_t always = f->layout->tag_size_bytes, most = 0, align = f->layout->align_bytes;

	memset(f->sums, 0, f->layout->states_len * sizeof(*f->sums));
	vec_each(struct value, v, &f->values) {
		if (v->holders > 1 || (v->holders && v->early))
			always += v->bytes;
		else if (v->holders && (f->sums[v->last] += v->bytes) > most)
			most = f->sums[v->last];
	}
	align = align ? align : 1;
	return (always + most + align - 1) / align * align;
}

/* ---- changes ---- */

static bool is_twin(const struct value *capture, const struct value *v)
{
	return !strcmp(capture->slot->name, v->slot->name) &&
	       !strcmp(capture->slot->type, v->slot->type);
}

static bool is_capture(const struct frame *f, const struct value *v)
{
	for (size_t i = 0; i < f->layout->states_len; i++) {
		if (f->layout->states[i].tag == STATE_UNRESUMED)
			return v->held[i];
	}
	return false;
}

static bool is_captured(const struct frame *f, const struct value *v)
{
	vec_each(struct value, other, &f->values) {
		if (is_capture(f, other) && is_twin(other, v))
			return true;
	}
	return false;
}

/* The bytes that go where a value and those of its name and type are only pointed to. */
static uint64_t saved_by_pointer(struct frame *f, const struct value *to)
{
	uint64_t before = size_of(f), after;
	bool whole = is_capture(f, to);

	vec_each(struct value, v, &f->values) {
		if (v == to || (whole && is_twin(to, v)))
			v->bytes = f->pointer_bytes;
	}
	after = size_of(f);
	vec_each(struct value, v, &f->values)
		v->bytes = v->slot->size_bytes;
	return before > after ? before - after : 0;
}

/* The states that hold it and from which on nothing but its drop looks at it. */
static bool held_for_nothing(
	const struct frame *f, const struct later *later, const struct value *v, bool *ret)
{
	bool *by_tag = xcalloc(f->c->states, sizeof(*by_tag)), any = false;
	struct span bytes = {(int64_t)v->slot->offset_bytes, (int64_t)v->slot->size_bytes};

	for (size_t i = 0; i < f->layout->states_len; i++) {
		if (f->layout->states[i].tag < f->c->states)
			by_tag[f->layout->states[i].tag] = v->held[i];
	}
	for (size_t i = 0; i < f->layout->states_len; i++) {
		unsigned tag = f->layout->states[i].tag;

		ret[i] = v->held[i] && tag >= STATE_SUSPEND_0 && tag < f->c->states &&
			 !later_is_used(later, tag, bytes, by_tag);
		any = any || ret[i];
	}
	free(by_tag);
	return any;
}

/* Does the state hold a reference that may be to something in the frame? */
static bool holds_reference(const struct frame *f, size_t state)
{
	vec_each(struct value, v, &f->values) {
		bool may = strchr(v->slot->type, '&') || strchr(v->slot->type, '*') ||
			   is_awaitee(v->slot);

		may = may && v->slot->size_bytes >= f->pointer_bytes;
		if (v->held[state] && may && !is_captured(f, v))
			return true;
	}
	return false;
}

/*
 * The bytes that go where its scope ends before these awaits; the first one's state. A call
 * of mem::drop is not enough: rustc keeps the place of what was borrowed until then.
 */
static uint64_t saved_by_drop(
	struct frame *f, const struct later *later, struct value *v, unsigned *ret_state)
{
	size_t len = f->layout->states_len;
	bool *idle = xcalloc(len, sizeof(*idle));
	struct span bytes = {(int64_t)v->slot->offset_bytes, (int64_t)v->slot->size_bytes};
	bool lent = later_is_lent(later, bytes);
	uint64_t before = size_of(f), after = before;

	*ret_state = 0;
	if (held_for_nothing(f, later, v, idle)) {
		for (size_t i = 0; i < len; i++) {
			idle[i] = idle[i] && !(lent && holds_reference(f, i));
			if (idle[i] && !*ret_state)
				*ret_state = f->layout->states[i].tag;
			v->held[i] = v->held[i] && !idle[i];
		}
		count_holders(f, v);
		after = size_of(f);
		for (size_t i = 0; i < len; i++)
			v->held[i] = v->held[i] || idle[i];
		count_holders(f, v);
	}
	free(idle);
	return before > after ? before - after : 0;
}

static void add(struct facts *facts, struct fact_future *to, const struct value *v,
	enum change change, unsigned state, uint64_t bytes)
{
	struct fact_saving saving = {.change = change,
		.name = arena_strdup(&facts->arena, v->slot->name),
		.type = arena_strdup(&facts->arena, v->slot->type),
		.state = state,
		.bytes = bytes};

	if (bytes >= LEAST_BYTES && bytes >= to->frame_bytes / LEAST_PART)
		vec_push(&to->savings, saving);
}

static void try_value(struct frame *f, const struct later *later, struct value *v,
	struct facts *facts, struct fact_future *to)
{
	uint64_t dropped;
	unsigned state;

	if (is_capture(f, v)) {
		add(facts, to, v, is_coroutine(v->slot) ? CHANGE_BOX : CHANGE_REFERENCE,
			STATE_UNRESUMED, saved_by_pointer(f, v));
		return;
	}
	if (is_awaitee(v->slot)) {
		add(facts, to, v, CHANGE_BOX, v->state, saved_by_pointer(f, v));
		return;
	}
	if (has_prefix(v->slot->name, "__") || is_captured(f, v))
		return;
	dropped = saved_by_drop(f, later, v, &state);
	if (dropped)
		add(facts, to, v, CHANGE_DROP, state, dropped);
	else if (v->bytes >= LEAST_BOX_BYTES)
		add(facts, to, v, CHANGE_BOX, v->state, saved_by_pointer(f, v));
}

static int by_bytes(const void *a, const void *b)
{
	const struct fact_saving *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return x->state != y->state ? (x->state < y->state ? -1 : 1) : strcmp(x->name, y->name);
}

static void count_moves(
	const struct frame *f, const struct later *later, struct fact_future *to)
{
	to->moved_known = true;
	to->moved_making = f->layout->tag_size_bytes;
	vec_each(struct value, v, &f->values) {
		struct span bytes = {(int64_t)v->slot->offset_bytes, (int64_t)v->bytes};

		if (!is_capture(f, v))
			continue;
		to->moved_making += v->bytes;
		to->moved_first += later_moved_first(later, bytes);
	}
}

static bool knows_all(const struct layout *layout)
{
	for (size_t i = 0; i < layout->states_len; i++) {
		for (size_t k = 0; k < layout->states[i].slots_len; k++) {
			if (layout->states[i].slots[k].more)
				return false;
		}
	}
	return true;
}

void facts_add_savings(
	struct facts *facts, const struct unit *u, const struct coro *c, struct fact_future *to)
{
	struct frame f = {.u = u, .c = c, .layout = c->layout};
	struct later later;

	if (!c->layout)
		return;
	f.pointer_bytes = ll.PointerSize(u->layout);
	later_open(u, c, &later);
	collect_values(&f);
	count_moves(&f, &later, to);
	if (knows_all(c->layout)) {
		vec_each(struct value, v, &f.values)
			try_value(&f, &later, v, facts, to);
	}
	if (to->savings.len)
		qsort(to->savings.at, to->savings.len, sizeof(*to->savings.at), by_bytes);
	later_close(&later);
	vec_free(&f.values);
	arena_release(&f.scratch);
}
