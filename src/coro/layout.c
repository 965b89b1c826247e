/*
 * The resume function of a coroutine is described by a subprogram whose type begins
 *
 *	fn(Pin<&mut {async_fn_env#0}>, ...) -> ...
 *
 * and the environment's type is a variant part, discriminated by the member "__state": one
 * member per state, named by its number, with the line of the await that it stands for and a
 * structure "Suspend0" that holds the saved values as members.
 * (rustc_codegen_llvm/src/debuginfo/metadata/enums/native.rs)
 */
#include "coro/layout.h"

#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "coro/coro.h"
#include "ir/debug.h"
#include "ir/walk.h"

/* Places in nodes, as LLVM 22 keeps them (llvm/IR/DebugInfoMetadata.h). */
enum {
	NAME = 2,
	SUBPROGRAM_FILE = 0,
	SUBPROGRAM_TYPE = 4,
	SUBROUTINE_TYPES = 5,
	DERIVED_BASE = 5,
	DERIVED_EXTRA = 6,
	COMPOSITE_BASE = 5,
	COMPOSITE_ELEMENTS = 6,
	COMPOSITE_DISCRIMINATOR = 10,
};

/* DWARF's numbers. */
enum { TAG_ARRAY = 0x01, TAG_MEMBER = 0x0d, TAG_POINTER = 0x0f, TAG_VARIANT_PART = 0x33 };

/* Scopes are not nested deeper than this. */
enum { MOST_SCOPES = 40 };

static bool is_kind(LLVMMetadataRef node, LLVMMetadataKind kind)
{
	return node && ll.GetMetadataKind(node) == kind;
}

static bool is_composite(LLVMMetadataRef node)
{
	return is_kind(node, LLVMDICompositeTypeMetadataKind);
}

/* A member that has an offset and a type of its own; a static one has not. */
static bool is_member(LLVMMetadataRef node)
{
	return is_kind(node, LLVMDIDerivedTypeMetadataKind) &&
	       ll.GetDINodeTag(node) == TAG_MEMBER;
}

static void add_type(struct unit *u, LLVMMetadataRef type, unsigned depth, struct str *ret);

/* "[T; n]": arrays have no name. */
static void add_array(struct unit *u, LLVMMetadataRef type, unsigned depth, struct str *ret)
{
	LLVMMetadataRef elements = debug_operand(u, type, COMPOSITE_ELEMENTS);
	LLVMMetadataRef range = elements ? debug_operand(u, elements, 0) : NULL;
	LLVMMetadataRef base = debug_operand(u, type, COMPOSITE_BASE);
	uint64_t count;

	str_addc(ret, '[');
	add_type(u, base, depth + 1, ret);
	if (range && debug_integer(u, range, 0, &count))
		str_addf(ret, "; %llu", (unsigned long long)count);
	str_addc(ret, ']');
}

static void add_type(struct unit *u, LLVMMetadataRef type, unsigned depth, struct str *ret)
{
	const char *name;

	if (!type || depth == MOST_SCOPES) {
		str_add(ret, type ? "?" : "()");
		return;
	}
	name = debug_string(u, type, NAME);
	if (is_composite(type) && ll.GetDINodeTag(type) == TAG_ARRAY) {
		add_array(u, type, depth, ret);
		return;
	}
	if (is_composite(type))
		debug_add_scope(u, type, ret);
	str_add(ret, name && *name ? name : "?");
}

static const char *type_name(struct unit *u, LLVMMetadataRef type)
{
	struct str text = {0};
	const char *name;

	add_type(u, type, 0, &text);
	name = arena_strdup(&u->arena, text.s);
	str_free(&text);
	return name;
}

/* Pin<&mut T> is a structure of one pointer: T. NULL where this is something else. */
static LLVMMetadataRef pinned_type(struct unit *u, LLVMMetadataRef pin)
{
	const char *name = is_composite(pin) ? debug_string(u, pin, NAME) : NULL;
	LLVMMetadataRef members, pointer;

	if (!name || !has_prefix(name, "Pin<&mut "))
		return NULL;
	members = debug_operand(u, pin, COMPOSITE_ELEMENTS);
	if (!members || debug_operands(u, members) != 1)
		return NULL;
	pointer = debug_operand(u, members, 0);
	if (!is_member(pointer))
		return NULL;
	pointer = debug_operand(u, pointer, DERIVED_BASE);
	if (!is_kind(pointer, LLVMDIDerivedTypeMetadataKind) ||
		ll.GetDINodeTag(pointer) != TAG_POINTER)
		return NULL;
	return debug_operand(u, pointer, DERIVED_BASE);
}

/* The type of the frame that a subprogram polls; NULL where it is not an async one's. */
static LLVMMetadataRef frame_type(struct unit *u, LLVMMetadataRef subprogram)
{
	LLVMMetadataRef type = debug_operand(u, subprogram, SUBPROGRAM_TYPE);
	LLVMMetadataRef types = type ? debug_operand(u, type, SUBROUTINE_TYPES) : NULL;
	LLVMMetadataRef self =
		types && debug_operands(u, types) > 1 ? debug_operand(u, types, 1) : NULL;
	LLVMMetadataRef frame = self ? pinned_type(u, self) : NULL;
	const char *name = is_composite(frame) ? debug_string(u, frame, NAME) : NULL;

	return name && has_prefix(name, "{async_") && strstr(name, "_env#") ? frame : NULL;
}

