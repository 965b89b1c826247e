/* What single instructions do to the facts of slots.c, and what is shared with others. */
#include <string.h>

#include "base/str.h"
#include "coro/slots_walk.h"
#include "ir/touched.h"
#include "ir/value.h"

bool fact_is(struct fact a, struct fact b)
{
	return a.kind == b.kind && a.constant == b.constant && a.place == b.place;
}

bool fact_may_be_place(struct fact a)
{
	return a.kind == FACT_PLACE || a.kind == FACT_ANY_PLACE;
}

struct fact fact_meet(struct fact a, struct fact b)
{
	if (fact_is(a, b))
		return a;
	if (fact_may_be_place(a) || fact_may_be_place(b))
		return (struct fact){.kind = FACT_ANY_PLACE};
	return (struct fact){0};
}

int slot_var(const struct slots_walk *w, struct span bytes)
{
	for (size_t i = 0; i < w->vars.len; i++) {
		const struct var *var = &w->vars.at[i];

		if (!var->insn && var->bytes.offset == bytes.offset &&
			var->bytes.size_bytes == bytes.size_bytes)
			return (int)i;
	}
	return -1;
}

int insn_var(const struct slots_walk *w, LLVMValueRef insn)
{
	return (int)(intptr_t)map_get(&w->var_of, insn) - 1;
}

void add_slot(struct slots_walk *w, struct span bytes)
{
	struct var var = {.bytes = bytes};

	if (w->vars.len == MOST_VARS)
		return;
	vec_push(&w->vars, var);
	w->again = true;
}

static int64_t end_of(struct span s)
{
	return s.size_bytes == MEM_SOME_BYTES ? INT64_MAX : s.offset + s.size_bytes;
}

static bool overlaps(struct span a, struct span b)
{
	return a.offset < end_of(b) && b.offset < end_of(a);
}

bool slot_is_shared(const struct slots_walk *w, struct span bytes)
{
	/* The tag is in no object that anybody could borrow. */
	if (bytes.offset == w->c->tag_offset && bytes.size_bytes == w->c->tag_bits / 8)
		return false;
	for (size_t i = 0; i < w->shared.len; i++) {
		if (overlaps(w->shared.at[i], bytes))
			return true;
	}
	return false;
}

/* ---- values ---- */

struct fact place_of(const struct slots_walk *w, const struct facts *f, LLVMValueRef ptr)
{
	struct fact place = {.kind = FACT_PLACE};
	LLVMValueRef base = ptr_base(w->u, ptr, &place.place);
	int var;

	if (base == w->c->self)
		return place;
	var = insn_var(w, base);
	if (var < 0 || !fact_may_be_place(f->of[var]))
		return (struct fact){0};
	if (f->of[var].kind == FACT_ANY_PLACE)
		return f->of[var];
	place.place += f->of[var].place;
	return place;
}

static bool is_pointer(LLVMValueRef v)
{
	return ll.GetTypeKind(ll.TypeOf(v)) == LLVMPointerTypeKind;
}

bool fact_int(const struct slots_walk *w, const struct facts *f, LLVMValueRef v, unsigned depth,
	uint64_t *ret)
{
	uint64_t a, b = 0;
	int var;

	if (const_int(v, ret))
		return true;
	if (!ll.IsAInstruction(v) || ll.GetTypeKind(ll.TypeOf(v)) != LLVMIntegerTypeKind ||
		ll.GetIntTypeWidth(ll.TypeOf(v)) > 64 || !depth)
		return false;
	var = insn_var(w, v);
	if (var >= 0 && f->of[var].kind == FACT_CONSTANT)
		return const_int(f->of[var].constant, ret);
	if (ll.GetInstructionOpcode(v) == LLVMICmp && is_pointer(ll.GetOperand(v, 0)) &&
		ll.IsNull(ll.GetOperand(v, 1)) &&
		fact_of(w, f, ll.GetOperand(v, 0)).kind == FACT_PLACE)
		return fold_integers(v, 1, 0, ret); /* not null */
	if (!fold_integers(v, 0, 0, &a) || is_pointer(ll.GetOperand(v, 0)) ||
		!fact_int(w, f, ll.GetOperand(v, 0), depth - 1, &a))
		return false;
	if (ll.GetNumOperands(v) > 1 && !fact_int(w, f, ll.GetOperand(v, 1), depth - 1, &b))
		return false;
	return fold_integers(v, a, b, ret);
}

struct fact fact_of(const struct slots_walk *w, const struct facts *f, LLVMValueRef v)
{
	struct fact fact = {.kind = FACT_CONSTANT, .constant = v};
	uint64_t value;
	int var;

