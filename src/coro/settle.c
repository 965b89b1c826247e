/*
 * Bodies of coroutines, cleaned as far as a pass over children's places needs it.
 *
 * In raw IR a child goes through up to three copies into its place, its poll through
 * Pin::new_unchecked, and each local through memory. What is run here moves no instruction
 * from one block to another and no edge, so that awaits keep the shape that coro/await.c
 * looks for: simplifycfg, for one, would merge all returns and sink the stores of states.
 * Polls are found again by a mark on each call, states and tests by looking anew.
 */
#include <string.h>

#include "base/vec.h"
#include "coro/build.h"
#include "ir/straighten.h"
#include "ir/value.h"
#include "ir/walk.h"

static const char mark_kind[] = "async-opt.poll", pin_kind[] = "async-opt.pin";
static const char clean_up[] = "sroa<preserve-cfg>,early-cse,unreachableblockelim";

static unsigned kind_id(const struct unit *u, const char *name)
{
	return ll.GetMDKindIDInContext(u->context, name, (unsigned)strlen(name));
}

static void pin(const struct unit *u, struct suspend *s, unsigned kind)
{
	s->was_noinline =
		ll.GetCallSiteEnumAttribute(s->poll, LLVMAttributeFunctionIndex, kind) != NULL;
	if (s->was_noinline)
		return;
	call_never_inline(u, s->poll);
	ll.SetMetadata(s->poll, kind_id(u, pin_kind),
		ll.MetadataAsValue(u->context, ll.MDNodeInContext2(u->context, NULL, 0)));
}

/* Copies of a body that was inlined meanwhile bear its pins, too. */
static void unpin_all(const struct unit *u, LLVMValueRef fn, unsigned kind)
{
	for_each_bb(bb, fn) {
		for_each_insn(insn, bb) {
			if (!is_call(insn) || !ll.GetMetadata(insn, kind_id(u, pin_kind)))
				continue;
			ll.SetMetadata(insn, kind_id(u, pin_kind), NULL);
			ll.RemoveCallSiteEnumAttribute(insn, LLVMAttributeFunctionIndex, kind);
		}
	}
}

void model_pin_polls(const struct unit *u, const struct model *m, bool pinned)
{
	static const char name[] = "noinline";
	unsigned kind = ll.GetEnumAttributeKindForName(name, sizeof(name) - 1);

	for (size_t i = 0; i < m->coros_len; i++) {
		const struct coro *c = m->coros[i];

		for (size_t k = 0; pinned && k < c->suspends_len; k++) {
			if (c->suspends[k].poll)
				pin(u, &c->suspends[k], kind);
		}
		if (!pinned)
			unpin_all(u, c->resume, kind);
	}
}

static void mark_polls(const struct unit *u, const struct coro *c)
{
	LLVMTypeRef i64 = ll.Int64TypeInContext(u->context);

	for (size_t i = 0; i < c->suspends_len; i++) {
		LLVMMetadataRef id = ll.ValueAsMetadata(ll.ConstInt(i64, i, false));

		if (c->suspends[i].poll)
			ll.SetMetadata(c->suspends[i].poll, kind_id(u, mark_kind),
				ll.MetadataAsValue(
					u->context, ll.MDNodeInContext2(u->context, &id, 1)));
	}
}

/* The await that a call was marked for; NULL where it bears no mark. The mark goes. */
static const struct suspend *take_mark(
	const struct unit *u, const struct coro *before, LLVMValueRef call)
{
	LLVMValueRef node = ll.GetMetadata(call, kind_id(u, mark_kind)), operand;
	uint64_t id;

	if (!node)
		return NULL;
	ll.SetMetadata(call, kind_id(u, mark_kind), NULL);
	ll.GetMDNodeOperands(node, &operand);
	if (!const_int(operand, &id) || id >= before->suspends_len)
		return NULL;
	return &before->suspends[id];
}

/*
 * Joins what was found with the marks. An await whose poll bears no mark of the same state is
 * opaque from now on: another call has come between. Awaits that never-suspends has cut have
 * no block any more that stores their state.
 */
static void join_marks(struct unit *u, struct coro *c, const struct coro *before)
{
	struct suspend *all = arena_alloc(
		&u->arena, (c->suspends_len + before->suspends_len + 1) * sizeof(*all));
	size_t len = 0, found = c->suspends_len;
	bool *marked = xcalloc(found + 1, sizeof(*marked));

	for (size_t i = 0; i < found; i++)
		all[len++] = c->suspends[i];
	for_each_bb(bb, c->resume) {
		for_each_insn(insn, bb) {
			const struct suspend *was =
				is_call(insn) ? take_mark(u, before, insn) : NULL;

			for (size_t i = 0; was && i < found; i++)
				marked[i] = marked[i] ||
					    (all[i].poll == insn && all[i].state == was->state);
			if (was && was->cut)
				all[len++] = (struct suspend){
					.state = was->state, .poll = insn, .cut = true};
		}
	}
	for (size_t i = 0; i < found; i++) {
		if (!marked[i])
			all[i].poll = all[i].test = NULL;
	}
	c->suspends = all;
	c->suspends_len = len;
	free(marked);
}

