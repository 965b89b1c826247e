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

/* Where an event gets its number: %i. */
static const char by_atomic[] = "  %i = atomicrmw add ptr {count}, i32 1 monotonic, align 4\n";
static const char count_up[] = "  %i = load i32, ptr {count}\n"
			       "  %next = add i32 %i, 1\n"
			       "  store i32 %next, ptr {count}\n";
static const char by_primask[] =
	"  %mask = call i32 asm sideeffect \"mrs $0, primask\\0Acpsid i\", "
	"\"=r,~{memory}\"()\n"
	"{up}"
	"  call void asm sideeffect \"msr primask, $0\", \"r,~{memory}\"(i32 %mask)\n";
static const char by_mstatus[] =
	"  %mask = call i{word} asm sideeffect \"csrrci $0, mstatus, 8\", \"=r,~{memory}\"()\n"
	"{up}"
	"  %enabled = and i{word} %mask, 8\n"
	"  call void asm sideeffect \"csrs mstatus, $0\", \"r,~{memory}\"(i{word} %enabled)\n";

static const struct processor {
	const char *triple; /* how it begins */
	const char *number;
} processors[] = {
	{"thumbv6m-", by_primask},
	{"thumb", by_atomic},
	{"armv7", by_atomic},
	{"armv8", by_atomic},
	{"aarch64", by_atomic},
	{"riscv", by_mstatus}, /* with "a": by_atomic */
	{"x86_64", by_atomic},
	{"i686", by_atomic},
};

/* {name}: see add_value. */
static const char head[] =
	"@" AO_RING_SYMBOL " = global [{all} x i32] zeroinitializer, align 8\n"
	"@" AO_RING_SYMBOL "_bytes = constant i32 {bytes}, align 4\n"
	"declare i{word} @llvm.usub.sat.i{word}(i{word}, i{word})\n"
	"declare i{word} @llvm.umin.i{word}(i{word}, i{word})\n"
	"{declare}"
	"define internal void @async_opt_record(i32 %event) noinline nounwind {\n"
	"{read}"
	"{number}"
	"  %first = icmp eq i32 %i, 0\n"
	"  br i1 %first, label %begin, label %write\n"
	"begin:\n"
	"  store i32 {id}, ptr @" AO_RING_SYMBOL "\n"
	"  br label %write\n"
	"write:\n"
	"  %at = and i32 %i, {mask}\n"
	"  %word = mul i32 %at, {words}\n"
	"  %event.p = getelementptr i32, ptr {events}, i32 %word\n"
	"{write}"
	"  store i32 %event, ptr %event.p\n"
	"  ret void\n"
	"}\n";

static const char clock_declare[] = "declare i32 @async_opt_ticks()\n";
static const char clock_read[] = "  %time = call i32 @async_opt_ticks()\n";
static const char clock_write[] = "  %time.p = getelementptr i32, ptr %event.p, i32 1\n"
				  "  store i32 %time, ptr %time.p\n";

/* Events that are their point, or a number below 1 << 28. */
static const struct {
	const char *name;
	enum ao_ring_kind kind;
} plain_events[] = {
	{"begin", AO_RING_BEGIN},
	{"ready", AO_RING_READY},
	{"thrown", AO_RING_THROWN},
	{"returned", AO_RING_RETURNED},
	{"panicked", AO_RING_PANICKED},
	{"pending", AO_RING_PENDING},
	{"fresh", AO_RING_FRESH},
	{"refused", AO_RING_REFUSED},
	{"resumed", AO_RING_RESUMED},
	{"dropped", AO_RING_DROPPED},
	{"allocated", AO_RING_ALLOCATED},
	{"moved", AO_RING_MOVED},
	{"woken", AO_RING_WOKEN},
	{"context", AO_RING_CONTEXT},
};

static const char plain_event[] =
	"define internal void @async_opt_{name}(i32 %n) alwaysinline {\n"
	"  %event = or i32 %n, {kind}\n"
	"  call void @async_opt_record(i32 %event)\n"
	"  ret void\n"
	"}\n";

