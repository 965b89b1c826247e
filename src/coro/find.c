/*
 * Which functions are resume functions of async coroutines?
 *
 * rustc gives each a dispatch on its tag whose arms for "returned" and "panicked" call
 * core::panicking::panic_const::panic_const_async_fn_resumed[_panic]. No other code can:
 * the functions are not reachable from user code on stable. In raw IR the arm is
 *
 *	bb15:
 *	  br i1 false, label %bb15, label %panic      ; Assert(false) of MIR
 *	panic:
 *	  call void @...panic_const_async_fn_resumed(ptr @location)
 *
 * and this self loop survives no LLVM pass at all, so it also proves that the body is as
 * rustc's code generation left it. The MIR inliner never inlines into a coroutine
 * (inline.rs:check_caller_mir_body), but it does inline coroutines into closures: see
 * calls_into_future.
 *
 * Required, all of them: the mark with its self loop; the symbol is in the closure
 * namespace; the parameters of a poll; an entry that loads an integer at a constant offset
 * of the frame and dispatches on it, with the marked arm at exactly the value 1 or 2; every
 * store to that place a constant; every return in one block with such a store; a call of
 * IntoFuture::into_future where there are suspends. Everything else is opaque and counted
 * as such.
 *
 * A body that neither returns nor unwinds has neither mark:
 *
 *	async { loop { x.await } }                     ; where a panic aborts
 *
 *	  switch i32 %tag, label %bad [ i32 0, label %start  i32 3, label %resume ]
 *	bad:
 *	  unreachable
 *
 * and a closure that is written by hand can be the same, instruction by instruction. For such
 * a body rustc's own name in debug information stands (coro/described.c). Then there is to be
 * nothing in the arms of 1 and 2, no store of either, no unwinding, and a call that LLVM's
 * pipelines begin with inlining; the rest is required as above.
 */
#include <string.h>

#include "base/vec.h"
#include "coro/build.h"
#include "ir/cfg.h"
#include "ir/edit.h"
#include "ir/value.h"
#include "ir/walk.h"

const char *opaque_name(enum opaque why)
{
	static const char *const names[] = {
		"NOT_OPAQUE",
#define OPAQUE(id, text) #id,
#include "coro/opaque.def"
#undef OPAQUE
	};
	return names[why];
}

const char *opaque_text(enum opaque why)
{
	static const char *const texts[] = {
		"",
#define OPAQUE(id, text) text,
#include "coro/opaque.def"
#undef OPAQUE
	};
	return texts[why];
}

/*
 * The block that the dispatch goes to for the arm that ends in this panic block: its only
 * other predecessor is itself, by the `br i1 false` loop. NULL where the shape is another.
 */
static LLVMBasicBlockRef raw_arm(LLVMBasicBlockRef panic)
{
	LLVMBasicBlockRef arm = single_predecessor(panic);
	LLVMValueRef term = arm ? ll.GetBasicBlockTerminator(arm) : NULL;
	uint64_t condition;

	if (!term || ll.GetInstructionOpcode(term) != LLVMBr || !branch_condition(term))
		return NULL;
	if (!const_int(branch_condition(term), &condition) || condition != 0)
		return NULL;
	if (ll.GetSuccessor(term, 0) != arm || ll.GetSuccessor(term, 1) != panic)
		return NULL;
	return arm;
}

/* Follows the dispatch's condition back to the load that it depends on. */
static LLVMValueRef load_under(LLVMValueRef v)
{
	while (ll.IsAInstruction(v) && !is_load(v)) {
		LLVMOpcode opcode = ll.GetInstructionOpcode(v);

		if (opcode != LLVMZExt && opcode != LLVMTrunc && opcode != LLVMICmp &&
			opcode != LLVMAdd)
			return NULL;
		v = ll.GetOperand(v, 0);
	}
	return ll.IsAInstruction(v) ? v : NULL;
}

LLVMValueRef entry_tag_load(
	const struct unit *u, LLVMValueRef fn, LLVMValueRef frame, int64_t *ret_offset)
{
	LLVMValueRef term = ll.GetBasicBlockTerminator(ll.GetEntryBasicBlock(fn));
	LLVMValueRef condition = branch_condition(term), load;

	if (!condition)
		return NULL;
	load = load_under(condition);
	if (!load || ll.GetTypeKind(ll.TypeOf(load)) != LLVMIntegerTypeKind)
		return NULL;
	if (!ptr_offset(u, ll.GetOperand(load, 0), frame, ret_offset))
		return NULL;
	return load;
}

