/* The text of the inlined events (instrument_inline.c), and what its short forms stand for. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "opt/instrument.h"
#include "rt/format.h"

/* {word} and {word value...}: see macros below; the last name is an offset's or a parameter's.
 */
static const char *const functions[] = {
	"@ao_rt_now = external hidden thread_local(initialexec) global ptr\n"
	"@ao_rt_progress = external hidden thread_local(initialexec) global i64\n"
	"@ao_rt_nobody = external hidden global i8\n"
	"declare i64 @llvm.readcyclecounter()\n"
	"declare i64 @llvm.usub.sat.i64(i64, i64)\n"
	"declare hidden void @ao_rt_enter(i32, i32)\n"
	"declare hidden void @ao_rt_begin(i32)\n"
	"declare hidden void @ao_rt_ready(i32)\n"
	"declare hidden void @ao_rt_leave(i32, i32)\n"
	"declare hidden void @ao_rt_begin_enter(i32, i32, i32)\n"
	"declare hidden void @ao_rt_leave_ready(i32, i32)\n"
	"!0 = !{!\"branch_weights\", i32 1000, i32 1}\n"
	"!1 = !{!\"branch_weights\", i32 1, i32 1000}\n",
	"define void @ao_inline_enter(i32 %point, i32 %tag) alwaysinline {\n"
	"  %fresh = icmp eq i32 %tag, 0\n"
	"  br i1 %fresh, label %look, label %otherwise\n"
	"look:\n"
	"  %now = load ptr, ptr @ao_rt_now\n"
	"  {next n now}\n"
	"  {is n point}, label %count, label %otherwise, !prof !0\n"
	"count:\n"
	"  {to n now}\n"
	"  store ptr %n, ptr @ao_rt_now\n"
	"  {inc n starts}\n"
	"  {begin n}\n"
	"  ret void\n"
	"otherwise:\n"
	"  call void @ao_rt_enter(i32 %point, i32 %tag) cold\n"
	"  ret void\n"
	"}\n",
	"define void @ao_inline_begin(i32 %await) alwaysinline {\n"
	"  %now = load ptr, ptr @ao_rt_now\n"
	"  {next n now}\n"
	"  {is n await}, label %count, label %otherwise, !prof !0\n"
	"count:\n"
	"  {to n now}\n"
	"  store ptr %n, ptr @ao_rt_now\n"
	"  {inc n starts}\n"
	"  ret void\n"
	"otherwise:\n"
	"  call void @ao_rt_begin(i32 %await) cold\n"
	"  ret void\n"
	"}\n",
	"define void @ao_inline_begin_enter(i32 %await, i32 %point, i32 %tag) alwaysinline {\n"
	"  %fresh = icmp eq i32 %tag, 0\n"
	"  br i1 %fresh, label %look, label %otherwise\n"
	"look:\n"
	"  %now = load ptr, ptr @ao_rt_now\n"
	"  {next a now}\n"
	"  {is a await}, label %inner, label %otherwise, !prof !0\n"
	"inner:\n"
	"  {next n a}\n"
	"  {is n point}, label %count, label %otherwise, !prof !0\n"
	"count:\n"
	"  {to a now}\n"
	"  {to n a}\n"
	"  store ptr %n, ptr @ao_rt_now\n"
	"  {inc a starts}\n"
	"  {inc n starts}\n"
	"  {begin n}\n"
	"  ret void\n"
	"otherwise:\n"
	"  call void @ao_rt_begin_enter(i32 %await, i32 %point, i32 %tag) cold\n"
	"  ret void\n"
	"}\n",
	"define void @ao_inline_ready(i32 %await) alwaysinline {\n"
	"  %n = load ptr, ptr @ao_rt_now\n"
	"  {is n await}, label %count, label %otherwise, !prof !0\n"
	"count:\n"
	"  {outer o n}\n"
	"  store ptr %o, ptr @ao_rt_now\n"
	"  {inc n ready}\n"
	"  {progress}\n"
	"  ret void\n"
	"otherwise:\n"
	"  call void @ao_rt_ready(i32 %await) cold\n"
	"  ret void\n"
	"}\n",
	"define void @ao_inline_leave(i32 %point, i32 %how) alwaysinline {\n"
	"  %returned = icmp eq i32 %how, 1\n"
	"  br i1 %returned, label %look, label %otherwise\n"
	"look:\n"
	"  %n = load ptr, ptr @ao_rt_now\n"
	"  {is n point}, label %count, label %otherwise, !prof !0\n"
	"count:\n"
	"  {outer o n}\n"
	"  store ptr %o, ptr @ao_rt_now\n"
	"  {inc n ready}\n"
	"  {time n}\n"
	"otherwise:\n"
	"  call void @ao_rt_leave(i32 %point, i32 %how) cold\n"
	"  br label %end\n"
	"end:\n"
	"  ret void\n"
	"}\n",
	"define void @ao_inline_leave_ready(i32 %point, i32 %await) alwaysinline {\n"
	"  %n = load ptr, ptr @ao_rt_now\n"
	"  {is n point}, label %inner, label %otherwise, !prof !0\n"
	"inner:\n"
	"  {outer a n}\n"
	"  {is a await}, label %count, label %otherwise, !prof !0\n"
	"count:\n"
	"  {outer o a}\n"
	"  store ptr %o, ptr @ao_rt_now\n"
	"  {inc n ready}\n"
	"  {inc a ready}\n"
	"  {progress}\n"
	"  {time n}\n"
	"otherwise:\n"
	"  call void @ao_rt_leave_ready(i32 %point, i32 %await) cold\n"
	"  br label %end\n"
	"end:\n"
	"  ret void\n"
	"}\n",
	"define void @ao_inline_alloc(i64 %bytes) alwaysinline {\n"
	"  %n = load ptr, ptr @ao_rt_now\n"
	"  %on = icmp ne ptr %n, @ao_rt_nobody\n"
	"  br i1 %on, label %count, label %end, !prof !0\n"
	"count:\n"
	"  {inc n allocs}\n"
	"  %bytes.p = getelementptr i8, ptr %n, i64 {bytes}\n"
	"  %bytes.v = load i64, ptr %bytes.p\n"
	"  %bytes.w = add i64 %bytes.v, %bytes\n"
	"  store i64 %bytes.w, ptr %bytes.p\n"
	"  br label %end\n"
	"end:\n"
	"  ret void\n"
	"}\n",
	"define void @ao_inline_realloc(i64 %old, i64 %new) alwaysinline {\n"
	"  %bytes = call i64 @llvm.usub.sat.i64(i64 %new, i64 %old)\n"
	"  call void @ao_inline_alloc(i64 %bytes)\n"
	"  ret void\n"
	"}\n",
};