	if (ll.IsAConstantInt(v) || ll.IsAFunction(v) || ll.IsAGlobalVariable(v) ||
		(is_pointer(v) && ll.IsConstant(v) && ll.IsNull(v)))
		return fact;
	if (is_pointer(v)) {
		fact = place_of(w, f, v);
		if (fact.kind != FACT_ANY)
			return fact;
	}
	var = insn_var(w, v);
	if (var >= 0)
		return f->of[var];
	if (fact_int(w, f, v, 4, &value)) {
		fact.kind = FACT_CONSTANT;
		fact.constant = ll.ConstInt(ll.TypeOf(v), value, false);
		return fact;
	}
	return (struct fact){0};
}

void set_result(struct slots_walk *w, struct facts *f, LLVMValueRef insn, struct fact fact)
{
	struct fact *known = map_get(&w->known, insn);
	int var = insn_var(w, insn);

	if (known) {
		*known = fact_meet(*known, fact);
	} else {
		known = arena_new(w->arena, struct fact);
		*known = fact;
		map_set(&w->known, insn, known);
	}
	if (var < 0 && fact.kind != FACT_ANY) {
		if (w->vars.len == MOST_VARS) {
			if (fact_may_be_place(fact))
				w->why = SLOTS_LARGE;
			return;
		}
		var = (int)w->vars.len;
		vec_push(&w->vars, ((struct var){.insn = insn}));
		map_set(&w->var_of, insn, (void *)(intptr_t)(var + 1));
	}
	if (var >= 0)
		f->of[var] = fact;
}

/* ---- memory ---- */

/* Reads of bytes that are not exactly a slot must not find an address in the frame. */
static void check_read(struct slots_walk *w, const struct facts *f, struct span bytes)
{
	for (size_t i = 0; i < w->vars.len; i++) {
		if (!w->vars.at[i].insn && overlaps(w->vars.at[i].bytes, bytes) &&
			fact_may_be_place(f->of[i]))
			w->why = SLOTS_KEPT;
	}
}

/* Can a slot hold values of this type? */
static bool is_followed(const struct slots_walk *w, LLVMTypeRef type, int64_t size_bytes)
{
	if (ll.GetTypeKind(type) == LLVMPointerTypeKind)
		return size_bytes == w->word;
	return ll.GetTypeKind(type) == LLVMIntegerTypeKind && size_bytes <= 8 &&
	       ll.GetIntTypeWidth(type) == 8 * (unsigned)size_bytes;
}

static void step_load(struct slots_walk *w, struct facts *f, LLVMValueRef load)
{
	struct fact at = place_of(w, f, ll.GetOperand(load, 0)), value;
	struct span bytes = {at.place, (int64_t)access_size_bytes(w->u, load)};
	int slot;

	if (at.kind == FACT_ANY_PLACE)
		w->why = SLOTS_KEPT;
	if (at.kind != FACT_PLACE) {
		set_result(w, f, load, (struct fact){0});
		return;
	}
	slot = slot_var(w, bytes);
	if (!is_followed(w, ll.TypeOf(load), bytes.size_bytes) || !is_plain_access(load) ||
		slot_is_shared(w, bytes)) {
		check_read(w, f, bytes);
		set_result(w, f, load, (struct fact){0});
		return;
	}
	if (slot < 0) {
		check_read(w, f, bytes);
		add_slot(w, bytes);
		set_result(w, f, load, (struct fact){0});
		return;
	}
	value = f->of[slot];
	if (value.kind == FACT_CONSTANT && ll.TypeOf(value.constant) != ll.TypeOf(load))
		value = (struct fact){0};
	if (value.kind == FACT_ANY_PLACE || (value.kind == FACT_PLACE && !is_pointer(load)))
		w->why = SLOTS_KEPT;
	for (size_t i = 0; value.kind != FACT_PLACE && i < w->vars.len; i++) {
		if ((int)i != slot && !w->vars.at[i].insn &&
			overlaps(w->vars.at[i].bytes, bytes) && fact_may_be_place(f->of[i]))
			w->why = SLOTS_KEPT;
	}
	set_result(w, f, load, value);
}

