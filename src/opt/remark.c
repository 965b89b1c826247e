#include "opt/remark.h"

#include <string.h>

#include "ir/value.h"

/* A YAML scalar in single quotes: a quote inside is doubled, nothing else is special. */
static void quoted(FILE *out, const char *text, size_t len)
{
	fputc('\'', out);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\'')
			fputc('\'', out);
		fputc(text[i] == '\n' ? ' ' : text[i], out);
	}
	fputc('\'', out);
}

static void location(FILE *out, LLVMValueRef at)
{
	unsigned len = 0;
	const char *file = ll.IsAInstruction(at) || ll.IsAFunction(at)
				   ? ll.GetDebugLocFilename(at, &len)
				   : NULL;

	if (!file)
		return;
	fputs("DebugLoc:        { File: ", out);
	quoted(out, file, len);
	fprintf(out, ", Line: %u, Column: %u }\n", ll.GetDebugLocLine(at),
		ll.IsAInstruction(at) ? ll.GetDebugLocColumn(at) : 0);
}

bool remarks_wanted(const struct remarks *r)
{
	return r->out || r->seen;
}

void remark_write(struct remarks *r, enum remark_kind kind, const char *pass, const char *id,
	LLVMValueRef at, const char *text)
{
	LLVMValueRef fn = at;
	const char *name;

	if (r->seen)
		r->seen(r->arg, kind, pass, id, at, text);
	if (!r->out)
		return;
	if (ll.IsAInstruction(at))
		fn = ll.GetBasicBlockParent(ll.GetInstructionParent(at));
	name = value_name(fn);
	fprintf(r->out, "--- !%s\n", kind == REMARK_PASSED ? "Passed" : "Missed");
	fprintf(r->out, "Pass:            %s\n", pass);
	fprintf(r->out, "Name:            %s\n", id);
	location(r->out, at);
	fputs("Function:        ", r->out);
	quoted(r->out, name, strlen(name));
	fputs("\nArgs:\n  - String:          ", r->out);
	quoted(r->out, text, strlen(text));
	fputs("\n...\n", r->out);
}