static const struct {
	const char *name;
	size_t offset;
} offsets[] = {
	{"outer", offsetof(struct ao_node, outer)},
	{"last", offsetof(struct ao_node, last)},
	{"after", offsetof(struct ao_node, after)},
	{"usual", offsetof(struct ao_node, usual)},
	{"begun", offsetof(struct ao_node, begun)},
	{"starts", offsetof(struct ao_node, starts)},
	{"ready", offsetof(struct ao_node, ready)},
	{"ticks", offsetof(struct ao_node, ticks)},
	{"longest", offsetof(struct ao_node, longest)},
	{"allocs", offsetof(struct ao_node, allocs)},
	{"bytes", offsetof(struct ao_node, bytes)},
};

/* In IR: $1 and $2 are the macro's words, ${name} a member's offset. */
static const struct {
	const char *name, *ir;
} macros[] = {
	/* {next n now}: the node that is expected to be gone to from one. */
	{"next", "%$1.last.p = getelementptr i8, ptr %$2, i64 ${last}\n"
		 "  %$1.last = load ptr, ptr %$1.last.p\n"
		 "  %$1.p = getelementptr i8, ptr %$1.last, i64 ${after}\n"
		 "  %$1 = load ptr, ptr %$1.p"},
	/* {is n point}, label...: is it usual there? */
	{"is", "%$1.usual.p = getelementptr i8, ptr %$1, i64 ${usual}\n"
	       "  %$1.usual = load i32, ptr %$1.usual.p\n"
	       "  %$1.is = icmp eq i32 %$1.usual, %$2\n"
	       "  br i1 %$1.is"},
	/* {to n now}: it was gone to from there. */
	{"to", "store ptr %$1, ptr %$1.last.p"},
	{"outer", "%$1.p = getelementptr i8, ptr %$2, i64 ${outer}\n"
		  "  %$1 = load ptr, ptr %$1.p"},
	/* {inc n ready}: one more. */
	{"inc", "%$1.$2.p = getelementptr i8, ptr %$1, i64 ${$2}\n"
		"  %$1.$2.v = load i64, ptr %$1.$2.p\n"
		"  %$1.$2.w = add i64 %$1.$2.v, 1\n"
		"  store i64 %$1.$2.w, ptr %$1.$2.p"},
	{"progress", "%progress.v = load i64, ptr @ao_rt_progress\n"
		     "  %progress.w = add i64 %progress.v, 1\n"
		     "  store i64 %progress.w, ptr @ao_rt_progress"},
	{"begin", "%ticks = call i64 @llvm.readcyclecounter()\n"
		  "  %begun.p = getelementptr i8, ptr %$1, i64 ${begun}\n"
		  "  store i64 %ticks, ptr %begun.p"},
	/* {time n}: what the poll took is added up, the longest noted; ends in %end. */
	{"time", "%ticks = call i64 @llvm.readcyclecounter()\n"
		 "  %begun.p = getelementptr i8, ptr %$1, i64 ${begun}\n"
		 "  %begun = load i64, ptr %begun.p\n"
		 "  %spent = sub i64 %ticks, %begun\n"
		 "  %sum.p = getelementptr i8, ptr %$1, i64 ${ticks}\n"
		 "  %sum.v = load i64, ptr %sum.p\n"
		 "  %sum.w = add i64 %sum.v, %spent\n"
		 "  store i64 %sum.w, ptr %sum.p\n"
		 "  %longest.p = getelementptr i8, ptr %$1, i64 ${longest}\n"
		 "  %longest = load i64, ptr %longest.p\n"
		 "  %is.longest = icmp ugt i64 %spent, %longest\n"
		 "  br i1 %is.longest, label %longer, label %end, !prof !1\n"
		 "longer:\n"
		 "  store i64 %spent, ptr %longest.p\n"
		 "  br label %end"},
	{"bytes", "${bytes}"},
};

