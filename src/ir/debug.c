#include "ir/debug.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "ir/value.h"
#include "ir/walk.h"

/* Where LLVM keeps what in a node (llvm/IR/DebugInfoMetadata.h). */
enum {
	EXPRESSION_VARIABLE = 0,
	SCOPE = 1,
	NAME = 2,
	SUBPROGRAM_UNIT = 5,
	MD_DBG = 0, /* LLVMContext::MD_dbg */
};

/* Scopes are not nested deeper than this. */
enum { MOST_SCOPES = 40 };

static const char gdb_scripts[] = "__rustc_debug_gdb_scripts_section__";

unsigned debug_operands(const struct unit *u, LLVMMetadataRef node)
{
	return ll.GetMDNodeNumOperands(ll.MetadataAsValue(u->context, node));
}

static LLVMValueRef operand_value(const struct unit *u, LLVMMetadataRef node, unsigned index)
{
	LLVMValueRef value = ll.MetadataAsValue(u->context, node);
	unsigned count = ll.GetMDNodeNumOperands(value);
	LLVMValueRef few[32], operand;
	LLVMValueRef *all = few;

	if (index >= count)
		return NULL;
	if (count > sizeof(few) / sizeof(*few))
		all = xcalloc(count, sizeof(LLVMValueRef));
	ll.GetMDNodeOperands(value, all);
	operand = all[index];
	if (all != few)
		free((void *)all);
	return operand;
}

LLVMMetadataRef debug_operand(const struct unit *u, LLVMMetadataRef node, unsigned index)
{
	LLVMValueRef operand = operand_value(u, node, index);

	return operand ? ll.ValueAsMetadata(operand) : NULL;
}

const char *debug_string(struct unit *u, LLVMMetadataRef node, unsigned index)
{
	LLVMMetadataRef operand = debug_operand(u, node, index);
	unsigned len = 0;
	const char *text;

	if (!operand || ll.GetMetadataKind(operand) != LLVMMDStringMetadataKind)
		return NULL;
	text = ll.GetMDString(ll.MetadataAsValue(u->context, operand), &len);
	return arena_strndup(&u->arena, text, len);
}

bool debug_integer(const struct unit *u, LLVMMetadataRef node, unsigned index, uint64_t *ret)
{
	LLVMValueRef operand = operand_value(u, node, index);

	return operand && const_int(operand, ret);
}

/* ---- locals that only debuggers read ---- */

/* Collects what uses ptr, if nothing of it reads or passes the address on. */
static bool only_written(LLVMValueRef ptr, LLVMValueRef *ret_users, size_t most, size_t *len)
{
	for_each_use(use, ptr) {
		LLVMValueRef user = ll.GetUser(use);
		bool fine;

		if (!ll.IsAInstruction(user) || *len == most)
			return false;
		fine = (is_store(user) && ll.GetOperand(user, 1) == ptr &&
			       ll.GetOperand(user, 0) != ptr && !ll.GetVolatile(user)) ||
		       is_intrinsic_named(user, "llvm.lifetime.");
		ret_users[(*len)++] = user;
		if (!fine && (ll.GetInstructionOpcode(user) != LLVMGetElementPtr ||
				     !only_written(user, ret_users, most, len)))
			return false;
	}
	return true;
}

/* A cast that only a spill needed: a bool as a byte. */
static void erase_unused_cast(LLVMValueRef v)
{
	if (ll.IsAInstruction(v) && ll.GetInstructionOpcode(v) == LLVMZExt &&
		!ll.GetFirstUse(v))
		ll.InstructionEraseFromParent(v);
}

static void erase_spill(LLVMValueRef local)
{
	LLVMValueRef users[64];
	size_t len = 0;

	if (!only_written(local, users, sizeof(users) / sizeof(*users), &len))
		return;
	/* Users of users stand behind them. */
	while (len-- > 0) {
		LLVMValueRef value = is_store(users[len]) ? ll.GetOperand(users[len], 0) : NULL;

		ll.InstructionEraseFromParent(users[len]);
		if (value)
			erase_unused_cast(value);
	}
	ll.InstructionEraseFromParent(local);
}

static void erase_spills(LLVMValueRef fn)
{
	vec(LLVMValueRef) locals = {0};

	for_each_insn(insn, ll.GetEntryBasicBlock(fn)) {
		if (ll.GetInstructionOpcode(insn) == LLVMAlloca)
			vec_push(&locals, insn);
	}
	vec_each(LLVMValueRef, local, &locals)
		erase_spill(*local);
	vec_free(&locals);
}

/* ---- what is undone ---- */

