/* The facts that links have left in a target folder. */
#ifndef AO_DRIVER_BUILT_FACTS_H
#define AO_DRIVER_BUILT_FACTS_H

#include "base/vec.h"
#include "report/facts.h"

/*
 * Those of a folder of the target folder `root`; what can not be read costs a warning and that
 * file, and what is older than its sources is warned of. Of several with one artefact's name
 * only the last written counts.
 */
void built_facts_read(const char *root, const char *folder, facts_list *ret);
/* `report --message-format json`'s, a baseline's, or a link's. */
bool facts_read_file(const char *path, facts_list *ret, struct err *err);
/*
 * Those that belong to a built file, as cargo names it: target/release/app is a hard link of
 * deps/app-HASH, whose facts are results/app-HASH.futures.json. NULL where there are none;
 * the caller frees.
 */
char *built_facts_path(const char *results, const char *built);

#endif