static size_t offset_of(const char *name)
{
	for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
		if (!strcmp(offsets[i].name, name))
			return offsets[i].offset;
	}
	BUG("no offset %s", name);
}

static const char *macro_of(const char *name)
{
	for (size_t i = 0; i < sizeof(macros) / sizeof(*macros); i++) {
		if (!strcmp(macros[i].name, name))
			return macros[i].ir;
	}
	BUG("no macro %s", name);
}

enum { WORD_MAX = 16 };

static void add_offset(struct str *to, const char *name, char word[3][WORD_MAX])
{
	if (name[0] == '$')
		name = word[name[1] - '0'];
	str_addf(to, "%zu", offset_of(name));
}

/* What is between { and }. */
static void add_macro(struct str *to, const char *text)
{
	char word[3][WORD_MAX] = {0}, name[WORD_MAX];

	sscanf(text, "%15[a-z] %15[a-z] %15[a-z]", word[0], word[1], word[2]);
	for (const char *at = macro_of(word[0]); *at; at++) {
		if (*at != '$') {
			str_addc(to, *at);
		} else if (at[1] == '{') {
			sscanf(at, "${%15[^}]", name);
			add_offset(to, name, word);
			at = strchr(at, '}');
		} else {
			str_add(to, word[*++at - '0']);
		}
	}
}

static void add_text(struct str *to, const char *at)
{
	for (const char *open; (open = strchr(at, '{')) != NULL;) {
		const char *close = strchr(open, '}');
		char macro[40] = {0};

		str_addn(to, at, (size_t)(open - at));
		at = open + 1;
		/* A function's body, or metadata. */
		if (*at == '\n' || *at == '!') {
			str_addc(to, '{');
			continue;
		}
		memcpy(macro, at, (size_t)(close - at));
		add_macro(to, macro);
		at = close + 1;
	}
	str_add(to, at);
}

void event_inline_text(struct str *ret)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		add_text(ret, functions[i]);
}
