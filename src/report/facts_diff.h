/* Two reports of one program, held against each other. */
#ifndef AO_REPORT_FACTS_DIFF_H
#define AO_REPORT_FACTS_DIFF_H

#include "report/budget.h"

/* A future of one artefact then and now; copies and instances are taken together. */
struct diff_row {
	const char *name;
	const struct fact_group *before, *now; /* NULL: was not there, is gone */
	bool text_beyond, frame_beyond;	       /* grew more than it may */
};

struct diff_artefact {
	const char *artefact;
	bool is_new, is_gone;
	fact_groups before, now;
	vec(struct diff_row) rows; /* that differ, by name */
	uint64_t text_before, text_now;
	bool text_beyond; /* of all futures together */
};

struct facts_diff {
	vec(struct diff_artefact) artefacts;
	size_t beyond; /* figures that grew more than they may */
};

/* most may be NULL: then nothing is too much. The facts have to live as long. */
void facts_diff(const facts_list *before, const facts_list *now, const struct growth *most,
	struct facts_diff *ret);
void facts_diff_free(struct facts_diff *d);

/* At most `limit` futures of each artefact, those beyond the limit always; 0: all. */
void facts_diff_text(const struct facts_diff *d, size_t limit, struct str *ret);
void facts_diff_json(const struct facts_diff *d, struct str *ret);

#endif
