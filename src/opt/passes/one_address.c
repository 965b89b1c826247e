/*
 * one-address: a byte of a frame has one address in its function, computed in the entry.
 *
 *	case.3:
 *	  %a = getelementptr inbounds i8, ptr %self, i64 154
 *	  br label %loop
 *	next:
 *	  %b = getelementptr inbounds i8, ptr %self, i64 154
 *	  store i8 0, ptr %tag
 *	  br label %loop
 *	loop:
 *	  %c = phi ptr [ %a, %case.3 ], [ %b, %next ]      ; both are byte 154
 *	  store i8 6, ptr %c
 *	  %t = load i8, ptr %tag
 *
 * becomes
 *
 *	start:
 *	  %c = getelementptr inbounds i8, ptr %self, i64 154
 *	...
 *	loop:
 *	  store i8 6, ptr %c
 *	  %t = load i8, ptr %tag
 *
 * A resume function comes to the middle of its loops in two ways, from the dispatch and from
 * the turn before, and on either side LLVM finds the address of a slot computed or has it
 * computed there (GVN's removal of what is partially redundant): what was one constant offset
 * becomes a phi. Of a phi LLVM's alias analysis does not know that it is no other slot; then
 * no load is forwarded over a store through it, no store that is overwritten goes, and the
 * dispatch of a child that was just made stays. Addresses that lie in the entry are above all
 * others, so nothing has to be merged again; code generation takes them back into the accesses.
 *
 * Sound: each phi that goes has the value that takes its place, whichever way it is entered:
 * this is a fixpoint that begins with "not seen yet", so that phis which get their value from
 * each other in a loop are understood, too. What is poison or undef on one way may be anything.
 * The address in the entry bears only what all that it replaces say of theirs (inbounds, nuw,
 * nusw). Where one of these would not hold, each of those was poison as well, since they are
 * made of the same object and the same offset; and nothing uses it where they did not.
 */
#include "base/map.h"
#include "base/vec.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/pass.h"

enum known {
	NOT_SEEN,  /* no value has come to it yet */
	PLACE,	   /* so many bytes behind the object's start */
	ELSEWHERE, /* anything else */
};

/* What is known of an address, or of a phi of addresses. */
struct address {
	LLVMValueRef insn;
	enum known known;
	int64_t at;
};

/* An object of one function: a parameter, or a local. */
struct object {
	const struct unit *u;
	LLVMValueRef fn, start;
	vec(struct address) all; /* behind its start: getelementptrs and phis, as found */
	struct map numbers;	 /* instruction -> 1 + its place in `all` */
	bool merged;		 /* a phi is a place */
};

static bool is_step(const struct unit *u, LLVMValueRef v, int64_t *ret_bytes)
{
	return ll.IsAInstruction(v) && ll.GetInstructionOpcode(v) == LLVMGetElementPtr &&
	       ptr_offset(u, v, ll.GetOperand(v, 0), ret_bytes);
}

static size_t number_of(const struct object *o, LLVMValueRef v)
{
	return (size_t)(uintptr_t)map_get(&o->numbers, v);
}

/* All that is made of the object's address by constant steps and phis. */
static void collect(struct object *o)
{
	vec(LLVMValueRef) work = {0};

	vec_push(&work, o->start);
	while (work.len) {
		LLVMValueRef v = work.at[--work.len];

		for_each_use(use, v) {
			LLVMValueRef user = ll.GetUser(use);
			int64_t bytes;

			if (!ll.IsAInstruction(user) || number_of(o, user) ||
				!(is_phi(user) || is_step(o->u, user, &bytes)))
				continue;
			vec_push(&o->all, ((struct address){.insn = user}));
			map_set(&o->numbers, user, (void *)(uintptr_t)o->all.len);
			vec_push(&work, user);
		}
	}
	vec_free(&work);
}

static struct address look(const struct object *o, LLVMValueRef v)
{
	size_t number = number_of(o, v);

	if (number)
		return o->all.at[number - 1];
	if (v == o->start)
		return (struct address){.known = PLACE};
	return (struct address){
		.known = ll.IsUndef(v) || ll.IsPoison(v) ? NOT_SEEN : ELSEWHERE};
}

static struct address meet(struct address a, struct address b)
{
	if (a.known == NOT_SEEN)
		return b;
	if (b.known != NOT_SEEN && (b.known == ELSEWHERE || b.at != a.at))
		a.known = ELSEWHERE;
	return a;
}

static struct address evaluate(const struct object *o, LLVMValueRef insn)
{
	struct address a = {0};
	int64_t bytes;

	if (is_step(o->u, insn, &bytes)) {
		a = look(o, ll.GetOperand(insn, 0));
		a.at += bytes;
		return a;
	}
	for (unsigned i = 0; i < ll.CountIncoming(insn); i++)
		a = meet(a, look(o, ll.GetIncomingValue(insn, i)));
	return a;
}