bool find_self(struct coro *c)
{
	unsigned params = ll.CountParams(c->resume);

	c->self_param = params > 0 && param_has_attr(c->resume, 0, "sret") ? 1 : 0;
	if (params < c->self_param + 2)
		return false;
	for (unsigned i = c->self_param; i < c->self_param + 2; i++) {
		LLVMTypeRef type = ll.TypeOf(ll.GetParam(c->resume, i));

		if (ll.GetTypeKind(type) != LLVMPointerTypeKind)
			return false;
	}
	c->self = ll.GetParam(c->resume, c->self_param);
	return true;
}

static LLVMBasicBlockRef arm_of(const struct coro *c, unsigned state)
{
	LLVMValueRef term = ll.GetBasicBlockTerminator(ll.GetEntryBasicBlock(c->resume));
	int index = tag_outcome(term, c->tag_load, state);

	return index < 0 ? NULL : ll.GetSuccessor(term, (unsigned)index);
}

/* Does the dispatch lead the marked arm's own value to this arm, and "unresumed" not? */
static bool arm_has_value(const struct coro *c, LLVMBasicBlockRef arm, unsigned state)
{
	/* Two cases of one switch may lead to the same block: blocks are compared. */
	return arm_of(c, state) == arm && arm_of(c, STATE_UNRESUMED) != arm;
}

/*
 * A body with neither panic can not return and can not unwind: no frame is ever polled in
 * one of these states, and rustc says so.
 */
static bool has_no_done_states(const struct coro *c)
{
	LLVMBasicBlockRef start = arm_of(c, STATE_UNRESUMED);

	if (!fn_has_attr(c->resume, "nounwind") || !start || is_unreachable_block(start))
		return false;
	for (unsigned v = STATE_RETURNED; v <= STATE_PANICKED; v++) {
		LLVMBasicBlockRef arm = arm_of(c, v);

		if (!arm || !is_unreachable_block(arm))
			return false;
	}
	return true;
}

/*
 * Every return stands in one block with a store of the tag: that is how rustc lowers a yield
 * (make_state, set_discr) and a return. A closure into which a coroutine's body was inlined
 * has its own return behind those of the body.
 */
static bool returns_store_state(const struct coro *c)
{
	for_each_bb(bb, c->resume) {
		if (ll.GetInstructionOpcode(ll.GetBasicBlockTerminator(bb)) == LLVMRet &&
			!block_tag_store(c, bb))
			return false;
	}
	return true;
}

static bool stores_done(const struct coro *c)
{
	for (size_t i = 0; i < c->stores_len; i++) {
		if (states_has(&c->stores[i].values, STATE_RETURNED) ||
			states_has(&c->stores[i].values, STATE_PANICKED))
			return true;
	}
	return false;
}

static bool stores_suspend(const struct coro *c)
{
	for (size_t i = 0; i < c->stores_len; i++) {
		if (c->stores[i].values.size > STATE_SUSPEND_0)
			return true;
	}
	return false;
}

/*
 * `.await` calls IntoFuture::into_future, and a coroutine keeps the call in raw IR. In a
 * closure that MIR inlining put a whole coroutine into (`poll_fn(move |cx| f.poll(cx))`),
 * the inliner went on to the body's own calls, and this one is always small enough. There,
 * a wrapper's poll may be inlined and jump-threaded too, so that the way to a suspend is no
 * longer the Pending arm of the last poll. Such a closure is not taken for a coroutine.
 */
static bool calls_into_future(LLVMValueRef fn)
{
	for_each_bb(bb, fn) {
		for_each_insn(insn, bb) {
			LLVMValueRef callee = is_call(insn) ? direct_callee(insn) : NULL;

			if (callee && strstr(value_name(callee), "11into_future"))
				return true;
		}
	}
	return false;
}

