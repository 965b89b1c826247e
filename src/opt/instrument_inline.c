/*
 * The usual case of an event, where it happens, on x86-64.
 *
 *	call void @ao_rt_ready(i32 8)
 *
 * becomes
 *
 *	%now = load ptr, ptr @ao_rt_now               ; thread-local
 *	br (%now.usual != 8), otherwise
 *	%now.ready++, @ao_rt_progress++
 *	@ao_rt_now = %now.outer
 *	...
 *	otherwise:
 *	  call void @ao_rt_ready(i32 8)
 *
 * What is usual is the library's to say (rt/events.c: is_usual). This comes last of all: the
 * passes and LLVM have seen one call that touches nothing of theirs. The functions below are
 * linked into the module, take the place of the library's, and LLVM inlines them.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ir/value.h"
#include "ir/walk.h"
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
	"  br i1 %is.longest, label %longer, label %end, !prof !1\n"
	"longer:\n"
	"  store i64 %spent, ptr %longest.p\n"
	"  br label %end\n"
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
	"  br i1 %is.longest, label %longer, label %end, !prof !1\n"
	"longer:\n"
	"  store i64 %spent, ptr %longest.p\n"
	"  br label %end\n"
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

static const char event_prefix[] = "ao_rt_", inline_prefix[] = "ao_inline_";

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
	/* {time n}: what the poll took is added up, and %is.longest. */
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
		 "  %is.longest = icmp ugt i64 %spent, %longest"},
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

static bool link_functions(struct unit *u, struct err *err)
{
	static const char name[] = "events";
	LLVMModuleRef module;
	LLVMMemoryBufferRef bytes;
	struct str text = {0};
	char *message = NULL;
	bool ok;

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		add_text(&text, functions[i]);
	bytes = ll.CreateMemoryBufferWithMemoryRangeCopy(text.s, text.len, name);
	str_free(&text);
	if (ll.ParseIRInContext(u->context, bytes, &module, &message)) {
		err_set(err, "LLVM %s can not read the inlined events: %s", ll_version(),
			message ? message : "unknown error");
		if (message)
			ll.DisposeMessage(message);
		return false;
	}
	ll.SetTarget(module, ll.GetTarget(u->module));
	ll.SetModuleDataLayout(module, ll.GetModuleDataLayout(u->module));
	ok = !ll.LinkModules2(u->module, module);
	return ok || err_set(err, "the inlined events can not be linked");
}

/* Calls of an event by others than its own inlined form. */
static void take_place(LLVMValueRef event, LLVMValueRef fn)
{
	LLVMUseRef next;

	ll.SetLinkage(fn, LLVMInternalLinkage);
	for (LLVMUseRef use = event ? ll.GetFirstUse(event) : NULL; use; use = next) {
		LLVMValueRef call = ll.GetUser(use);

		next = ll.GetNextUse(use);
		if (ll.IsAInstruction(call) && is_call(call) &&
			ll.GetBasicBlockParent(ll.GetInstructionParent(call)) != fn)
			ll.SetOperand(call, (unsigned)ll.GetNumOperands(call) - 1, fn);
	}
}

bool instrument_inline(struct unit *u, struct err *err)
{
	size_t prefix_len = sizeof(inline_prefix) - 1;

	if (!has_prefix(ll.GetTarget(u->module), "x86_64"))
		return true;
	if (!link_functions(u, err))
		return false;
	for_each_fn(fn, u->module) {
		const char *name = value_name(fn);
		char *event;

		if (strncmp(name, inline_prefix, prefix_len) != 0)
			continue;
		event = xprintf("%s%s", event_prefix, name + prefix_len);
		take_place(ll.GetNamedFunction(u->module, event), fn);
		free(event);
	}
	return unit_run_passes(u, "always-inline", err);
}
