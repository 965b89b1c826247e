/* The command line of async-smith. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "smith.h"

const char *const feature_names[F_COUNT] = {
	"base",
#define FEATURE(id, name, brief) name,
#include "features.def"
#undef FEATURE
};

const char *const feature_briefs[F_COUNT] = {
	"",
#define FEATURE(id, name, brief) brief,
#include "features.def"
#undef FEATURE
};

static void print_help(void)
{
	puts("Write a cargo package with a program of generated futures\n"
	     "\n"
	     "Usage: async-smith [OPTIONS] -o DIR\n"
	     "\n"
	     "Options:\n"
	     "  -o, --output DIR     The package\n"
	     "      --seed N         Another number, another program [default: 1]\n"
	     "      --futures M      Futures that are driven; nested ones come on top "
	     "[default: 100]\n"
	     "      --features LIST  What may occur: names, all, or auto: the seed's choice "
	     "[default: auto]\n"
	     "      --only LIST      Drive only these futures, and write only what they need\n"
	     "      --drop LIST      Leave out parts, as FUTURE.PART; a part that is a future\n"
	     "                       becomes one that is ready at once\n"
	     "      --list-parts     Print what --drop could name, a line each\n"
	     "  -h, --help           Print help\n"
	     "\n"
	     "Features:");
	for (int f = 1; f < F_COUNT; f++)
		printf("  %-10s %s\n", feature_names[f], feature_briefs[f]);
	puts("\nOn stdout: how many futures are driven and how many coroutines were written.");
}

static bool number(const char *text, uint64_t most, uint64_t *ret, char **ret_end)
{
	errno = 0;
	*ret = strtoull(text, ret_end, 10);
	return !errno && *ret_end != text && *ret <= most;
}

static bool whole_number(const char *option, const char *text, uint64_t most, uint64_t *ret)
{
	char *end;

	if (number(text, most, ret, &end) && !*end)
		return true;
	log_error("--%s takes a number up to %llu, not `%s`", option, (unsigned long long)most,
		text);
	return false;
}

static bool add_features(struct smith *s, char *list)
{
	s->has[F_BASE] = true;
	if (strcmp(list, "auto") == 0) {
		struct rng r = rng_for(s->seed, 0);

		for (int f = 1; f < F_COUNT; f++)
			s->has[f] = rng_below(&r, 4) != 0;
		return true;
	}
	for (char *name = strtok_r(list, ",", &list); name; name = strtok_r(NULL, ",", &list)) {
		bool known = strcmp(name, "all") == 0;

		for (int f = 1; f < F_COUNT; f++) {
			if (strcmp(name, "all") == 0 || strcmp(name, feature_names[f]) == 0)
				known = s->has[f] = true;
		}
		if (!known) {
			log_error("no feature `%s`; --help lists them", name);
			return false;
		}
	}
	return true;
}

/* "3,17" into roots, "3.1,17.40" into units. */
static bool add_ids(struct map *to, const char *option, const char *text, bool units)
{
	while (*text) {
		uint64_t item, unit = 0;
		char *end;

		if (!number(text, 100000, &item, &end) ||
			(units && (*end != '.' || !number(end + 1, 100000, &unit, &end))) ||
			(*end && *end != ',')) {
			log_error("--%s: `%s` is not a list of %s", option, text,
				units ? "FUTURE.PART" : "numbers");
			return false;
		}
		if (units)
			map_set(to, unit_key((unsigned)item, (unsigned)unit), to);
		else
			map_set(to, (void *)(uintptr_t)(item + 1), to);
		text = *end ? end + 1 : end;
	}
	return true;
}

struct request {
	struct smith smith;
	struct map only, dropped;
	const char *output;
	char *features;
	bool help, list_parts;
};

static bool read_arguments(int argc, char **argv, struct request *rq)
{
	static const struct option options[] = {
		{"output", required_argument, NULL, 'o'},
		{"seed", required_argument, NULL, 's'},
		{"futures", required_argument, NULL, 'm'},
		{"features", required_argument, NULL, 'f'},
		{"only", required_argument, NULL, 'y'},
		{"drop", required_argument, NULL, 'd'},
		{"list-parts", no_argument, NULL, 'l'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	uint64_t futures = 100;
	bool ok = true;

	rq->smith.seed = 1;
	for (int c; ok && (c = getopt_long(argc, argv, "o:h", options, NULL)) != -1;) {
		if (c == 'o') {
			rq->output = optarg;
		} else if (c == 's') {
			ok = whole_number("seed", optarg, UINT64_MAX, &rq->smith.seed);
		} else if (c == 'm') {
			ok = whole_number("futures", optarg, 10000, &futures) && futures;
		} else if (c == 'f') {
			rq->features = optarg;
		} else if (c == 'y') {
			ok = add_ids(&rq->only, "only", optarg, false);
			rq->smith.only = &rq->only;
		} else if (c == 'd') {
			ok = add_ids(&rq->dropped, "drop", optarg, true);
			rq->smith.dropped = &rq->dropped;
		} else if (c == 'l') {
			rq->list_parts = true;
		} else {
			rq->help = c == 'h';
			ok = rq->help;
		}
	}
	rq->smith.items_wanted = (unsigned)futures;
	if (ok && !rq->help && (optind != argc || !rq->output)) {
		log_error("what is wanted is async-smith [OPTIONS] -o DIR");
		return false;
	}
	return ok;
}

static void list_parts(const struct smith *s)
{
	vec_each(struct item, item, &s->items) {
		vec_each(unsigned, part, &item->parts) {
			if (item->needed)
				printf("part %u.%u\n", item->id, *part);
		}
	}
}

static bool generate(struct request *rq)
{
	struct smith *s = &rq->smith;
	char *features = xstrdup(rq->features ? rq->features : "auto");
	struct err err = {0};
	bool ok = add_features(s, features);

	free(features);
	if (!ok)
		return false;
	while (s->items.len < s->items_wanted)
		item_make(s);
	ok = package_write(s, rq->output, &err);
	if (ok && rq->list_parts)
		list_parts(s);
	else if (ok)
		printf("%u futures, %u coroutines\n", s->items_written, s->coroutines_written);
	else
		log_error("%s", err.message);
	err_clear(&err);
	vec_each(struct item, item, &s->items) {
		free(item->definition);
		vec_free(&item->calls);
		vec_free(&item->parts);
	}
	vec_free(&s->items);
	return ok;
}

int main(int argc, char **argv)
{
	struct request rq = {0};
	bool ok;

	log_init(false);
	ok = read_arguments(argc, argv, &rq);
	if (rq.help)
		print_help();
	else if (ok)
		ok = generate(&rq);
	map_free(&rq.only);
	map_free(&rq.dropped);
	return ok ? 0 : 2;
}