/* Where each coroutine's tag is, and what the arms of the dispatch have to be. */
static bool find_tag(const struct unit *u, struct coro *c)
{
	c->tag_load = entry_tag_load(u, c->resume, c->self, &c->tag_offset);
	if (!c->tag_load)
		return false;
	c->tag_bits = ll.GetIntTypeWidth(ll.TypeOf(c->tag_load));
	return c->tag_bits == 8 || c->tag_bits == 16 || c->tag_bits == 32;
}

/* What stands for a body being a coroutine. */
struct evidence {
	LLVMValueRef panic; /* the call of one of the two; NULL: debug information does */
	unsigned state;	    /* in whose arm it is */
};

static enum opaque recognize(struct unit *u, struct coro *c, const struct evidence *e)
{
	LLVMBasicBlockRef arm = e->panic ? raw_arm(ll.GetInstructionParent(e->panic)) : NULL;

	if (!is_in_closure_namespace(c->name))
		return OPAQUE_NOT_A_CLOSURE;
	if (fn_has_attr(c->resume, "alwaysinline"))
		return OPAQUE_ALWAYS_INLINED;
	if (!find_self(c))
		return OPAQUE_NOT_A_POLL;
	if (e->panic && !arm)
		return OPAQUE_NOT_RAW;
	if (!find_tag(u, c))
		return OPAQUE_NO_DISPATCH;
	if (!e->panic && !is_as_generated(c->resume))
		return OPAQUE_NOT_RAW;
	if (e->panic && !arm_has_value(c, arm, e->state))
		return OPAQUE_NO_DISPATCH;
	if (!e->panic && !has_no_done_states(c))
		return OPAQUE_NO_MARK;
	if (!collect_tag_stores(u, c))
		return OPAQUE_TAG_WRITTEN_ODDLY;
	if (!e->panic && stores_done(c))
		return OPAQUE_NO_MARK;
	if (!returns_store_state(c))
		return OPAQUE_RETURN_WITHOUT_STATE;
	if (stores_suspend(c) && !calls_into_future(c->resume))
		return OPAQUE_INLINED_INTO;
	return OPAQUE_NOT;
}

/* What is found while the module is walked. */
struct finding {
	struct unit *u;
	struct map seen; /* functions looked at */
	vec(struct coro *) coros;
	vec(struct opaque_body) opaque;
};

static void look_at(struct finding *f, LLVMValueRef fn, const struct evidence *e)
{
	struct coro *c;
	enum opaque why;

	if (map_get(&f->seen, fn))
		return;
	map_set(&f->seen, fn, fn);

	c = arena_new(&f->u->arena, struct coro);
	c->resume = fn;
	c->name = arena_strdup(&f->u->arena, value_name(fn));
	why = recognize(f->u, c, e);
	if (why == OPAQUE_NOT)
		vec_push(&f->coros, c);
	else
		vec_push(&f->opaque, ((struct opaque_body){fn, why}));
}

static void look_at_marked(struct finding *f)
{
	for_each_fn(panic, f->u->module) {
		unsigned state = marked_state(panic);

		if (!state)
			continue;
		for_each_use(use, panic) {
			LLVMValueRef user = ll.GetUser(use);

			if (ll.IsAInstruction(user) && is_call(user) &&
				direct_callee(user) == panic)
				look_at(f,
					ll.GetBasicBlockParent(ll.GetInstructionParent(user)),
					&(struct evidence){user, state});
		}
	}
}

void find_coros(struct unit *u, struct model *m)
{
	struct finding f = {.u = u};

	look_at_marked(&f);
	for_each_fn(fn, u->module) {
		if (!ll.IsDeclaration(fn) && is_described(u, fn))
			look_at(&f, fn, &(struct evidence){0});
	}

	m->coros_len = f.coros.len;
	m->coros = arena_alloc(&u->arena, (f.coros.len + 1) * sizeof(*m->coros));
	for (size_t i = 0; i < f.coros.len; i++)
		m->coros[i] = f.coros.at[i];
	m->opaque_len = f.opaque.len;
	m->opaque = arena_alloc(&u->arena, (f.opaque.len + 1) * sizeof(*m->opaque));
	for (size_t i = 0; i < f.opaque.len; i++)
		m->opaque[i] = f.opaque.at[i];
	find_copies(u, m);
	vec_free(&f.coros);
	vec_free(&f.opaque);
	map_free(&f.seen);
}
