/*
 * Stands in for subcommands until their files have landed: each strong definition replaces
 * the weak one here. Goes away with the last of them.
 */
#include "base/log.h"
#include "driver/driver.h"

#define UNFINISHED(command)                                              \
	__attribute__((weak)) int command(int argc, char **argv)         \
	{                                                                \
		(void)argc;                                              \
		log_error("%s: %s is not there yet", argv[0], #command); \
		return 1;                                                \
	}

UNFINISHED(cmd_opt)
UNFINISHED(cmd_link)
