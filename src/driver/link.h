/*
 * One link, as the parts of driver/link.c share it: the tiers in link_tiers.c, the real linker
 * in link_run.c, what is said and left behind in link_outcome.c.
 */
#ifndef AO_DRIVER_LINK_H
#define AO_DRIVER_LINK_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "driver/link_args.h"
#include "driver/link_result.h"
#include "driver/link_settings.h"
#include "driver/link_temp.h"
#include "driver/task.h"

struct link {
	int argc;
	char **argv; /* argv[0] is the real linker's name */
	struct link_settings set;
	struct link_line line;
	struct link_temp temp;
	struct link_result result;
	struct str log;	       /* what children and failed linkers printed */
	struct task linker;    /* the last run of the real linker */
	const char *output;    /* where the artefact has to be */
	char *module;	       /* what the children read */
	char *runtime;	       /* the library of a profile; NULL where none is wanted */
	bool in_place;	       /* the linker writes to `output` itself */
	bool has_stock_object; /* the baseline's, which serves the second tier as well */
	bool users_fault;      /* the linker's complaint is not about our object */
};

/* A path in the link's folder; the caller frees. */
char *link_path(const struct link *l, const char *folder, const char *name);
/* Of the object that the children make, optimized or by LLVM's pipelines alone. */
char *link_object_path(const struct link *l, bool stock);
/* A rename may put a file where there is none or a plain one. */
bool link_is_replaceable(const char *path);

/* Links that object, and puts the artefact in its place. */
bool link_object(struct link *l, bool stock, struct err *err);
/* Links the baseline to a file that is only measured. A failure costs the figure, no more. */
void link_measure_baseline(struct link *l);
/* The user's own link error, in the linker's own words. */
int link_pass_on(const struct link *l);

bool link_try_optimized(struct link *l, struct err *err);
bool link_try_stock_pipeline(struct link *l, struct err *err);
/* The user's rustc command, linking into our folder; its file is then moved in place. */
bool link_try_plain_rustc(struct link *l, struct err *err);

/* Saves a bundle where one is wanted; its absence is no reason to fail a link. */
void link_save_bundle(struct link *l);
/* There is an artefact: exit code 0. `why` it is not optimized, or NULL. */
int link_finish(struct link *l, const char *why);
/* Tells the cargo driver, which runs plain cargo in its own folder then. */
void link_mark_failed(struct link *l, const char *why);
/* There is none: exit code 1. */
int link_fail(struct link *l, const char *why);

#endif
