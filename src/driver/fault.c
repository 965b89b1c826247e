#include "driver/fault.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static char *faults;

void fault_init(void)
{
	const char *value = getenv(FAULT_VARIABLE);

	faults = value ? xstrdup(value) : NULL;
	unsetenv(FAULT_VARIABLE);
}

bool fault(const char *name)
{
	size_t len = strlen(name);

	for (const char *at = faults; at && *at; at += *at == ',') {
		size_t word = strcspn(at, ",");

		if (word == len && strncmp(at, name, len) == 0)
			return true;
		at += word;
	}
	return false;
}