/* Each address goes up at most twice: not seen, a place, elsewhere. */
static void settle(struct object *o)
{
	for (bool changed = true; changed;) {
		changed = false;
		vec_each(struct address, a, &o->all) {
			struct address found = evaluate(o, a->insn);

			if (found.known == a->known && (a->known != PLACE || found.at == a->at))
				continue;
			/* What has had another place before depends on a phi that is none. */
			a->known = a->known == PLACE ? ELSEWHERE : found.known;
			a->at = found.at;
			changed = true;
		}
	}
	vec_each(struct address, a, &o->all)
		o->merged = o->merged || (a->known == PLACE && is_phi(a->insn));
}

static enum reason why_not(const struct pass_ctx *cx, const struct object *o)
{
	if (ll.GetPointerAddressSpace(ll.TypeOf(o->start)))
		return R_OTHER_MEMORY;
	if (offsets_take_room(cx, o->fn))
		return R_SIZE_COUNTS;
	return R_NONE;
}

/* What all steps to the places at `at` say: the flags that their common address may bear. */
static LLVMGEPNoWrapFlags common_flags(const struct object *o)
{
	LLVMGEPNoWrapFlags flags = LLVMGEPFlagInBounds | LLVMGEPFlagNUSW | LLVMGEPFlagNUW;

	vec_each(struct address, a, &o->all) {
		if (a->known == PLACE && !is_phi(a->insn))
			flags &= ll.GEPGetNoWrapFlags(a->insn);
	}
	return flags;
}

/* The one address of a place, in the entry. */
static LLVMValueRef build(
	const struct object *o, LLVMBuilderRef builder, int64_t at, LLVMGEPNoWrapFlags flags)
{
	LLVMValueRef offset = ll.ConstInt(
		ll.Int64TypeInContext(o->u->context), (unsigned long long)at, false);

	if (!at)
		return o->start;
	return ll.BuildGEPWithNoWrapFlags(builder, ll.Int8TypeInContext(o->u->context),
		o->start, &offset, 1, "place", flags);
}

static int by_place(const void *a, const void *b)
{
	const struct address *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* Puts one address in the place of all; how many there are. */
static size_t replace(struct object *o)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(o->u->context);
	LLVMBasicBlockRef entry = ll.GetEntryBasicBlock(o->fn);
	LLVMGEPNoWrapFlags flags = common_flags(o);
	LLVMValueRef place = NULL;
	vec(struct address) places = {0};
	size_t made = 0;

	vec_each(struct address, a, &o->all) {
		if (a->known == PLACE && ll.GetInstructionParent(a->insn) != entry)
			vec_push(&places, *a);
	}
	if (places.len)
		qsort(places.at, places.len, sizeof(*places.at), by_place);
	ll.PositionBuilderBefore(builder, ll.GetBasicBlockTerminator(entry));
	vec_each(struct address, a, &places) {
		if (!made || a->at != (a - 1)->at) {
			place = build(o, builder, a->at, flags);
			made++;
		}
		ll.ReplaceAllUsesWith(a->insn, place);
	}
	vec_each(struct address, a, &places)
		ll.InstructionEraseFromParent(a->insn);
	vec_free(&places);
	ll.DisposeBuilder(builder);
	return made;
}

static bool join_addresses(struct pass_ctx *cx, LLVMValueRef fn, LLVMValueRef start)
{
	struct object o = {.u = cx->unit, .fn = fn, .start = start};
	bool changed = false;

	collect(&o);
	settle(&o);
	if (o.merged && !refused(cx, fn, why_not(cx, &o))) {
		size_t places = replace(&o);

		remark_applied(cx, fn, "%zu %s of a frame, each with one address", places,
			places == 1 ? "place" : "places");
		changed = true;
	}
	vec_free(&o.all);
	map_free(&o.numbers);
	return changed;
}

static bool one_address(struct pass_ctx *cx)
{
	bool changed = false;

	for_each_fn(fn, cx->unit->module) {
		if (ll.IsDeclaration(fn))
			continue;
		for (unsigned i = 0; i < ll.CountParams(fn); i++) {
			LLVMValueRef param = ll.GetParam(fn, i);

			if (ll.GetTypeKind(ll.TypeOf(param)) == LLVMPointerTypeKind)
				changed |= join_addresses(cx, fn, param);
		}
		for_each_insn(insn, ll.GetEntryBasicBlock(fn)) {
			if (is_alloca(insn))
				changed |= join_addresses(cx, fn, insn);
		}
	}
	return changed;
}

const struct pass pass_one_address = {
	.name = "one-address",
	.brief = "compute the address of a frame's byte once, where LLVM merges several",
	.run = one_address,
};
