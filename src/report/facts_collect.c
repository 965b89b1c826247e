#include "report/facts_collect.h"

#include <ctype.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "base/elf.h"
#include "ir/heap.h"
#include "ir/parts.h"
#include "ir/value.h"
#include "report/symbol.h"

static const char *open_text(enum open_reason why)
{
	switch (why) {
	case OPEN_NOT:
		return NULL;
	case OPEN_POLLED_OTHERWISE:
		return "something else than awaits in coroutines may poll it";
	case OPEN_NOT_EMBEDDED:
		return "an await has it at no fixed place of the frame";
	case OPEN_NOT_FRESH:
		return "an await may poll it after it has returned";
	case OPEN_PARENT_MAY_UNWIND:
		return "unwinding may leave who awaits it in a state that polls it again";
	}
	return NULL;
}

/* The place of an instruction in the source, or of a function. */
static const char *place_of(struct facts *f, LLVMValueRef at, unsigned *ret_line)
{
	unsigned len = 0;
	const char *file = ll.GetDebugLocFilename(at, &len);

	*ret_line = file ? ll.GetDebugLocLine(at) : 0;
	return file ? arena_strndup(&f->arena, file, len) : NULL;
}

static const char *readable(struct facts *f, const char *symbol)
{
	char *path = symbol_path(symbol);
	const char *kept = arena_strdup(&f->arena, path);

	free(path);
	return kept;
}

/* A capture of that name and type; it keeps its place as long as the future lives. */
static const struct layout_slot *capture_like(
	const struct layout *layout, const struct layout_slot *slot)
{
	const struct layout_state *first = layout_state(layout, STATE_UNRESUMED);

	for (size_t i = 0; first && i < first->slots_len; i++) {
		if (!strcmp(first->slots[i].name, slot->name) &&
			!strcmp(first->slots[i].type, slot->type))
			return &first->slots[i];
	}
	return NULL;
}

/* What a state has beside the captures, or the captures. */
static void add_values(
	struct facts *f, const struct layout *layout, unsigned state, struct fact_values *to)
{
	const struct layout_state *s = layout_state(layout, state);

	to->known = s != NULL;
	for (size_t i = 0; s && i < s->slots_len; i++) {
		const struct layout_slot *slot = &s->slots[i];
		const struct layout_slot *capture = capture_like(layout, slot);
		struct fact_value value = {
			.name = arena_strdup(&f->arena, slot->name),
			.type = arena_strdup(&f->arena, slot->type),
			.offset = slot->offset_bytes,
			.bytes = slot->size_bytes,
			.twice = state != STATE_UNRESUMED && capture,
			.more = slot->more,
		};
		bool is_capture = state != STATE_UNRESUMED && capture &&
				  capture->offset_bytes == slot->offset_bytes;

		if ((value.bytes || value.more) && !is_capture)
			vec_push(&to->list, value);
	}
	facts_sort_values(to);
}

static void add_await(struct facts *f, struct fact_future *to, const struct model *m,
	const struct coro *c, const struct suspend *s)
{
	const struct layout_state *state = layout_state(c->layout, s->state);
	const struct coro *child = coro_polled(m, s->poll);
	struct fact_await await = {.state = s->state};

	if (child)
		await.child = arena_strdup(&f->arena, child->name);
	else if (s->poll && direct_callee(s->poll))
		await.child = arena_strdup(&f->arena, value_name(direct_callee(s->poll)));
	if (s->store)
		await.file = place_of(f, s->store, &await.line);
	if (!await.file && state && state->line) {
		await.file = to->file;
		await.line = state->line;
	}
	add_values(f, c->layout, s->state, &await.held);
	vec_push(&to->awaits, await);
}

