/*
 * What rustc says of a function beside its code.
 *
 * With line tables at least, a function's subprogram has its name in the source, and where it
 * has none a label of the compiler's with a number: `{closure#0}`, `{impl#3}`, `{async_fn#0}`,
 * `{async_block#1}`, `{async_closure#0}` (rustc_codegen_ssa/src/debuginfo/type_names.rs,
 * coroutine_kind_label). Braces are in no identifier, and no attribute changes this name:
 * `#[export_name]` is about the symbol, which is another field. So what is called
 * `{async_fn#0}` is the body of an async fn. Its subprogram stays with it where LLVM inlines
 * something into it, and does not come with it where it is inlined; the locations of copied
 * instructions name it, which is not what is asked here.
 *
 * Other labels (`{async_gen_fn#0}`, `{gen_block#0}`, `{coroutine#0}`) are of bodies that yield
 * values, too.
 */
#include "base/str.h"
#include "coro/build.h"
#include "ir/debug.h"
#include "ir/value.h"
#include "ir/walk.h"

/* Place of a subprogram's name, as LLVM 22 keeps it (llvm/IR/DebugInfoMetadata.h). */
enum { NAME = 2 };

bool is_described(struct unit *u, LLVMValueRef fn)
{
	static const char *const labels[] = {"{async_fn#", "{async_block#", "{async_closure#"};
	LLVMMetadataRef subprogram = ll.GetSubprogram(fn);
	const char *name = subprogram ? debug_string(u, subprogram, NAME) : NULL;

	for (size_t i = 0; name && i < sizeof(labels) / sizeof(*labels); i++) {
		if (has_prefix(name, labels[i]))
			return true;
	}
	return false;
}

/*
 * Each `.await` calls Pin::new_unchecked, which is `#[inline(always)]`, and MIR's inliner
 * leaves the call in coroutines. All of LLVM's pipelines, that of opt-level 0 included, begin
 * with inlining such calls.
 */
bool is_as_generated(LLVMValueRef fn)
{
	for_each_bb(bb, fn) {
		for_each_insn(insn, bb) {
			LLVMValueRef callee = is_call(insn) ? direct_callee(insn) : NULL;

			if (callee && !ll.IsDeclaration(callee) &&
				fn_has_attr(callee, "alwaysinline") &&
				!call_has_attr(insn, "noinline"))
				return true;
		}
	}
	return false;
}
