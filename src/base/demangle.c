#include "base/demangle.h"

#include <libiberty/demangle.h>

char *demangle(const char *symbol)
{
	return rust_demangle(symbol, DMGL_NO_OPTS);
}
