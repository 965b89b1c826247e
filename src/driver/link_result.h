/* What one link came to: a small JSON file for the cargo driver's closing lines. */
#ifndef AO_DRIVER_LINK_RESULT_H
#define AO_DRIVER_LINK_RESULT_H

#include <stdbool.h>

#include "base/err.h"
#include "driver/optimize.h"

enum tier {
	TIER_OPTIMIZED,
	TIER_STOCK_PIPELINE, /* LLVM's own pipelines on the merged module, no pass of ours */
	TIER_PLAIN_RUSTC,    /* the rustc command as the user's cargo wrote it */
	TIER_FAILED,	     /* no artefact */
};

struct link_result {
	enum tier tier;
	char *warning; /* one sentence, NULL where all went well; owned */
	char *help;    /* what to do next, or NULL; owned */
	char *bundle;  /* the folder that a bundle was saved in, or NULL; owned */
	struct optimize_result counts;
	bool has_text_before;
	unsigned long long text_before, text_after;
};

/* "optimized", "stock-pipeline", "plain-rustc", "failed" */
const char *tier_name(enum tier tier);
bool link_result_write(const char *path, const char *artefact, const struct link_result *result,
	struct err *err);
void link_result_free(struct link_result *result);

#endif