void facts_add_model(struct facts *f, const struct unit *u, const struct model *m)
{
	for (size_t i = 0; i < m->coros_len; i++) {
		const struct coro *c = m->coros[i];
		struct fact_future *to = arena_new(&f->arena, struct fact_future);

		to->symbol = arena_strdup(&f->arena, c->name);
		to->name = readable(f, c->name);
		to->file = place_of(f, c->resume, &to->line);
		to->states = c->states;
		to->states_reached = c->states;
		to->open = "its body was not understood once it was cleaned";
		to->frame_bytes = c->layout ? c->layout->size_bytes : 0;
		add_values(f, c->layout, STATE_UNRESUMED, &to->captures);
		for (size_t k = 0; k < c->suspends_len; k++)
			add_await(f, to, m, c, &c->suspends[k]);
		facts_add_savings(f, u, c, to);
		vec_push(&f->futures, to);
	}
	facts_sort(f);
	for (size_t i = 0; i < m->opaque_len; i++) {
		const char *symbol = value_name(m->opaque[i].fn);
		struct fact_opaque opaque = {
			.symbol = arena_strdup(&f->arena, symbol),
			.name = readable(f, symbol),
			.reason = opaque_name(m->opaque[i].why),
			.text = opaque_text(m->opaque[i].why),
		};

		vec_push(&f->opaque, opaque);
	}
}

/* ---- allocations ---- */

/* "app::run calls Vec::push": where a call leads to, as far as its own function. */
static const char *call_text(struct facts *f, const struct heap_fn *in, enum heap_use use)
{
	LLVMValueRef callee = in->why ? direct_callee(in->why) : NULL;
	const char *caller = readable(f, value_name(in->fn));

	if (!callee)
		return arena_printf(&f->arena,
			use == HEAP_WAKER ? "%s calls a waker" : "%s calls through a pointer",
			caller);
	return arena_printf(&f->arena, "%s calls %s%s", caller, readable(f, value_name(callee)),
		use == HEAP_UNKNOWN ? ", which is not Rust's" : "");
}

/* The call that decides: of what is not known its end, else the one in the future itself. */
static const char *allocates_why(
	struct facts *f, const struct heap *heap, const struct heap_fn *of)
{
	enum heap_use use = of->use;

	for (int depth = 0; use != HEAP_MAY && of->why && depth < 1000; depth++) {
		LLVMValueRef callee = direct_callee(of->why);
		const struct heap_fn *next = callee ? heap_of(heap, callee) : NULL;

		/* One that has turned out to allocate since is not on this way any more. */
		if (!next || !next->calls_len || next->use != use)
			break;
		of = next;
	}
	return call_text(f, of, use);
}

/* Calls in its own body: polls of other futures are theirs. */
static void count_allocations(struct fact_future *to, const struct model *m,
	const struct heap *heap, const struct heap_fn *of)
{
	to->allocations_known = true;
	for (size_t i = 0; i < of->calls_len; i++) {
		enum heap_use use = heap_call_use(heap, of, i);

		if (coro_polled(m, of->calls[i]))
			continue;
		to->allocations += use == HEAP_MAY;
		if (use == HEAP_UNKNOWN)
			to->allocations_known = false;
	}
}

static void add_allocations(struct facts *f, const struct unit *u, const struct model *m)
{
	LLVMValueRef *fns = xcalloc(m->coros_len + 1, sizeof(*fns));
	struct arena scratch = {0};
	struct heap heap;

	for (size_t i = 0; i < m->coros_len; i++)
		fns[i] = m->coros[i]->resume;
	heap_look(&heap, u, &scratch, fns, m->coros_len);
	for (size_t i = 0; i < m->coros_len; i++) {
		struct fact_future *to = facts_find(f, m->coros[i]->name);
		const struct heap_fn *of = heap_of(&heap, fns[i]);

		if (!to)
			continue;
		count_allocations(to, m, &heap, of);
		if (of->use == HEAP_NEVER)
			to->allocates = ALLOCATES_NEVER;
		else
			to->allocates_why = allocates_why(f, &heap, of);
		if (of->use == HEAP_WAKER)
			to->allocates = ALLOCATES_IN_WAKERS;
		if (of->use == HEAP_MAY)
			to->allocates = ALLOCATES;
	}
	heap_free(&heap);
	arena_release(&scratch);
	free(fns);
}

void facts_add_states(struct facts *f, struct unit *u, const struct model *m)
{
	add_allocations(f, u, m);
	for (size_t i = 0; i < m->coros_len; i++) {
		const struct coro *c = m->coros[i];
		struct fact_future *to = facts_find(f, c->name);
		struct reach reach = coro_reach(u, c);

		to->never_suspends = c->never_suspends;
		to->states_reached = 0;
		for (unsigned v = 0; v < c->states; v++)
			to->states_reached += states_has(&reach.states, v);
		for (size_t k = 0; k < to->awaits.len; k++)
			to->awaits.at[k].never_pending =
				!states_has(&reach.states, to->awaits.at[k].state);
		reach_free(&reach);
	}
}

