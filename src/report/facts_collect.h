/* Facts from the model while an artefact is optimized. */
#ifndef AO_REPORT_FACTS_COLLECT_H
#define AO_REPORT_FACTS_COLLECT_H

#include "coro/coro.h"
#include "report/facts.h"

/* All futures of the model as it was built, and what is opaque. */
void facts_add_model(struct facts *f, const struct unit *u, const struct model *m);
/* What is moved and what could be saved, where the layout is known. Raw IR only. */
void facts_add_savings(struct facts *facts, const struct unit *u, const struct coro *c,
	struct fact_future *to);
/* What is known once futures that never suspend are: states that are reached. */
void facts_add_states(struct facts *f, struct unit *u, const struct model *m);
/* What is known once bodies are settled: frames of children, and who is closed. */
void facts_add_sites(struct facts *f, const struct unit *u, const struct model *m);
/* `reason` is NULL for what was done. About a future, or it is not kept. */
void facts_add_remark(struct facts *f, LLVMValueRef at, const char *pass, const char *reason,
	const char *text);
/* The bytes of each resume function in an object file. */
bool facts_add_text(struct facts *f, const char *object, struct err *err);

#endif
