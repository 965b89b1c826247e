/* The border between crates, while LLVM's first stage runs: see fence.c. */
#ifndef AO_OPT_FENCE_H
#define AO_OPT_FENCE_H

#include "ir/origin.h"

/* Marks calls from one crate into another, and the functions of std. */
void fence_put(const struct unit *u, const struct origins *o);
/* Takes every mark off again, wherever it went meanwhile. */
void fence_take(const struct unit *u);

#endif