/* What is in `slot` after a constant was written over it and more; FACT_ANY if unknown. */
static struct fact piece_of(
	const struct slots_walk *w, struct fact value, struct span written, struct span slot)
{
	uint64_t all;
	unsigned bits = 8 * (unsigned)slot.size_bytes;

	if (value.kind != FACT_CONSTANT || written.size_bytes > 8 ||
		slot.offset < written.offset || end_of(slot) > end_of(written) ||
		ll.ByteOrder(w->u->layout) != LLVMLittleEndian ||
		!const_int(value.constant, &all))
		return (struct fact){0};
	all >>= 8 * (slot.offset - written.offset);
	if (bits < 64)
		all &= (UINT64_C(1) << bits) - 1;
	value.constant = ll.ConstInt(ll.IntTypeInContext(w->u->context, bits), all, false);
	return value;
}

static void write_bytes(
	struct slots_walk *w, struct facts *f, struct span written, struct fact value)
{
	for (size_t i = 0; i < w->vars.len; i++) {
		struct span slot = w->vars.at[i].bytes;

		if (w->vars.at[i].insn || !overlaps(slot, written))
			continue;
		if (slot_is_shared(w, slot))
			f->of[i] = (struct fact){0};
		else if (slot.offset == written.offset && slot.size_bytes == written.size_bytes)
			f->of[i] = value;
		else if (fact_may_be_place(f->of[i]) &&
			 (slot.offset < written.offset || end_of(slot) > end_of(written)))
			f->of[i] = (struct fact){.kind = FACT_ANY_PLACE};
		else
			f->of[i] = piece_of(w, value, written, slot);
	}
}

static void step_write(
	struct slots_walk *w, struct facts *f, LLVMValueRef insn, const struct mem_write *write)
{
	struct fact to = place_of(w, f, write->to), value = {0};
	struct span bytes = {to.place, write->size_bytes};

	if (write->value && write->size_bytes <= 8)
		value = fact_of(w, f, write->value);
	else if (write->value && fact_of(w, f, write->value).kind != FACT_ANY)
		w->why = SLOTS_KEPT;
	if (to.kind == FACT_ANY_PLACE)
		w->why = SLOTS_KEPT;
	if (to.kind != FACT_PLACE) {
		if (fact_may_be_place(value))
			w->why = SLOTS_KEPT;
		return;
	}
	if (fact_may_be_place(value) && (value.kind != FACT_PLACE || slot_is_shared(w, bytes) ||
						!is_plain_access(insn)))
		w->why = SLOTS_KEPT;
	if (is_store(insn) && !is_plain_access(insn))
		value = (struct fact){0};
	if (value.kind == FACT_PLACE && slot_var(w, bytes) < 0) {
		if (w->vars.len == MOST_VARS)
			w->why = SLOTS_LARGE;
		add_slot(w, bytes);
		return;
	}
	write_bytes(w, f, bytes, value);
}

/* ---- where addresses in the frame go ---- */

/* core::ptr::drop_in_place or drop_glue; no function of the program has this path. */
static bool is_drop_glue(LLVMValueRef fn)
{
	static const char legacy[] = "_ZN4core3ptr", v0[] = "_RINvNtC", path[] = "_4core3ptr";
	static const size_t most_hash = 24;
	const char *name = fn ? value_name(fn) : "", *at;

	if (has_prefix(name, legacy))
		return strstr(name, "drop_in_place$LT$") || strstr(name, "drop_glue$LT$");
	at = has_prefix(name, v0) ? strstr(name, path) : NULL;
	if (!at || (size_t)(at - name) > most_hash)
		return false;
	at += sizeof(path) - 1;
	return has_prefix(at, "13drop_in_place") || has_prefix(at, "9drop_glue");
}

static bool is_within(struct span inner, struct span outer)
{
	return inner.offset >= outer.offset && end_of(inner) <= end_of(outer);
}

static bool has_tag(const struct slots_walk *w, struct span bytes)
{
	return overlaps(bytes, (struct span){w->c->tag_offset, w->c->tag_bits / 8});
}

/*
 * An address in the frame is an argument. What a function that is here does with it is seen. A
 * reference reaches its own object, which begins there; of something else the object around it
 * may be meant. An object that has the tag in it is the whole frame.
 */
static void share(struct slots_walk *w, LLVMValueRef call, unsigned argument, int64_t at)
{
	const struct coro *polled = coro_polled(w->model, call);
	LLVMValueRef callee = direct_callee(call);
	struct span bytes = {at, MEM_SOME_BYTES},
		    object = {at, (int64_t)call_dereferenceable_bytes(call, argument)};
	int64_t from, end;

	if (callee && param_touched(w->u, callee, argument, &from, &end)) {
		bytes.offset = at + from;
		bytes.size_bytes = end - from;
		if (!bytes.size_bytes)
			return;
		object = bytes;
	} else if (!object.size_bytes && !(polled && polled->self_param == argument) &&
		   !(argument == 0 && is_drop_glue(callee))) {
		w->why = SLOTS_KEPT;
		return;
	}
	if (has_tag(w, object)) {
		w->why = SLOTS_KEPT;
		return;
	}
	for (size_t i = 0; i < w->shared.len; i++) {
		if (is_within(bytes, w->shared.at[i]))
			return;
	}
	vec_push(&w->shared, bytes);
	w->again = true;
}

