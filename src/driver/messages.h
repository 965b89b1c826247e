/*
 * Lines from the rustc wrappers of a build to the driver that started it, shown at once.
 *
 * Written to stderr they would go through cargo, which keeps what a rustc says and repeats
 * it whenever the artefact is fresh; right for warnings, wrong for "Optimizing app". So the
 * driver owns a named pipe in the settings folder, and a wrapper finds it by the process
 * number of one of its ancestors.
 */
#ifndef AO_DRIVER_MESSAGES_H
#define AO_DRIVER_MESSAGES_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/str.h"

/* The driver's end. */
struct messages {
	char *path; /* NULL where a pipe could not be made: then nothing is received */
	int fd;
	struct str part; /* of a line that has not come whole yet */
};

/* Also removes the pipes of drivers that are gone. Never fails: lines are a courtesy. */
void messages_open(struct messages *m, const char *settings_folder);
/* Shows what comes until the child ends, and answers how it ended. */
struct proc_end messages_wait(struct messages *m, pid_t child);
void messages_close(struct messages *m);

/*
 * The wrapper's end: a status line for the driver that started this build. False where
 * there is none; nothing is printed then.
 */
bool message_send(const char *settings_folder, const char *verb, const char *text);
/* The same for a step of what is under way, drawn as a bar: "2/6: app: ...". */
bool message_send_step(
	const char *settings_folder, unsigned done, unsigned steps, const char *text);

#endif
