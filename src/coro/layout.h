/*
 * What rustc's debug information says about a future's frame: its slots by name, type and
 * place, and the line of each await. Read before debug information is taken out
 * (ir/debug.h). Everything here is a fact of the compiler's own layout, or absent.
 */
#ifndef AO_CORO_LAYOUT_H
#define AO_CORO_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "ir/unit.h"

/* A value that a state holds. */
struct layout_slot {
	const char *name; /* as in the source; "__awaitee": what is awaited */
	const char *type;
	uint64_t offset_bytes, size_bytes;
	/*
	 * The state holds so many more values of this name, whose types and places are not
	 * known: to LLVM members of one structure and one name are one
	 * (MDNodeSubsetEqualImpl<DIDerivedType>, lib/IR/LLVMContextImpl.h).
	 */
	unsigned more;
};

struct layout_state {
	unsigned tag;		   /* the value of the tag: STATE_UNRESUMED... */
	const char *name;	   /* "Unresumed", "Returned", "Panicked", "Suspend0", ... */
	unsigned line;		   /* of the await; of the body for the others; 0: not known */
	struct layout_slot *slots; /* in rustc's order, each once */
	size_t slots_len;
};

struct layout {
	const char *name; /* "server::hello::{async_fn#0}" */
	const char *file; /* NULL where it is not known */
	unsigned line;
	uint64_t size_bytes, align_bytes;
	uint64_t tag_offset_bytes, tag_size_bytes;
	struct layout_state *states;
	size_t states_len;
};

/*
 * The layouts of all resume functions that debug information describes: LLVMValueRef ->
 * struct layout. They live in the unit's arena; the holder frees the map.
 */
struct map layouts_read(struct unit *u);

/* NULL where the state is not known. */
const struct layout_state *layout_state(const struct layout *layout, unsigned tag);

#endif
