/*
 * Debug information: reading its nodes, and taking most of it out again.
 *
 * A build for `report` asks rustc for full debug information to read layouts from
 * (coro/layout.h). debug_lines_only leaves line tables of it, so that code is as near as
 * possible to what it is without (docs/report.md says how near). Beside metadata, full
 * debug information makes rustc (rustc_codegen_ssa/src/mir/debuginfo.rs,
 * rustc_codegen_llvm/src/debuginfo/) emit
 *
 *	stores of named values to locals that nothing reads ("x.dbg.spill");
 *	vtables without `unnamed_addr`, so that debuggers can tell them apart;
 *	the section .debug_gdb_scripts, and a load in `main` that keeps it.
 *
 * These are undone as well.
 */
#ifndef AO_IR_DEBUG_H
#define AO_IR_DEBUG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "ir/unit.h"

bool debug_lines_only(struct unit *u, struct err *err);

/*
 * Takes all debug information away from functions of crates that were compiled with line tables
 * and no more. Others keep theirs: std's own crates, and dependencies for which the user
 * asked for more.
 */
void debug_drop_line_tables(struct unit *u);

/* Metadata nodes. `node` is not NULL. */
unsigned debug_operands(const struct unit *u, LLVMMetadataRef node);
/* NULL where there is none. */
LLVMMetadataRef debug_operand(const struct unit *u, LLVMMetadataRef node, unsigned index);
/* The text of an operand that is a string, in the unit's arena; NULL where it is none. */
const char *debug_string(struct unit *u, LLVMMetadataRef node, unsigned index);
/* "a::b::" for what stands in b. */
void debug_add_scope(struct unit *u, LLVMMetadataRef node, struct str *ret);
/* "a::b::{async_fn#0}<T>", in the unit's arena. */
const char *debug_subprogram_path(struct unit *u, LLVMMetadataRef subprogram);
/* Is the operand an integer constant? */
bool debug_integer(const struct unit *u, LLVMMetadataRef node, unsigned index, uint64_t *ret);

#endif
