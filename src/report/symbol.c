#include "report/symbol.h"

#include <stdlib.h>
#include <string.h>

#include "base/demangle.h"
#include "base/mem.h"
#include "base/str.h"

/* Takes one "::{{closure}}" or "::{closure#0}" off the end. */
static void strip_closure(char *path)
{
	static const char *const marks[] = {"::{{closure}}", "::{closure#0}"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (has_suffix(path, marks[i])) {
			path[strlen(path) - strlen(marks[i])] = '\0';
			return;
		}
	}
}

char *symbol_path(const char *symbol)
{
	char *path = demangle(symbol);

	if (!path)
		return xstrdup(symbol);
	strip_closure(path);
	return path;
}
