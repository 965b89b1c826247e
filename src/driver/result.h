/* What the linker shim did with one artefact, from the file that it left. */
#ifndef AO_DRIVER_RESULT_H
#define AO_DRIVER_RESULT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct result {
	char *artefact;
	char *tier;    /* "optimized", "stock-pipeline", "plain-rustc" */
	char *warning; /* one sentence; NULL for none */
	char *help;    /* what to do next; NULL for none */
	long long futures, opaque, never_suspend, states_removed, frames_local;
	long long calls_direct, boxes_local, hinted, bytes_trimmed; /* negative: not known */
	long long text_before, text_after; /* bytes; negative: not known */
};

/* On failure nothing is kept. result_free accepts a zeroed one. */
bool result_read(const char *json, struct result *ret, struct err *err);
void result_free(struct result *result);

/*
 * "app: 412 futures, 96 never suspend, 210 states removed, text 981 004 bytes", with
 * " (lto_note)" behind it where that is not NULL. Before the text it says how many polls are
 * direct, boxes local, and bytes of moves trimmed, where there are any.
 */
void result_line(const struct result *result, const char *lto_note, struct str *ret);

#endif
