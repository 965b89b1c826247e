/*
 * What the driver tells the rustc wrapper. It travels in a file beside the wrapper's name
 * (a symbolic link to this program), never in the environment, so that nothing of it can
 * reach a program that cargo starts.
 */
#ifndef AO_DRIVER_SETTINGS_H
#define AO_DRIVER_SETTINGS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/* The file names of a settings folder. */
#define SETTINGS_FILE "settings.json"
#define SETTINGS_WRAPPER "async-opt-rustc"
#define SETTINGS_LINKERS "linkers"

/* What a user can ask of us; strings are borrowed or owned as the holder says. */
struct options {
	const char *passes, *no_pass, *last; /* NULL: not given */
	const char *save_bundle;	     /* an absolute folder; NULL: not given */
	long fuel;			     /* negative: no limit */
	bool strict, verify, baseline;
	bool instrument; /* for a profile: see docs/profile.md */
	bool moves;	 /* in it, copies of large values */
	long ring;	 /* in it, bytes of a ring in memory; 0: files (docs/profile.md) */
	const char *use_profile; /* profile, or the hints made of it; NULL: not given */
	bool layouts;		 /* for a report: with debug information, see docs/report.md */
};

struct settings {
	struct options options;
	const char *build_id;	  /* digest of the async-opt program, hexadecimal */
	const char *target_root;  /* <T>/async-opt: what lies outside of it is not ours */
	const char *user_wrapper; /* the user's own rustc wrapper; NULL for none */
	const char *rustc;	  /* the rustc that was checked, as cargo names it */
	const char *sysroot;	  /* of that rustc */
	const char *libllvm;
	const char *host;
	const char *profile;
	const char *lto_note; /* what the closing line says about lto; NULL for nothing */
	bool for_tools;	      /* made by `env`: any target folder, nobody to report to */
	bool split; /* cdylibs beside rlibs are linked by themselves, from raw bitcode */
};

/* The options in one line that is equal exactly if they are: for digests. */
void options_text(const struct options *options, struct str *ret);

/* As JSON text, in a fixed order. */
void settings_write(const struct settings *settings, struct str *ret);
/* The strings live as long as the process. */
bool settings_read(const char *json, struct settings *ret, struct err *err);

#endif
