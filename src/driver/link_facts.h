/* The facts of one link, beside its result: TARGET/async-opt/.async-opt/results/X.futures.json
 */
#ifndef AO_DRIVER_LINK_FACTS_H
#define AO_DRIVER_LINK_FACTS_H

#include "opt/pipeline.h"
#include "report/facts.h"

#define FACTS_SUFFIX ".futures.json"

/* Lets the pipeline tell what goes into the facts, which have to outlive its run. */
void link_facts_observe(struct pipeline *p, struct facts *f);
/* Writes them, with the sizes of what is in the object. */
bool link_facts_write(struct facts *f, const char *object, const char *path, struct err *err);

/* The path that belongs to a result's, "X.json"; the caller frees. */
char *link_facts_path(const char *result);

#endif
