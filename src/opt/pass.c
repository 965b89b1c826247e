#include "opt/pass.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/mem.h"
#include "ir/unit.h"
#include "ir/value.h"

const char *reason_name(enum reason why)
{
	static const char *const names[] = {
		"NONE",
#define REASON(id, text) #id,
#include "opt/reasons.def"
#undef REASON
	};
	return names[why];
}

const char *reason_text(enum reason why)
{
	static const char *const texts[] = {
		"",
#define REASON(id, text) text,
#include "opt/reasons.def"
#undef REASON
	};
	return texts[why];
}

bool size_counts(const struct pass_ctx *cx)
{
	return cx->opt_level == 's' || cx->opt_level == 'z';
}

bool offsets_take_room(const struct pass_ctx *cx, LLVMValueRef fn)
{
	return fn_is_for_size(fn) && target_is_x86(cx->unit);
}

bool refused(struct pass_ctx *cx, LLVMValueRef at, enum reason why)
{
	if (why == R_NONE && *cx->fuel == 0)
		why = R_OUT_OF_FUEL;
	if (why == R_NONE) {
		if (*cx->fuel > 0)
			--*cx->fuel;
		cx->counts->rewrites++;
		return false;
	}
	remark_write(cx->remarks, REMARK_MISSED, cx->pass->name, reason_name(why), at,
		reason_text(why));
	return true;
}

void remark_applied(struct pass_ctx *cx, LLVMValueRef at, const char *fmt, ...)
{
	va_list ap;
	char *text;

	if (!remarks_wanted(cx->remarks))
		return;
	va_start(ap, fmt);
	text = xvprintf(fmt, ap);
	va_end(ap);
	remark_write(cx->remarks, REMARK_PASSED, cx->pass->name, "Applied", at, text);
	free(text);
}
