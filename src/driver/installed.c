#include "driver/installed.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/proc.h"

char *installed_folder(void)
{
	char *program = realpath("/proc/self/exe", NULL);
	char *slash = program ? strrchr(program, '/') : NULL;

	if (slash)
		*slash = '\0';
	return program;
}

char *installed_file(const char *installed, const char *built)
{
	char *folder = installed_folder();
	char *path = folder ? xprintf("%s/../%s", folder, installed) : NULL;

	if (path && !file_exists(path)) {
		free(path);
		path = xprintf("%s/%s", folder, built);
	}
	if (path && !file_exists(path)) {
		free(path);
		path = NULL;
	}
	free(folder);
	return path;
}