/* Does this tell a debugger about a vtable? Only then was unnamed_addr withheld. */
static bool is_of_vtable(const struct unit *u, LLVMMetadataRef expression)
{
	LLVMMetadataRef variable = debug_operand(u, expression, EXPRESSION_VARIABLE);
	char *text = variable ? ll.PrintValueToString(ll.MetadataAsValue(u->context, variable))
			      : NULL;
	bool is = text && strstr(text, "::{vtable}\"");

	if (text)
		ll.DisposeMessage(text);
	return is;
}

static void unname_vtable(const struct unit *u, LLVMValueRef global)
{
	size_t count;
	LLVMValueMetadataEntry *entries = ll.GlobalCopyAllMetadata(global, &count);

	for (unsigned i = 0; i < count; i++) {
		if (ll.ValueMetadataEntriesGetKind(entries, i) == MD_DBG &&
			is_of_vtable(u, ll.ValueMetadataEntriesGetMetadata(entries, i)))
			ll.SetUnnamedAddress(global, LLVMGlobalUnnamedAddr);
	}
	ll.DisposeValueMetadataEntries(entries);
}

/* The section's only readers are loads that rustc makes to keep it. */
static void remove_gdb_scripts(struct unit *u)
{
	LLVMValueRef global = ll.GetNamedGlobal(u->module, gdb_scripts);
	LLVMUseRef use;

	if (!global)
		return;
	while ((use = ll.GetFirstUse(global))) {
		LLVMValueRef load = ll.GetUser(use);

		if (!ll.IsAInstruction(load) || !is_load(load) || ll.GetFirstUse(load))
			return;
		ll.InstructionEraseFromParent(load);
	}
	ll.DeleteGlobal(global);
}

bool debug_lines_only(struct unit *u, struct err *err)
{
	for_each_global(global, u->module)
		unname_vtable(u, global);
	if (!unit_run_passes(u, "strip-nonlinetable-debuginfo", err))
		return false;
	for_each_fn(fn, u->module) {
		if (!ll.IsDeclaration(fn))
			erase_spills(fn);
	}
	remove_gdb_scripts(u);
	return true;
}

static void add_scope(struct unit *u, LLVMMetadataRef node, unsigned depth, struct str *ret)
{
	LLVMMetadataRef scope = debug_operand(u, node, SCOPE);
	LLVMMetadataKind kind = scope ? ll.GetMetadataKind(scope) : LLVMMDStringMetadataKind;
	const char *name;

	if (depth == MOST_SCOPES || (kind != LLVMDINamespaceMetadataKind &&
					    kind != LLVMDICompositeTypeMetadataKind))
		return;
	add_scope(u, scope, depth + 1, ret);
	name = debug_string(u, scope, NAME);
	if (name && *name)
		str_addf(ret, "%s::", name);
}

void debug_add_scope(struct unit *u, LLVMMetadataRef node, struct str *ret)
{
	add_scope(u, node, 0, ret);
}

const char *debug_subprogram_path(struct unit *u, LLVMMetadataRef subprogram)
{
	const char *own = debug_string(u, subprogram, NAME), *name;
	struct str text = {0};

	add_scope(u, subprogram, 0, &text);
	str_add(&text, own ? own : "?");
	name = arena_strdup(&u->arena, text.s);
	str_free(&text);
	return name;
}

/* The kind is no operand of the node: it is read from its text, once. */
static bool is_of_line_tables(struct unit *u, struct map *known, LLVMMetadataRef compile_unit)
{
	static bool answers[] = {false, true};
	bool *answer = map_get(known, compile_unit);
	char *text;

	if (!answer) {
		text = ll.PrintValueToString(ll.MetadataAsValue(u->context, compile_unit));
		answer = &answers[text && strstr(text, "emissionKind: LineTablesOnly")];
		if (text)
			ll.DisposeMessage(text);
		map_set(known, compile_unit, answer);
	}
	return *answer;
}

void debug_drop_line_tables(struct unit *u)
{
	struct map known = {0};

	for_each_fn(fn, u->module) {
		LLVMMetadataRef subprogram = ll.GetSubprogram(fn);
		LLVMMetadataRef compile_unit =
			subprogram ? debug_operand(u, subprogram, SUBPROGRAM_UNIT) : NULL;

		if (!compile_unit || !is_of_line_tables(u, &known, compile_unit))
			continue;
		ll.SetSubprogram(fn, NULL);
		for_each_bb(bb, fn) {
			for_each_insn(insn, bb)
				ll.InstructionSetDebugLoc(insn, NULL);
		}
	}
	map_free(&known);
}
