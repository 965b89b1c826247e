/*
 * Which bytes of a local, or of what a by-value parameter points to, can anything have written
 * when an instruction is reached? The others are still what the memory was made with: undef.
 */
#ifndef AO_IR_WRITTEN_H
#define AO_IR_WRITTEN_H

#include "base/vec.h"
#include "ir/unit.h"

struct extent {
	int64_t from, to; /* bytes, `to` is behind the last */
};

enum written {
	WRITTEN_KNOWN,
	WRITTEN_NO_OBJECT, /* the memory is neither a local nor a parameter's */
	WRITTEN_CALLERS,   /* it is a parameter's, and not all callers are known */
	WRITTEN_OTHERWISE, /* its address goes where it can not be followed */
};

struct written_bytes {
	vec(struct extent) extents; /* in order, none touches the next */
};

/*
 * Of the `size` bytes at `ptr`, when `at` is about to be executed. Extents count from ptr. The
 * holder frees ret with written_free, whatever is returned.
 */
enum written written_find(const struct unit *u, LLVMValueRef ptr, int64_t size, LLVMValueRef at,
	struct written_bytes *ret);
void written_free(struct written_bytes *w);

#endif