/* An await's point is its future's, and its number among the states: tag 3 is the first. */
static const char *const functions[] = {
	"define void @ao_rt_begin(i32 %n) alwaysinline {\n"
	"  call void @async_opt_begin(i32 %n)\n"
	"  ret void\n"
	"}\n"
	"define void @ao_rt_ready(i32 %n) alwaysinline {\n"
	"  call void @async_opt_ready(i32 %n)\n"
	"  ret void\n"
	"}\n"
	"define void @ao_rt_thrown(i32 %n) alwaysinline {\n"
	"  call void @async_opt_thrown(i32 %n)\n"
	"  ret void\n"
	"}\n",
	"define void @ao_rt_enter(i32 %point, i32 %tag) noinline {\n"
	"  switch i32 %tag, label %resumed [ i32 0, label %fresh\n"
	"    i32 1, label %refused\n"
	"    i32 2, label %refused ]\n"
	"fresh:\n"
	"  call void @async_opt_fresh(i32 %point)\n"
	"  ret void\n"
	"refused:\n"
	"  call void @async_opt_refused(i32 %point)\n"
	"  ret void\n"
	"resumed:\n"
	"  %sum = add i32 %point, %tag\n"
	"  %await = sub i32 %sum, 2\n"
	"  call void @async_opt_resumed(i32 %await)\n"
	"  ret void\n"
	"}\n",
	"define void @ao_rt_leave(i32 %point, i32 %how) alwaysinline {\n"
	"  switch i32 %how, label %pending [ i32 1, label %returned\n"
	"    i32 2, label %panicked ]\n"
	"returned:\n"
	"  call void @async_opt_returned(i32 %point)\n"
	"  ret void\n"
	"panicked:\n"
	"  call void @async_opt_panicked(i32 %point)\n"
	"  ret void\n"
	"pending:\n"
	"  %sum = add i32 %point, %how\n"
	"  %await = sub i32 %sum, 2\n"
	"  call void @async_opt_pending(i32 %await)\n"
	"  ret void\n"
	"}\n",
	"define void @ao_rt_begin_enter(i32 %await, i32 %point, i32 %tag) noinline {\n"
	"  call void @async_opt_begin(i32 %await)\n"
	"  call void @ao_rt_enter(i32 %point, i32 %tag)\n"
	"  ret void\n"
	"}\n"
	"define void @ao_rt_leave_ready(i32 %point, i32 %await) noinline {\n"
	"  call void @async_opt_returned(i32 %point)\n"
	"  call void @async_opt_ready(i32 %await)\n"
	"  ret void\n"
	"}\n",
	"define void @ao_rt_drop(i32 %point, i32 %tag) noinline {\n"
	"  %suspended = icmp ugt i32 %tag, 2\n"
	"  br i1 %suspended, label %dropped, label %end\n"
	"dropped:\n"
	"  %sum = add i32 %point, %tag\n"
	"  %await = sub i32 %sum, 2\n"
	"  call void @async_opt_dropped(i32 %await)\n"
	"  br label %end\n"
	"end:\n"
	"  ret void\n"
	"}\n"
	"define void @ao_rt_move(i32 %bytes) alwaysinline {\n"
	"  %n = and i32 %bytes, {most}\n"
	"  call void @async_opt_moved(i32 %n)\n"
	"  ret void\n"
	"}\n",
	"define void @ao_rt_alloc(i{word} %bytes) noinline {\n"
	"  %n = call i{word} @llvm.umin.i{word}(i{word} %bytes, i{word} {most})\n"
	"  %n32 = {narrow} %n to i32\n"
	"  call void @async_opt_allocated(i32 %n32)\n"
	"  ret void\n"
	"}\n"
	"define void @ao_rt_realloc(i{word} %old, i{word} %new) noinline {\n"
	"  %bytes = call i{word} @llvm.usub.sat.i{word}(i{word} %new, i{word} %old)\n"
	"  call void @ao_rt_alloc(i{word} %bytes)\n"
	"  ret void\n"
	"}\n",
	"define void @ao_rt_wake(ptr %data) noinline {\n"
	"  %address = ptrtoint ptr %data to i32\n"
	"  %words = lshr i32 %address, 2\n"
	"  %n = and i32 %words, {most}\n"
	"  call void @async_opt_woken(i32 %n)\n"
	"  ret void\n"
	"}\n"
	"define void @ao_rt_context(ptr %data) noinline {\n"
	"  %address = ptrtoint ptr %data to i32\n"
	"  %words = lshr i32 %address, 2\n"
	"  %n = and i32 %words, {most}\n"
	"  call void @async_opt_context(i32 %n)\n"
	"  ret void\n"
	"}\n",
};

struct ring {
	const struct unit *u;
	const struct event_table *table;
	uint32_t id, events, words;
	bool has_clock;
	const char *number; /* of the processor */
};

/* ---- the text ---- */

static void add_filled(struct str *to, const struct ring *r, const char *text);

