/* Puts the parts together, and finds them again behind LLVM's passes. */
#include <string.h>

#include "coro/build.h"
#include "ir/value.h"
#include "ir/walk.h"

static const char mark_kind[] = "async-opt.tag";

struct coro *coro_polled(const struct model *m, LLVMValueRef call)
{
	LLVMValueRef callee = call ? direct_callee(call) : NULL;

	return callee ? map_get(&m->by_resume, callee) : NULL;
}

/* Depth first over awaits: children are placed before their parents. */
static void place(const struct model *m, struct coro *c, struct map *placed,
	struct coro **order, size_t *len)
{
	if (map_get(placed, c))
		return;
	map_set(placed, c, c);
	for (size_t i = 0; i < c->suspends_len; i++) {
		struct coro *child = coro_polled(m, c->suspends[i].poll);

		if (child)
			place(m, child, placed, order, len);
	}
	order[(*len)++] = c;
}

static void order_bottom_up(struct unit *u, struct model *m)
{
	struct coro **order = arena_alloc(&u->arena, (m->coros_len + 1) * sizeof(*order));
	struct map placed = {0};
	size_t len = 0;

	for (size_t i = 0; i < m->coros_len; i++)
		place(m, m->coros[i], &placed, order, &len);
	map_free(&placed);
	m->coros = order;
	for (size_t i = 0; i < len; i++)
		order[i]->id = (unsigned)i;
}

struct model *model_build(struct unit *u)
{
	struct model *m = arena_new(&u->arena, struct model);

	find_coros(u, m);
	for (size_t i = 0; i < m->coros_len; i++) {
		map_set(&m->by_resume, m->coros[i]->resume, m->coros[i]);
		find_suspends(u, m->coros[i]);
	}
	order_bottom_up(u, m);
	find_glue(u, m);
	return m;
}

void model_look_again(struct unit *u, struct model *m)
{
	for (size_t i = 0; i < m->coros_len; i++) {
		m->coros[i]->suspends_len = 0;
		find_suspends(u, m->coros[i]);
	}
	order_bottom_up(u, m);
	find_glue(u, m);
}

void model_take_layouts(struct model *m, const struct map *layouts)
{
	for (size_t i = 0; i < m->coros_len; i++) {
		struct coro *c = m->coros[i];
		const struct layout *l = map_get(layouts, c->resume);

		if (l && l->tag_offset_bytes == (uint64_t)c->tag_offset &&
			l->tag_size_bytes * 8 == c->tag_bits)
			c->layout = l;
	}
}

void model_free(struct model *m)
{
	map_free(&m->by_resume);
	map_free(&m->by_glue);
}

static unsigned mark_kind_id(const struct unit *u)
{
	return ll.GetMDKindIDInContext(u->context, mark_kind, sizeof(mark_kind) - 1);
}

void model_mark(struct unit *u, const struct model *m)
{
	LLVMTypeRef i64 = ll.Int64TypeInContext(u->context);

	for (size_t i = 0; i < m->coros_len; i++) {
		LLVMMetadataRef id = ll.ValueAsMetadata(ll.ConstInt(i64, i, false));
		LLVMMetadataRef node = ll.MDNodeInContext2(u->context, &id, 1);

		ll.SetMetadata(m->coros[i]->tag_load, mark_kind_id(u),
			ll.MetadataAsValue(u->context, node));
	}
}

/* Which coroutine of `before` a load was marked for; NULL where it bears no mark. */
static const struct coro *marked_for(
	const struct unit *u, const struct model *before, LLVMValueRef load)
{
	LLVMValueRef node = ll.GetMetadata(load, mark_kind_id(u));
	LLVMValueRef operand;
	uint64_t id;

	if (!node || ll.GetMDNodeNumOperands(node) != 1)
		return NULL;
	ll.GetMDNodeOperands(node, &operand);
	if (!const_int(operand, &id) || id >= before->coros_len)
		return NULL;
	return before->coros[id];
}

/*
 * Is fn still a resume function of the model? Then as much as is still true.
 *
 * A caller into which one was inlined begins with the same marked load, and is none: what
 * it can store holds for polls from this caller only. One that has just opened the gate
 * that the future waits for never leaves it suspended, and still finds it suspended by
 * another caller (test/counterexamples/26). One with copies is left alone, too: what LLVM
 * found may be due to the checks that this copy was compiled without.
 */
static struct coro *rebuild(struct unit *u, const struct model *before, LLVMValueRef fn)
{
	for (unsigned i = 0; i < ll.CountParams(fn); i++) {
		LLVMValueRef frame = ll.GetParam(fn, i);
		int64_t offset;
		LLVMValueRef load = entry_tag_load(u, fn, frame, &offset);
		const struct coro *was = load ? marked_for(u, before, load) : NULL;
		struct coro *c;

		if (!was || !was->alone || strcmp(was->name, value_name(fn)) != 0 ||
			offset != was->tag_offset ||
			ll.GetIntTypeWidth(ll.TypeOf(load)) != was->tag_bits)
			continue;
		c = arena_new(&u->arena, struct coro);
		*c = (struct coro){.resume = fn,
			.name = was->name,
			.id = was->id,
			.self_param = i,
			.self = frame,
			.tag_offset = was->tag_offset,
			.tag_bits = was->tag_bits,
			.tag_load = load,
			.never_suspends = was->never_suspends,
			.alone = true};
		c->stores_unclear = !collect_tag_stores(u, c);
		return c;
	}
	return NULL;
}

struct model *model_rebuild_marked(struct unit *u, const struct model *before)
{
	struct model *m = arena_new(&u->arena, struct model);
	size_t functions = 0;

	for_each_fn(fn, u->module)
		functions += !ll.IsDeclaration(fn);
	m->coros = arena_alloc(&u->arena, (functions + 1) * sizeof(*m->coros));

	for_each_fn(fn, u->module) {
		struct coro *c = ll.IsDeclaration(fn) ? NULL : rebuild(u, before, fn);

		if (c) {
			map_set(&m->by_resume, fn, c);
			m->coros[m->coros_len++] = c;
		}
	}
	for_each_fn(fn, u->module) {
		for_each_bb(bb, fn) {
			for_each_insn(insn, bb) {
				if (is_load(insn))
					ll.SetMetadata(insn, mark_kind_id(u), NULL);
			}
		}
	}
	return m;
}
