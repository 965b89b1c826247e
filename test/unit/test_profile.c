#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"
#include "report/profile.h"
#include "report/symbol.h"

static const char table[] = "F\t1\t4\tmain\t7\tsrc/main.rs\nA\t2\t3\t-\t9\tsrc/main.rs\n";

enum { POINTS = 3, NODES = 6, EVENTS = 2 };

/* One thread's file, for tests to spoil. */
struct image {
	struct ao_header h;
	char to_page[AO_PAGE - sizeof(struct ao_header)];
	char table[AO_PAGE];
	struct ao_block b;
	struct ao_more more[POINTS];
	struct ao_node nodes[NODES];
	struct ao_event events[EVENTS];
	char end[AO_PAGE];
};

static struct image *image(void)
{
	struct image *i = xcalloc(1, sizeof(*i));
	uint64_t bytes = offsetof(struct image, end) - offsetof(struct image, b);

	memcpy(i->h.magic, AO_MAGIC, sizeof(i->h.magic));
	i->h.version = AO_VERSION_OF_FORMAT;
	i->h.header_bytes = sizeof(i->h);
	i->h.state = AO_ENDED;
	i->h.clock = AO_CLOCK_TSC;
	i->h.points = POINTS;
	i->h.nodes = NODES;
	i->h.events = EVENTS;
	i->h.thread_bytes = sizeof(struct ao_block);
	i->h.blocks = i->h.blocks_used = 1;
	i->h.table_bytes = sizeof(table) - 1;
	i->h.table_offset = AO_PAGE;
	i->h.blocks_offset = (uint64_t)2 * AO_PAGE;
	i->h.block_bytes = (bytes + AO_PAGE - 1) / AO_PAGE * AO_PAGE;
	i->h.ticks_last = 2000000; /* two ticks a nanosecond */
	i->h.ns_last = 1000000;
	i->h.in_use[0] = 1;
	memcpy(i->h.program, "app", sizeof("app"));
	memcpy(i->table, table, sizeof(table));
	i->b.node_count = 6;
	for (uint32_t n = 0; n < POINTS; n++)
		i->nodes[n].point = n;
	/* The future, its await, and the future once more, awaited there. */
	i->nodes[3] = (struct ao_node){.point = 1,
		.starts = 1,
		.again = 4,
		.pending = 4,
		.ready = 1,
		.ready_again = 1,
		.ticks = 200,
		.longest = 80,
		.allocs = 1};
	i->nodes[4] = (struct ao_node){.point = 2,
		.parent = 3,
		.starts = 1,
		.again = 4,
		.pending = 4,
		.ready = 1,
		.allocs = 2,
		.bytes = 16};
	i->nodes[5] = (struct ao_node){.point = 1,
		.parent = 4,
		.starts = 1,
		.ready = 1,
		.ticks = 40,
		.longest = 40,
		.allocs = 4};
	/* What found no room for its stack. */
	i->nodes[1].starts = i->nodes[1].unwound = 1;
	i->more[2] = (struct ao_more){.woken = 2, .wake_ticks = 80, .wake_longest = 60};
	return i;
}

/* Adds the image's file to p, and frees the image; *err says why not. */
static bool add(struct profile *p, struct image *i, size_t bytes, struct err *err)
{
	char *folder = dir_make_temp("/tmp", "async-opt-test-", err);
	char *path = xprintf("%s/a.aoprof", folder);
	struct err ignored = {0};
	bool ok;

	assert_true(file_write_atomic(path, i, bytes, err));
	ok = profile_add_file(p, path, err);
	assert_true(dir_remove(folder, &ignored));
	free(path);
	free(folder);
	free(i);
	return ok;
}

