/*
 * Which crate each function of a merged module comes from. rustc's merge forgets it, and
 * names do not tell: with the legacy mangling not which crate a generic was instantiated
 * in, with either mangling not whose copy of an #[inline] function it is.
 *
 * What tells is the symbol table of each rlib, the functions that the crate offers to others.
 * All else that a crate contains is used by these alone, so it is found from them; what is
 * left belongs to the crate that was compiled last. Only speed and size depend on it.
 */
#ifndef AO_IR_ORIGIN_H
#define AO_IR_ORIGIN_H

#include "base/map.h"
#include "base/vec.h"
#include "ir/unit.h"

/* Where the rlibs of a program are; unreadable ones are passed over. */
struct crate_files {
	struct strv folders; /* every lib*.rlib in them is a crate */
	const char *std;     /* the folder whose crates count as one; NULL for none */
};

struct origins {
	struct map crates; /* function or global variable -> its crate, an address in `ids` */
	char *ids;
};

/* Holds until the module changes; origins_free. Empty where no file is known. */
void origins_find(const struct unit *u, const struct crate_files *files, struct origins *ret);
void origins_free(struct origins *o);

/* Do both come from known crates, and not from the same? */
bool origins_differ(const struct origins *o, LLVMValueRef a, LLVMValueRef b);
/* Does it come from std? */
bool origins_is_std(const struct origins *o, LLVMValueRef fn);

#endif
