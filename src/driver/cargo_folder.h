/*
 * Our part of the user's target folder:
 *
 *	<T>/async-opt/                   what cargo gets as --target-dir
 *	<T>/async-opt/.async-opt/README        the marker: this folder is ours
 *	                         stage         how what lies in the folder was compiled
 *	                         options/<id>  exists while these options are in force
 *	                         <id>/         one settings folder (driver/settings.h)
 *	                         results/      what the linker shim did, per artefact
 *	                         link-failed   left by a shim that could not link at all
 *	                         plan/         cargo's cache for questions
 *
 * Final artefacts depend on options/<id> (the wrapper adds it to their dep-info), and the
 * driver keeps only the one file that is in force. So a change of async-opt or of its
 * options makes cargo link the final artefacts anew, going back and forth included, and
 * compiles no dependency again. Their fixed time keeps the files themselves from being
 * news.
 */
#ifndef AO_DRIVER_CARGO_FOLDER_H
#define AO_DRIVER_CARGO_FOLDER_H

#include <stdbool.h>

#include "base/err.h"
#include "driver/settings.h"

/* Changes whenever dependencies are compiled otherwise than before. */
#define DEP_STAGE 2

struct cargo_folder {
	char *root;  /* <T>/async-opt */
	char *admin; /* <T>/async-opt/.async-opt */
	char *plan, *results, *link_failed;
};

/* Only names; nothing is made. The strings live as long as the process. */
struct cargo_folder folder_in(const char *target_folder);
/* The same for builds with the events of a profile: <T>/async-opt-profile. */
struct cargo_folder folder_for_profile(const char *target_folder);
/* The same for builds with layouts for a report: <T>/async-opt-report. */
struct cargo_folder folder_for_report(const char *target_folder);

/* Whether <T>/async-opt carries the marker. */
bool folder_is_ours(const struct cargo_folder *folder);

/*
 * Makes the folder, and empties it where it holds what another DEP_STAGE or the other mode
 * compiled. plain_key: NULL for an optimized build, else what the plain build stands for.
 * A folder that is there and not ours is an error.
 */
bool folder_prepare(const struct cargo_folder *folder, const char *plain_key, struct err *err);

/*
 * Says what the objects of libraries are whose bitcode is not all that is wanted of them: raw
 * as the bitcode is, or rustc's own. Empties the prepared folder where they were the other.
 */
bool folder_set_objects(const struct cargo_folder *folder, bool raw, struct err *err);

/* Whether the folder holds a plain build that stands for plain_key. */
bool folder_is_plain(const struct cargo_folder *folder, const char *plain_key);

/* Removes all of a folder that is ours. Not an error where there is none. */
bool folder_remove(const struct cargo_folder *folder, struct err *err);

/*
 * Writes the settings and the wrapper's name beside them. The caller frees the path of the
 * settings folder; NULL on failure.
 */
char *folder_write_settings(
	const struct cargo_folder *folder, const struct settings *settings, struct err *err);

/* The file under options/ that stands for these settings; the caller frees. */
char *folder_options_file(const char *target_root, const struct settings *settings);
/* Makes it, and removes the others. */
bool folder_put_in_force(
	const char *target_root, const struct settings *settings, struct err *err);

/* A digest of the running program, hexadecimal; the caller frees; NULL on failure. */
char *program_digest(struct err *err);

#endif