static void files_are_added_up(void **state)
{
	struct profile p = {0};
	struct err err = {0};
	struct str folded = {0};

	(void)state;
	assert_true(add(&p, image(), sizeof(struct image), &err));
	assert_true(add(&p, image(), sizeof(struct image), &err));
	assert_int_equal(p.processes.len, 2);
	assert_int_equal(p.futures.len, 1);
	assert_int_equal(p.futures.at[0]->sum.n.polls, 14);
	assert_int_equal(p.futures.at[0]->sum.n.starts, 6);
	assert_int_equal(p.futures.at[0]->sum.n.ready, 4);
	assert_int_equal(p.futures.at[0]->sum.n.ready_first, 2);
	assert_int_equal(p.futures.at[0]->sum.n.unwound, 2);
	assert_int_equal(p.futures.at[0]->sum.n.ticks, 240); /* ns */
	assert_int_equal(p.futures.at[0]->sum.n.self_ticks, 200);
	assert_int_equal(p.futures.at[0]->sum.n.longest, 40);
	assert_int_equal(p.futures.at[0]->sum.n.allocs, 2 * (7 + 4));
	assert_int_equal(p.futures.at[0]->sum.n.self_allocs, 2 * (3 + 4));
	assert_int_equal(p.futures.at[0]->sum.more.woken, 4);
	assert_int_equal(p.futures.at[0]->sum.more.wake_longest, 30);
	assert_int_equal(p.futures.at[0]->awaits_len, 1);
	assert_int_equal(p.futures.at[0]->awaits[0].sum.n.polls, 10);
	assert_int_equal(p.futures.at[0]->awaits[0].sum.n.pending, 8);
	assert_int_equal(p.futures.at[0]->awaits[0].sum.n.ticks, 40);
	assert_int_equal(p.futures.at[0]->awaits[0].sum.n.longest, 20);
	assert_int_equal(p.futures.at[0]->awaits[0].sum.n.allocs, 2 * 6);
	assert_int_equal(p.futures.at[0]->awaits[0].line, 9);
	assert_int_equal(p.processes.at[0].allocs, 7);
	profile_folded(&p, &folded);
	assert_string_equal(folded.s,
		"main_(src/main.rs:7) 160\nmain_(src/main.rs:7);main_(src/main.rs:7) 40\n");
	str_free(&folded);
	profile_free(&p);
}

static void assert_refused(struct image *i, size_t bytes, const char *why)
{
	struct profile p = {0};
	struct err err = {0};

	assert_false(add(&p, i, bytes, &err));
	assert_non_null(strstr(err.message, why));
	err_clear(&err);
	profile_free(&p);
}

static void damaged_files_are_refused(void **state)
{
	struct image *i;

	(void)state;
	assert_refused(image(), 100, "cut short");
	assert_refused(image(), (size_t)2 * AO_PAGE, "cut short");
	i = image();
	i->h.version = 99;
	assert_refused(i, sizeof(*i), "format 99");
	i = image();
	i->h.points = 1000;
	assert_refused(i, sizeof(*i), "damaged");
	i = image();
	i->h.table_bytes = UINT64_MAX;
	assert_refused(i, sizeof(*i), "cut short");
	i = image();
	memcpy(i->table, "F\t9\t", 4); /* a point that is not there */
	assert_refused(i, sizeof(*i), "table is damaged");
	i = image();
	i->nodes[3].parent = 4; /* which comes later: a loop could be made so */
	assert_refused(i, sizeof(*i), "stacks are damaged");
	i = image();
	memset(&i->h, 0, sizeof(i->h));
	assert_refused(i, sizeof(*i), "before it could begin");
}

static void unknown_rate_is_told(void **state)
{
	struct image *i = image();
	struct profile p = {0};
	struct err err = {0};

	(void)state;
	i->h.ticks_last = i->h.ns_last = 0;
	i->h.state = AO_RUNNING;
	assert_true(add(&p, i, sizeof(*i), &err));
	assert_true(p.processes.at[0].in_ticks);
	assert_false(p.processes.at[0].ended);
	profile_free(&p);
}

static void assert_path(const char *symbol, const char *expected)
{
	char *path = symbol_path(symbol);

	assert_string_equal(path, expected);
	free(path);
}

static void symbols_are_readable(void **state)
{
	(void)state;
	assert_path(
		"_ZN3app4main28_$u7b$$u7b$closure$u7d$$u7d$17h01030389b6b8813bE", "app::main");
	assert_path("_RNCNvCs1_3app4main0B3_", "app::main");
	assert_path("main", "main");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_added_up),
		cmocka_unit_test(damaged_files_are_refused),
		cmocka_unit_test(unknown_rate_is_told),
		cmocka_unit_test(symbols_are_readable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
