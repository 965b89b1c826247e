/*
 * Events of a program without an operating system: no library, but a ring in its memory
 * (rt/ring.h), and these functions in the module.
 *
 *	call void @ao_rt_ready(i32 8)
 *
 * becomes
 *
 *	call void @async_opt_record(i32 0x50000008)
 *
 *	define internal void @async_opt_record(i32 %event) noinline {
 *	  %time = call i32 @async_opt_ticks()            ; where the program has such a function
 *	  %i = atomicrmw add ptr (count), i32 1 monotonic
 *	  store i32 %event, ptr (events[%i % size])
 *	  store i32 %time, ptr (the word after it)
 *
 * An event has its place before it is written, so that an interrupt's events come after it,
 * all of them, and none is written over: what an interrupt polls is whole in the ring. Where a
 * processor has no such instruction (thumbv6m, RISC-V without "a"), interrupts are kept off
 * for the three instructions that count.
 *
 * The table would be flash for nothing: it goes to a section that is no part of what is loaded,
 *
 *	module asm ".section .async_opt_ring,\22\22"
 *	module asm ".ascii \22...\22"
 *
 * This comes last of all, as instrument_inline.c does: until then an event is a call that
 * touches nothing that the module can see.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "ir/value.h"
#include "ir/walk.h"
#include "opt/instrument.h"
#include "rt/ring.h"
#include "llvm/target.h"

static const struct processor {
	const char *triple; /* how it begins */
	enum numbering numbering;
} processors[] = {
	{"thumbv6m-", NUMBER_BY_PRIMASK},
	{"thumb", NUMBER_BY_ATOMIC},
	{"armv7", NUMBER_BY_ATOMIC},
	{"armv8", NUMBER_BY_ATOMIC},
	{"aarch64", NUMBER_BY_ATOMIC},
	{"riscv", NUMBER_BY_MSTATUS}, /* with "a": NUMBER_BY_ATOMIC */
	{"x86_64", NUMBER_BY_ATOMIC},
	{"i686", NUMBER_BY_ATOMIC},
};

struct ring {
	const struct unit *u;
	const struct event_table *table;
	struct event_ring of;
};

/* ---- the table ---- */

/* A line as an assembler's string. */
static void add_assembly(struct str *to, const char *line, size_t len)
{
	str_add(to, ".ascii \"");
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)line[i];

		if (c < ' ' || c >= 0x7f || c == '"' || c == '\\')
			str_addf(to, "\\%03o", c);
		else
			str_addc(to, (char)c);
	}
	str_add(to, "\\n\"\n");
}

static void put_table(const struct ring *r)
{
	const char *text = r->table->text.s ? r->table->text.s : "";
	struct str assembly = {0}, first = {0};

	str_add(&assembly, ".section " AO_RING_SECTION ",\"\"\n");
	str_addf(&first, AO_RING_LINE, AO_RING_VERSION, r->of.id, r->of.events, r->of.words,
		r->table->points);
	add_assembly(&assembly, first.s, first.len - 1);
	while (*text) {
		size_t len = strcspn(text, "\n");

		add_assembly(&assembly, text, len);
		text += len + (text[len] == '\n');
	}
	str_add(&assembly, ".text\n");
	ll.AppendModuleInlineAsm(r->u->module, assembly.s, assembly.len);
	str_free(&assembly);
	str_free(&first);
}

/* ---- what the target has ---- */

static bool has_feature(const struct unit *u, const char *name)
{
	char *features = target_features(u->module), *rest;
	bool has = false;

	for (char *word = strtok_r(features, ",", &rest); word;
		word = strtok_r(NULL, ",", &rest))
		has = has || !strcmp(word, name);
	free(features);
	return has;
}

/* False where there is no way for the target. */
static bool find_numbering(const struct unit *u, enum numbering *ret)
{
	const char *triple = ll.GetTarget(u->module);

	for (size_t i = 0; i < sizeof(processors) / sizeof(*processors); i++) {
		if (!has_prefix(triple, processors[i].triple))
			continue;
		*ret = processors[i].numbering;
		if (*ret == NUMBER_BY_MSTATUS && has_feature(u, "+a"))
			*ret = NUMBER_BY_ATOMIC;
		return true;
	}
	return false;
}

/* extern "C" fn() -> u32; false where it is something else. */
static bool check_clock(const struct ring *r, LLVMValueRef ticks, struct err *err)
{
	LLVMTypeRef type = ll.IsAFunction(ticks) ? ll.GlobalGetValueType(ticks) : NULL;

	return (type && !ll.CountParams(ticks) &&
		       ll.GetReturnType(type) == ll.Int32TypeInContext(r->u->context)) ||
	       err_set(err, "async_opt_ticks has to be an extern \"C\" fn() -> u32");
}

static bool measure(struct ring *r, long bytes, struct err *err)
{
	LLVMValueRef ticks = ll.GetNamedFunction(r->u->module, "async_opt_ticks");
	const char *triple = ll.GetTarget(r->u->module);
	long room = bytes / 4;

	if (!find_numbering(r->u, &r->of.numbering))
		return err_set(err, "there is no ring for %s yet", triple);
	if (ticks && !check_clock(r, ticks, err))
		return false;
	r->of.has_clock = ticks != NULL;
	r->of.words = r->of.has_clock ? 2 : 1;
	for (r->of.events = 1; 2L * r->of.events * r->of.words <= room &&
			       2 * r->of.events * r->of.words <= AO_RING_MOST_WORDS;)
		r->of.events *= 2;
	if (r->table->points > AO_RING_MASK)
		return err_set(err, "too many awaits for a ring");
	r->of.id = (uint32_t)fnv1a(FNV_START, r->table->text.s ? r->table->text.s : "",
			   r->table->text.len) |
		   1;
	r->of.id ^= r->of.events << 8 ^ r->of.words << 1;
	return room >= r->of.words ||
	       err_set(err, "a ring of %ld bytes has no room for an event", bytes);
}

/* Nothing outside of the module calls them; the program may look at the ring. */
static void make_local(const struct unit *u)
{
	for_each_fn(fn, u->module) {
		if (has_prefix(value_name(fn), "ao_rt_") && !ll.IsDeclaration(fn))
			ll.SetLinkage(fn, LLVMInternalLinkage);
	}
}

bool instrument_ring(
	struct unit *u, const struct event_table *table, long bytes, struct err *err)
{
	struct ring r = {.u = u, .table = table, .of.word_bits = 8 * ll.PointerSize(u->layout)};
	struct str text = {0};
	bool ok;

	if (!measure(&r, bytes, err))
		return false;
	event_ring_text(&r.of, &text);
	ok = event_link_text(u, &text, err);
	str_free(&text);
	if (!ok)
		return false;
	make_local(u);
	put_table(&r);
	return unit_run_passes(u, "always-inline,globaldce", err);
}