static void step_call(struct slots_walk *w, struct facts *f, LLVMValueRef call)
{
	for (unsigned i = 0; i < ll.GetNumArgOperands(call); i++) {
		LLVMValueRef argument = ll.GetOperand(call, i);
		struct fact fact = fact_of(w, f, argument);

		if (fact.kind == FACT_ANY_PLACE)
			w->why = SLOTS_KEPT;
		if (fact.kind != FACT_PLACE)
			continue;
		map_set(&w->handed, call, call);
		share(w, call, i, fact.place);
	}
}

/* An instruction of no kind that is known: no address in the frame may go into it. */
static void step_other(struct slots_walk *w, struct facts *f, LLVMValueRef insn)
{
	for (int k = 0; k < ll.GetNumOperands(insn); k++) {
		LLVMValueRef operand = ll.GetOperand(insn, (unsigned)k);

		if (!ll.IsABasicBlock(operand) && fact_may_be_place(fact_of(w, f, operand)))
			w->why = SLOTS_KEPT;
	}
}

/* A memcpy or memmove takes bytes out of the frame, and maybe into it. */
static void step_copy(struct slots_walk *w, struct facts *f, LLVMValueRef copy)
{
	struct fact from = place_of(w, f, ll.GetOperand(copy, 1));
	struct fact to = place_of(w, f, ll.GetOperand(copy, 0));
	struct span read = {from.place, MEM_SOME_BYTES}, written = {to.place, MEM_SOME_BYTES};
	struct facts before = *f;
	struct mem_write write;
	uint64_t size;

	if (from.kind == FACT_ANY_PLACE)
		w->why = SLOTS_KEPT;
	if (const_int(ll.GetOperand(copy, 2), &size) && size < INT32_MAX)
		read.size_bytes = written.size_bytes = (int64_t)size;
	if (from.kind == FACT_PLACE)
		check_read(w, f, read);
	is_mem_write(w->u, copy, &write);
	step_write(w, f, copy, &write);
	if (from.kind != FACT_PLACE || to.kind != FACT_PLACE ||
		written.size_bytes == MEM_SOME_BYTES)
		return;
	for (size_t i = 0; i < w->vars.len; i++) {
		struct span bytes = w->vars.at[i].bytes;
		int source;

		if (w->vars.at[i].insn || bytes.offset < written.offset ||
			end_of(bytes) > end_of(written) || slot_is_shared(w, bytes))
			continue;
		bytes.offset += from.place - to.place;
		source = slot_var(w, bytes);
		if (source < 0)
			add_slot(w, bytes);
		else if (before.of[source].kind == FACT_CONSTANT && !slot_is_shared(w, bytes))
			f->of[i] = before.of[source];
	}
}

static bool is_constant_gep(const struct slots_walk *w, LLVMValueRef insn)
{
	int64_t bytes;

	return ll.GetInstructionOpcode(insn) == LLVMGetElementPtr &&
	       ptr_base(w->u, insn, &bytes) != insn;
}

/* What was known of it was of an earlier time. A phi brought the parts of a pair that it is. */
static void forget_result(const struct slots_walk *w, struct facts *f, LLVMValueRef insn)
{
	int var = insn_var(w, insn);
	bool is_part = ll.GetInstructionOpcode(insn) == LLVMExtractValue &&
		       is_phi(ll.GetOperand(insn, 0));

	if (var >= 0 && !is_part)
		f->of[var] = (struct fact){0};
}

void slot_step(struct slots_walk *w, struct facts *f, LLVMValueRef insn)
{
	struct mem_write write;

	forget_result(w, f, insn);
	if (is_load(insn)) {
		step_load(w, f, insn);
	} else if (is_intrinsic_named(insn, "llvm.memcpy") ||
		   is_intrinsic_named(insn, "llvm.memmove")) {
		step_copy(w, f, insn);
	} else if (is_mem_write(w->u, insn, &write)) {
		step_write(w, f, insn, &write);
	} else if (is_marker_call(insn) || is_constant_gep(w, insn) ||
		   ll.GetInstructionOpcode(insn) == LLVMICmp) {
		return;
	} else if (is_call(insn)) {
		step_call(w, f, insn);
	} else {
		step_other(w, f, insn);
	}
}
