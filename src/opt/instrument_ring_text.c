/*
 * The text of what records to a ring (instrument_ring.c): words between { and } stand for what
 * depends on the program and on its target.
 */
#include <string.h>

#include "opt/instrument.h"
#include "rt/ring.h"

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

static const char *const numbers_by[] = {
	[NUMBER_BY_ATOMIC] = by_atomic,
	[NUMBER_BY_PRIMASK] = by_primask,
	[NUMBER_BY_MSTATUS] = by_mstatus,
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

static void add_filled(struct str *to, const struct event_ring *r, const char *text);

/* What stands for {name}; false where there is none. */
static bool add_value(struct str *to, const struct event_ring *r, const char *name)
{
	const struct {
		const char *name;
		uint32_t value;
	} numbers[] = {
		{"all", AO_RING_HEAD + r->events * r->words},
		{"bytes", 4 * (AO_RING_HEAD + r->events * r->words)},
		{"word", r->word_bits},
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
		{"number", numbers_by[r->numbering]},
		{"up", count_up},
		{"count", "getelementptr (i32, ptr @" AO_RING_SYMBOL ", i32 1)"},
		{"events", "getelementptr (i32, ptr @" AO_RING_SYMBOL ", i32 2)"},
		{"narrow", r->word_bits > 32 ? "trunc i64" : "bitcast i32"},
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
static void add_filled(struct str *to, const struct event_ring *r, const char *text)
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

void event_ring_text(const struct event_ring *r, struct str *ret)
{
	add_filled(ret, r, head);
	add_plain_events(ret);
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		add_filled(ret, r, functions[i]);
}