static enum fact_kind kind_of(enum await_kind kind)
{
	static const enum fact_kind kinds[] = {[AWAIT_EMBEDDED] = KIND_EMBEDDED,
		[AWAIT_AWAY] = KIND_AWAY,
		[AWAIT_OPAQUE] = KIND_OPAQUE,
		[AWAIT_OTHER] = KIND_OTHER,
		[AWAIT_DYN] = KIND_DYN,
		[AWAIT_UNCLEAR] = KIND_UNCLEAR};

	return kinds[kind];
}

static void add_kinds(struct fact_future *to, const struct unit *u, const struct model *m,
	const struct coro *c)
{
	vec_each(struct fact_await, await, &to->awaits) {
		for (size_t k = 0; k < c->suspends_len; k++) {
			if (c->suspends[k].state == await->state)
				await->kind = kind_of(await_kind(u, m, c, &c->suspends[k]));
		}
	}
}

void facts_add_sites(struct facts *f, const struct unit *u, const struct model *m)
{
	for (size_t i = 0; i < m->coros_len; i++) {
		struct fact_future *to = facts_find(f, m->coros[i]->name);

		if (!to->frame_bytes)
			to->frame_bytes = m->coros[i]->size_bytes;
		to->open = open_text(m->coros[i]->open);
		add_kinds(to, u, m, m->coros[i]);
	}
}

static bool is_of_symbol(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

/* The text with the symbols in it as people read them. */
static const char *with_names(struct facts *f, const char *text)
{
	struct str b = {0};
	const char *kept;

	while (*text) {
		size_t len = 0;

		while (is_of_symbol(text[len]))
			len++;
		if (has_prefix(text, "_ZN") || has_prefix(text, "_R")) {
			char *symbol = xstrndup(text, len), *path = symbol_path(symbol);

			str_add(&b, path);
			free(path);
			free(symbol);
		} else {
			len += !len;
			str_addn(&b, text, len);
		}
		text += len;
	}
	kept = arena_strdup(&f->arena, b.s ? b.s : "");
	str_free(&b);
	return kept;
}

void facts_add_remark(struct facts *f, LLVMValueRef at, const char *pass, const char *reason,
	const char *text)
{
	LLVMValueRef fn = at;
	struct fact_future *to;
	struct fact_remark remark = {0};

	if (ll.IsAInstruction(at))
		fn = ll.GetBasicBlockParent(ll.GetInstructionParent(at));
	to = facts_find(f, value_name(fn));
	if (!to)
		return;
	remark.pass = pass;
	remark.reason = reason;
	remark.text = with_names(f, text);
	remark.file = place_of(f, at, &remark.line);
	remark.column = remark.file && fn != at ? ll.GetDebugLocColumn(at) : 0;
	vec_push(&to->remarks, remark);
}

/* ---- the object ---- */

static void add_symbols(struct facts *f, Elf *elf, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;

	for (size_t i = 0; data && i < count; i++) {
		struct fact_future *to;
		const char *name;
		char *plain;
		GElf_Sym symbol;

		if (!gelf_getsym(data, (int)i, &symbol) ||
			GELF_ST_TYPE(symbol.st_info) != STT_FUNC)
			continue;
		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		plain = name ? xstrndup(name, parts_name_length(name)) : NULL;
		to = plain ? facts_find(f, plain) : NULL;
		free(plain);
		if (to)
			to->text_bytes = symbol.st_size;
	}
}

/* What is no ELF file (wasm) has no sizes of functions. */
static bool add_sections(Elf *elf, void *arg)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while (elf_kind(elf) == ELF_K_ELF && (section = elf_nextscn(elf, section))) {
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB)
			add_symbols(arg, elf, section, &header);
	}
	return true;
}

bool facts_add_text(struct facts *f, const char *object, struct err *err)
{
	return elf_look(object, "an object file", add_sections, f, err);
}