static struct layout_slot *slot_like(
	const struct layout_state *s, const struct layout_slot *slot)
{
	for (size_t i = 0; i < s->slots_len; i++) {
		if (s->slots[i].offset_bytes == slot->offset_bytes &&
			strcmp(s->slots[i].name, slot->name) == 0)
			return &s->slots[i];
	}
	return NULL;
}

static void read_slots(struct unit *u, LLVMMetadataRef variant, struct layout_state *s)
{
	LLVMMetadataRef members = debug_operand(u, variant, COMPOSITE_ELEMENTS);
	unsigned count = members ? debug_operands(u, members) : 0;

	s->slots = arena_alloc(&u->arena, (count + 1) * sizeof(*s->slots));
	for (unsigned i = 0; i < count; i++) {
		LLVMMetadataRef member = debug_operand(u, members, i), type;
		struct layout_slot slot, *before;

		if (!is_member(member))
			continue;
		type = debug_operand(u, member, DERIVED_BASE);
		slot = (struct layout_slot){
			.name = debug_string(u, member, NAME),
			.type = type_name(u, type),
			.offset_bytes = ll.DITypeGetOffsetInBits(member) / 8,
			.size_bytes = ll.DITypeGetSizeInBits(member) / 8,
		};
		before = slot.name ? slot_like(s, &slot) : NULL;
		if (before)
			before->more++;
		else if (slot.name)
			s->slots[s->slots_len++] = slot;
	}
}

static bool read_state(struct unit *u, LLVMMetadataRef member, struct layout_state *s)
{
	LLVMMetadataRef variant;
	uint64_t tag;

	if (!is_member(member) || !debug_integer(u, member, DERIVED_EXTRA, &tag))
		return false;
	variant = debug_operand(u, member, DERIVED_BASE);
	if (!is_composite(variant))
		return false;
	s->tag = (unsigned)tag;
	s->name = debug_string(u, variant, NAME);
	s->line = ll.DITypeGetLine(member);
	read_slots(u, variant, s);
	return s->name != NULL;
}

/*
 * Each state lists all captures behind what it has itself. Where both have a name, the two
 * members are one to LLVM, and the capture is as the first state has it.
 */
static void tell_captures_apart(const struct layout *l, struct layout_state *s)
{
	const struct layout_state *first = layout_state(l, STATE_UNRESUMED);

	for (size_t i = 0; first && s != first && i < first->slots_len; i++) {
		for (size_t k = 0; k < s->slots_len; k++) {
			if (!s->slots[k].more || strcmp(s->slots[k].name, first->slots[i].name))
				continue;
			s->slots[k].more--;
			s->slots[s->slots_len++] = first->slots[i];
			break;
		}
	}
}

/* False where the type is not a variant part as described above. */
static bool read_frame(struct unit *u, LLVMMetadataRef frame, struct layout *l)
{
	LLVMMetadataRef parts = debug_operand(u, frame, COMPOSITE_ELEMENTS);
	LLVMMetadataRef part = parts ? debug_operand(u, parts, 0) : NULL, tag, states;
	unsigned count;

	if (!is_composite(part) || ll.GetDINodeTag(part) != TAG_VARIANT_PART)
		return false;
	tag = debug_operand(u, part, COMPOSITE_DISCRIMINATOR);
	states = debug_operand(u, part, COMPOSITE_ELEMENTS);
	if (!tag || !is_member(tag) || !states)
		return false;
	l->size_bytes = ll.DITypeGetSizeInBits(frame) / 8;
	l->align_bytes = ll.DITypeGetAlignInBits(frame) / 8;
	l->tag_offset_bytes = ll.DITypeGetOffsetInBits(tag) / 8;
	l->tag_size_bytes = ll.DITypeGetSizeInBits(tag) / 8;
	count = debug_operands(u, states);
	l->states = arena_alloc(&u->arena, (count + 1) * sizeof(*l->states));
	for (unsigned i = 0; i < count; i++) {
		if (!read_state(u, debug_operand(u, states, i), &l->states[l->states_len++]))
			return false;
	}
	for (size_t i = 0; i < count; i++)
		tell_captures_apart(l, &l->states[i]);
	return true;
}

static const char *file_name(struct unit *u, LLVMMetadataRef file)
{
	unsigned len = 0, dir_len = 0;
	const char *name, *dir;

	if (!is_kind(file, LLVMDIFileMetadataKind))
		return NULL;
	name = ll.DIFileGetFilename(file, &len);
	dir = ll.DIFileGetDirectory(file, &dir_len);
	if (!dir || !dir_len || (len && name[0] == '/'))
		return arena_strndup(&u->arena, name, len);
	return arena_printf(&u->arena, "%.*s/%.*s", (int)dir_len, dir, (int)len, name);
}

struct map layouts_read(struct unit *u)
{
	struct map layouts = {0};

	for_each_fn(fn, u->module) {
		LLVMMetadataRef subprogram = ll.GetSubprogram(fn);
		LLVMMetadataRef frame = subprogram ? frame_type(u, subprogram) : NULL;
		struct layout *l;

		if (!frame)
			continue;
		l = arena_new(&u->arena, struct layout);
		if (!read_frame(u, frame, l))
			continue;
		l->name = debug_subprogram_path(u, subprogram);
		l->file = file_name(u, debug_operand(u, subprogram, SUBPROGRAM_FILE));
		l->line = ll.DISubprogramGetLine(subprogram);
		map_set(&layouts, fn, l);
	}
	return layouts;
}

const struct layout_state *layout_state(const struct layout *layout, unsigned tag)
{
	for (size_t i = 0; layout && i < layout->states_len; i++) {
		if (layout->states[i].tag == tag)
			return &layout->states[i];
	}
	return NULL;
}