/* What stands for {name}; false where there is none. */
static bool add_value(struct str *to, const struct ring *r, const char *name)
{
	const unsigned word_bits = 8 * ll.PointerSize(r->u->layout);
	const struct {
		const char *name;
		uint32_t value;
	} numbers[] = {
		{"all", AO_RING_HEAD + r->events * r->words},
		{"bytes", 4 * (AO_RING_HEAD + r->events * r->words)},
		{"word", word_bits},
		{"id", r->id},
		{"mask", r->events - 1},
		{"words", r->words},
		{"most", AO_RING_MASK},
	};
	const struct {
		const char *name, *text;
	} texts[] = {
		{"declare", r->has_clock ? clock_declare : ""},
		{"read", r->has_clock ? clock_read : ""},
		{"write", r->has_clock ? clock_write : ""},
		{"number", r->number},
		{"up", count_up},
		{"count", "getelementptr (i32, ptr @" AO_RING_SYMBOL ", i32 1)"},
		{"events", "getelementptr (i32, ptr @" AO_RING_SYMBOL ", i32 2)"},
		{"narrow", word_bits > 32 ? "trunc i64" : "bitcast i32"},
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (!strcmp(name, numbers[i].name)) {
			str_addf(to, "%u", numbers[i].value);
			return true;
		}
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (!strcmp(name, texts[i].name)) {
			add_filled(to, r, texts[i].text);
			return true;
		}
	}
	return false;
}

/* What is not known stays as it is: a function's body, ~{memory} of LLVM's. */
static void add_filled(struct str *to, const struct ring *r, const char *text)
{
	for (const char *open; (open = strchr(text, '{')) != NULL;) {
		size_t len = strcspn(open + 1, "}\n");
		char name[16] = {0};

		str_addn(to, text, (size_t)(open - text));
		text = open + 1;
		memcpy(name, text, len < sizeof(name) ? len : 0);
		if (add_value(to, r, name))
			text += len + 1;
		else
			str_addc(to, '{');
	}
	str_add(to, text);
}

static void add_plain_events(struct str *to)
{
	for (size_t i = 0; i < sizeof(plain_events) / sizeof(*plain_events); i++) {
		const char *at = strstr(plain_event, "{name}");
		const char *kind = strstr(plain_event, "{kind}");

		str_addn(to, plain_event, (size_t)(at - plain_event));
		str_add(to, plain_events[i].name);
		at += strlen("{name}");
		str_addn(to, at, (size_t)(kind - at));
		str_addf(to, "%u", (uint32_t)plain_events[i].kind << AO_RING_SHIFT);
		str_add(to, kind + strlen("{kind}"));
	}
}

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
	str_addf(&first, AO_RING_LINE, AO_RING_VERSION, r->id, r->events, r->words,
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

static const char *number_of(const struct unit *u)
{
	const char *triple = ll.GetTarget(u->module);

	for (size_t i = 0; i < sizeof(processors) / sizeof(*processors); i++) {
		if (!has_prefix(triple, processors[i].triple))
			continue;
		if (processors[i].number == by_mstatus && has_feature(u, "+a"))
			return by_atomic;
		return processors[i].number;
	}
	return NULL;
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

	r->number = number_of(r->u);
	if (!r->number)
		return err_set(err, "there is no ring for %s yet", triple);
	if (ticks && !check_clock(r, ticks, err))
		return false;
	r->has_clock = ticks != NULL;
	r->words = r->has_clock ? 2 : 1;
	for (r->events = 1; 2L * r->events * r->words <= room &&
			    2 * r->events * r->words <= AO_RING_MOST_WORDS;)
		r->events *= 2;
	if (r->table->points > AO_RING_MASK)
		return err_set(err, "too many awaits for a ring");
	r->id = (uint32_t)fnv1a(FNV_START, r->table->text.s ? r->table->text.s : "",
			r->table->text.len) |
		1;
	r->id ^= r->events << 8 ^ r->words << 1;
	return room >= r->words ||
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
	struct ring r = {.u = u, .table = table};
	struct str text = {0};
	bool ok;

	if (!measure(&r, bytes, err))
		return false;
	add_filled(&text, &r, head);
	add_plain_events(&text);
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		add_filled(&text, &r, functions[i]);
	ok = event_link_text(u, &text, err);
	str_free(&text);
	if (!ok)
		return false;
	make_local(u);
	put_table(&r);
	return unit_run_passes(u, "always-inline,globaldce", err);
}
