#include "driver/link_facts.h"

#include <string.h>

#include "base/proc.h"
#include "driver/emit.h"
#include "driver/link_args.h"
#include "report/facts_collect.h"

static void see_model(void *arg, struct unit *u, const struct model *m, unsigned stage)
{
	struct facts *f = arg;

	if (stage == 0)
		facts_add_model(f, u, m);
	else if (stage == STAGE_RAW)
		facts_add_states(f, u, m);
	else if (stage == STAGE_SETTLED)
		facts_add_sites(f, u, m);
}

static void see_remark(void *arg, enum remark_kind kind, const char *pass, const char *id,
	LLVMValueRef at, const char *text)
{
	facts_add_remark(arg, at, pass, kind == REMARK_PASSED ? NULL : id, text);
}

void link_facts_observe(struct pipeline *p, struct facts *f)
{
	p->model = see_model;
	p->model_arg = f;
	p->remarks.seen = see_remark;
	p->remarks.arg = f;
}

bool link_facts_write(struct facts *f, const char *object, const char *path, struct err *err)
{
	struct str text = {0};
	struct strv more = {0};
	bool ok = facts_add_text(f, object, err);

	emit_more(object, &more);
	vec_each(char *, part, &more)
		ok = ok && facts_add_text(f, *part, err);
	strv_free(&more);
	if (ok) {
		facts_write(f, &text);
		ok = file_write_atomic(path, text.s, text.len, err);
	}
	str_free(&text);
	return ok;
}

char *link_facts_path(const char *result)
{
	size_t len = strlen(result) - strlen(".json");

	if (!has_suffix(result, ".json"))
		BUG("a result is called %s", result);
	return xprintf("%.*s" FACTS_SUFFIX, (int)len, result);
}