static bool find_again(struct unit *u, struct coro *c)
{
	struct coro before = *c;
	int64_t offset;

	c->tag_load = entry_tag_load(u, c->resume, c->self, &offset);
	if (!c->tag_load || offset != c->tag_offset ||
		ll.GetIntTypeWidth(ll.TypeOf(c->tag_load)) != c->tag_bits ||
		!collect_tag_stores(u, c))
		return false;
	c->suspends = NULL;
	c->suspends_len = 0;
	find_suspends(u, c);
	join_marks(u, c, &before);
	return true;
}

static bool run_on(LLVMValueRef fn, struct err *err)
{
	LLVMPassBuilderOptionsRef options = ll.CreatePassBuilderOptions();
	LLVMErrorRef failed = ll.RunPassesOnFunction(fn, clean_up, NULL, options);

	ll.DisposePassBuilderOptions(options);
	if (failed) {
		char *message = ll.GetErrorMessage(failed);

		err_set(err, "LLVM's %s: %s", clean_up, message);
		ll.DisposeErrorMessage(message);
	}
	return !failed;
}

/* What a walk back from a poll looks for: the write of a whole child into its place. */
struct measuring {
	const struct unit *u;
	LLVMValueRef base;
	int64_t offset;
	struct map seen;
	vec(LLVMBasicBlockRef) work;
	uint64_t found; /* bytes; UINT64_MAX: two sizes */
};

static bool measure_in(struct measuring *m, LLVMValueRef insn)
{
	for (; insn; insn = ll.GetPreviousInstruction(insn)) {
		struct mem_write w;
		int64_t at;

		if (!is_mem_write(m->u, insn, &w) || ptr_base(m->u, w.to, &at) != m->base ||
			at != m->offset || w.size_bytes == MEM_SOME_BYTES)
			continue;
		if (m->found && m->found != (uint64_t)w.size_bytes)
			m->found = UINT64_MAX;
		else
			m->found = (uint64_t)w.size_bytes;
		return true;
	}
	return false;
}

/*
 * The size of a child's frame: before bodies are cleaned the whole of it is moved into its
 * place at once, by memcpy or, up to 8 bytes, as an integer, and that is the last write there
 * before the poll. All ways to all polls have to say the same.
 */
static void measure_child(const struct unit *u, struct coro *child, LLVMValueRef poll)
{
	struct measuring m = {.u = u, .found = child->size_bytes};

	m.base = ptr_base(u, ll.GetOperand(poll, child->self_param), &m.offset);
	if (!measure_in(&m, poll))
		vec_push(&m.work, ll.GetInstructionParent(poll));
	while (m.work.len && m.seen.len < 64) {
		LLVMBasicBlockRef bb = m.work.at[--m.work.len];

		for_each_use(use, ll.BasicBlockAsValue(bb)) {
			LLVMValueRef term = ll.GetUser(use);
			LLVMBasicBlockRef from;

			if (!ll.IsAInstruction(term))
				continue;
			from = ll.GetInstructionParent(term);
			if (map_get(&m.seen, from))
				continue;
			map_set(&m.seen, from, from);
			if (!measure_in(&m, term))
				vec_push(&m.work, from);
		}
	}
	child->size_bytes = m.found;
	vec_free(&m.work);
	map_free(&m.seen);
}

static void measure_children(const struct unit *u, const struct model *m)
{
	for (size_t i = 0; i < m->coros_len; i++) {
		for (size_t k = 0; k < m->coros[i]->suspends_len; k++) {
			LLVMValueRef poll = m->coros[i]->suspends[k].poll;
			struct coro *child = coro_polled(m, poll);

			if (child)
				measure_child(u, child, poll);
		}
	}
	for (size_t i = 0; i < m->coros_len; i++) {
		if (m->coros[i]->size_bytes == UINT64_MAX)
			m->coros[i]->size_bytes = 0;
	}
}

static bool clean(struct unit *u, const struct model *m, struct err *err)
{
	vec(LLVMValueRef) bodies = {0};
	bool ok;

	for (size_t i = 0; i < m->coros_len; i++) {
		mark_polls(u, m->coros[i]);
		vec_push(&bodies, m->coros[i]->resume);
		if (m->coros[i]->glue)
			vec_push(&bodies, m->coros[i]->glue);
	}
	model_pin_polls(u, m, true);
	ok = straighten(u, bodies.at, bodies.len, err);
	model_pin_polls(u, m, false);
	measure_children(u, m);
	for (size_t i = 0; ok && i < bodies.len; i++)
		ok = run_on(bodies.at[i], err);
	vec_free(&bodies);
	return ok;
}

bool model_settle(struct unit *u, struct model *m, struct err *err)
{
	size_t len = 0;

	if (!clean(u, m, err))
		return false;
	map_free(&m->by_resume);
	map_free(&m->by_glue);
	for (size_t i = 0; i < m->coros_len; i++) {
		struct coro *c = m->coros[i];

		if (!find_again(u, c))
			continue;
		map_set(&m->by_resume, c->resume, c);
		if (c->glue)
			map_set(&m->by_glue, c->glue, c);
		m->coros[len++] = c;
	}
	m->coros_len = len;
	find_sites(u, m);
	return true;
}
