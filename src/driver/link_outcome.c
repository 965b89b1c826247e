/* What is said about a link and left behind: a result, a bundle, a mark for the driver. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"
#include "driver/bundle.h"
#include "driver/fault.h"
#include "driver/link.h"
#include "driver/text_size.h"

void link_save_bundle(struct link *l)
{
	struct bundle_source source = {
		.set = &l->set,
		.line = &l->line,
		.module = l->module,
		.log = l->log.s,
	};
	struct err err = {0};

	if (!l->set.save_bundle || l->result.bundle)
		return;
	if (!bundle_save(l->set.save_bundle, &source, &l->result.bundle, &err))
		str_addf(&l->log, "no bundle: %s\n", err.message);
	err_clear(&err);
}

static void set_help(struct link *l)
{
	free(l->result.help);
	if (l->result.bundle)
		l->result.help = xprintf("please report it; what is needed to reproduce it is "
					 "in %s",
			l->result.bundle);
	else if (l->set.save_bundle)
		l->result.help = xstrdup("the bundle could not be saved");
	else
		l->result.help = xstrdup("--save-bundle=DIR keeps what is needed to reproduce "
					 "it; please report it");
}

static void set_warning(struct link *l, const char *why)
{
	static const char *const outcomes[] = {
		[TIER_OPTIMIZED] = "was optimized",
		[TIER_STOCK_PIPELINE] = "was built without async-opt's passes",
		[TIER_PLAIN_RUSTC] = "was built by plain rustc",
		[TIER_FAILED] = "could not be optimized",
	};

	l->result.warning =
		xprintf("%s %s: %s", l->set.crate_name, outcomes[l->result.tier], why);
	set_help(l);
}

static void write_result(struct link *l)
{
	struct err err = {0};

	if (!l->set.result) {
		if (l->result.warning && l->result.tier != TIER_FAILED)
			log_warn("%s", l->result.warning);
		return;
	}
	if (!link_result_write(l->set.result, l->set.artefact ? l->set.artefact : l->output,
		    &l->result, &err))
		log_warn("%s", err.message);
	err_clear(&err);
}

int link_finish(struct link *l, const char *why)
{
	struct err no_elf = {0};

	if (why)
		set_warning(l, why);
	if (l->output && !text_size(l->output, &l->result.text_after, &no_elf))
		err_clear(&no_elf);
	if (l->set.baseline && l->has_stock_object && l->result.tier == TIER_OPTIMIZED)
		link_measure_baseline(l);
	if (fault("save-bundle"))
		link_save_bundle(l);
	if (!task_interrupted())
		write_result(l);
	return 0;
}

void link_mark_failed(struct link *l, const char *why)
{
	struct err err = {0};
	char *folder, *mark;

	if (!l->set.result)
		return;
	folder = xstrndup(l->set.result, (size_t)(base_name(l->set.result) - l->set.result));
	mark = xprintf("%s../link-failed", folder);
	if (!file_write_atomic(mark, why, strlen(why), &err))
		log_warn("%s", err.message);
	err_clear(&err);
	free(mark);
	free(folder);
}

int link_fail(struct link *l, const char *why)
{
	l->result.tier = TIER_FAILED;
	set_warning(l, why);
	write_result(l);
	log_error("%s", l->result.warning);
	if (l->result.help)
		log_help("%s", l->result.help);
	return 1;
}
