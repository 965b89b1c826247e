/* Items and their bodies: templates (*.def) expanded with random choices. */
#include <string.h>

#include "smith.h"

struct template
{
	enum feature feature;
	unsigned weight;
	const char *text;
	const char *call; /* of an item only */
};

static const struct template statements[] = {
#define STATEMENT(feature, weight, text) {F_##feature, weight, text, NULL},
#include "statements.def"
#undef STATEMENT
};

static const struct template futures[] = {
#define FUTURE(feature, weight, text) {F_##feature, weight, text, NULL},
#include "futures.def"
#undef FUTURE
};

static const struct template items[] = {
#define ITEM(feature, weight, text, call) {F_##feature, weight, text, call},
#include "items.def"
#undef ITEM
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What a body may cost, and how much text it may have. */
static const struct cost MOST = {18, 90};
static const unsigned MOST_STATEMENTS = 8;
static const unsigned MOST_DEPTH = 3;

struct body {
	struct smith *smith;
	struct item *item;
	struct rng rng;
	struct str out;
	struct cost cost;
	unsigned times;		  /* how often what is expanded now may run */
	unsigned outer_times[16]; /* by depth: what it was before $3 */
	unsigned depth;		  /* of templates in templates */
	unsigned blocks;	  /* $< without its $> */
	unsigned units;		  /* the last unit's number */
	unsigned events;	  /* the last $i */
	unsigned statements;	  /* so far */
	const char *argument;
	struct item *same; /* what $g calls in this statement */
	bool same_chosen;
};

static void expand(struct body *b, const char *text);
static void expand_call(struct body *b, const struct item *callee, const char *argument);

void *unit_key(unsigned item, unsigned unit)
{
	return (void *)(((uintptr_t)item << 20) + unit + 1);
}

static const struct template *choose(
	struct body *b, const struct template *from, size_t len, unsigned base_factor)
{
	unsigned total = 0, at;

	for (size_t i = 0; i < len; i++) {
		if (b->smith->has[from[i].feature])
			total += from[i].weight * (from[i].feature ? 1 : base_factor);
	}
	at = rng_below(&b->rng, total);
	for (size_t i = 0;; i++) {
		unsigned weight = from[i].weight * (from[i].feature ? 1 : base_factor);

		if (!b->smith->has[from[i].feature])
			continue;
		if (at < weight)
			return &from[i];
		at -= weight;
	}
}

static bool affords(const struct body *b, struct cost more)
{
	return b->cost.pending + more.pending * b->times <= MOST.pending &&
	       b->cost.leaves + more.leaves * b->times <= MOST.leaves;
}

static void spend(struct body *b, struct cost more)
{
	b->cost.pending += more.pending * b->times;
	b->cost.leaves += more.leaves * b->times;
}

static unsigned fresh_event(struct body *b)
{
	return (b->item->id + 1) * 1000 + ++b->events;
}

/* --- units: what --drop can leave out -------------------------------------------------- */

struct unit_mark {
	unsigned unit;
	size_t out_len, calls_len, parts_len;
};

static struct unit_mark unit_begin(struct body *b)
{
	struct unit_mark mark = {
		++b->units, b->out.len, b->item->calls.len, b->item->parts.len};

	vec_push(&b->item->parts, mark.unit);
	return mark;
}

/* Forgets what the unit wrote, if it is to be left out; the random numbers stay used. */
static bool unit_dropped(struct body *b, struct unit_mark mark)
{
	if (!b->smith->dropped || !map_get(b->smith->dropped, unit_key(b->item->id, mark.unit)))
		return false;
	b->out.len = mark.out_len;
	if (b->out.s)
		b->out.s[b->out.len] = '\0';
	b->item->calls.len = mark.calls_len;
	b->item->parts.len = mark.parts_len;
	return true;
}

/* --- what the placeholders stand for --------------------------------------------------- */

static const char *output_type(struct body *b)
{
	static const char *const types[] = {"u64", "()", "bool", "u8", "char", "f64", "u128",
		"String", "Word", "Box<u64>", "[u8; 3]", "[u64; 9]", "(u32, u32)",
		"std::num::NonZeroU32", "std::cmp::Ordering", "Vec<u64>", "Option<bool>",
		"Option<Box<u64>>", "Option<u64>", "Result<u64, String>", "Result<(), ()>",
		"Result<u8, u32>", "Option<Option<bool>>", "Result<String, u8>",
		"(u64, String)", "D", "Option<D>"};

	if (!b->smith->has[F_TYPES])
		return "u64";
	return types[rng_below(&b->rng, COUNT(types))];
}

static void condition(struct body *b)
{
	static const char *const conditions[] = {"acc % 3 == 0", "acc & 1 == 0", "acc % 5 < 3",
		"acc > 500_000", "acc % 7 != 2", "acc % 4 == 1", "acc < 900_000",
		"acc == u64::MAX", "acc % 11 == 3"};

	str_add(&b->out, conditions[rng_below(&b->rng, COUNT(conditions))]);
}

static void leaf(struct body *b)
{
	unsigned choice = rng_below(&b->rng, 12), id = fresh_event(b), left;
	struct smith *s = b->smith;

	if (choice == 0 && s->has[F_GATE] && affords(b, (struct cost){1, 2})) {
		str_addf(&b->out, "gate(%u)", id);
		spend(b, (struct cost){1, 2});
	} else if (choice == 1 && s->has[F_ZST]) {
		str_addf(&b->out, "Zst::<%u>", id);
		spend(b, (struct cost){0, 1});
	} else if (choice == 2) {
		str_addf(&b->out, "now::<%s>(acc)", output_type(b));
	} else if (choice == 3 && affords(b, (struct cost){1, 1})) {
		str_add(&b->out, "yield_now()");
		spend(b, (struct cost){1, 1});
	} else {
		left = choice < 8 ? 1 : choice < 10 ? 0 : 2;
		while (left && !affords(b, (struct cost){left, left + 1}))
			left--;
		str_addf(&b->out, "leaf::<%s>(%u, %u, acc)", output_type(b), id, left);
		spend(b, (struct cost){left, left + 1});
	}
}

/* An item before this one that fits in what may still be spent, or NULL. */
static struct item *earlier_item(struct body *b)
{
	unsigned len = b->item->id;

	for (unsigned tries = 0; len && tries < 4; tries++) {
		struct item *callee = &b->smith->items.at[rng_below(&b->rng, len)];

		if (affords(b, callee->cost))
			return callee;
	}
	return NULL;
}

static void future(struct body *b)
{
	struct unit_mark mark = unit_begin(b);
	unsigned choice = rng_below(&b->rng, 10);
	struct item *callee = choice >= 2 && choice < 7 ? earlier_item(b) : NULL;
	bool deep = ++b->depth > MOST_DEPTH;

	if (callee && b->depth <= MOST_DEPTH + 2) {
		spend(b, callee->cost);
		expand_call(b, callee, "acc");
	} else if (choice < 5 || deep) {
		leaf(b);
	} else {
		expand(b, choose(b, futures, COUNT(futures), 1)->text);
	}
	b->depth--;
	if (unit_dropped(b, mark))
		str_add(&b->out, "now::<u64>(1)");
}

/* The item of $g, as long as it can be afforded once more. */
static void same_again(struct body *b)
{
	if (!b->same_chosen)
		b->same = earlier_item(b);
	b->same_chosen = true;
	if (b->same && affords(b, b->same->cost)) {
		spend(b, b->same->cost);
		expand_call(b, b->same, "acc");
	} else {
		leaf(b);
	}
}

static void statement(struct body *b)
{
	struct unit_mark mark = unit_begin(b);
	struct item *outer_same = b->same;
	bool outer_chosen = b->same_chosen;

	b->same_chosen = false;
	b->statements++;
	b->depth++;
	expand(b, choose(b, statements, COUNT(statements), 2)->text);
	b->depth--;
	b->same = outer_same;
	b->same_chosen = outer_chosen;
	str_addc(&b->out, '\n');
	unit_dropped(b, mark);
}

static void some_statements(struct body *b, unsigned most)
{
	unsigned count = 1 + rng_below(&b->rng, most);

	if (b->depth >= MOST_DEPTH)
		count = 0;
	for (unsigned i = 0; i < count && b->statements < MOST_STATEMENTS; i++)
		statement(b);
}

static void attributes(struct body *b)
{
	static const char *const all[] = {"", "", "", "#[inline(never)]\n",
		"#[inline(always)]\n", "#[inline]\n", "#[cold]\n"};

	if (b->smith->has[F_INLINE])
		str_add(&b->out, all[rng_below(&b->rng, COUNT(all))]);
}

/* --- the templates --------------------------------------------------------------------- */

/* The placeholders that stand for more Rust. */
static bool code(struct body *b, char what)
{
	switch (what) {
	case 'F':
		future(b);
		return true;
	case 'g':
		same_again(b);
		return true;
	case 'L':
		leaf(b);
		return true;
	case 'B':
		str_add(&b->out, "boxed(Fold(");
		future(b);
		str_add(&b->out, "))");
		return true;
	case 'S':
		some_statements(b, 3);
		return true;
	case 'D':
		some_statements(b, 5);
		return true;
	case 'R':
		str_add(&b->out, b->blocks ? "return acc;" : "return Val::make(acc);");
		return true;
	case 'c':
		condition(b);
		return true;
	case 'x':
		str_addf(&b->out, "acc %% %u == 4", 7 + rng_below(&b->rng, 12));
		return true;
	case 'T':
		str_add(&b->out, output_type(b));
		return true;
	case 'I':
		attributes(b);
		return true;
	default:
		return false;
	}
}

/* Those that stand for a number or a name. */
static bool name(struct body *b, char what, unsigned unit)
{
	switch (what) {
	case 'n':
		str_addf(&b->out, "%u", unit);
		return true;
	case 'i':
		str_addf(&b->out, "%u", fresh_event(b));
		return true;
	case 'k':
		str_addf(&b->out, "%u", rng_below(&b->rng, 3));
		return true;
	case 'f':
		str_addf(&b->out, "%u", b->item->id);
		return true;
	case 'a':
		str_add(&b->out, b->argument);
		return true;
	default:
		return false;
	}
}

/* Those that say something about what follows. */
static bool mark(struct body *b, char what)
{
	switch (what) {
	case '3':
	case '2':
		b->outer_times[b->depth] = b->times;
		b->times *= (unsigned)(what - '0');
		return true;
	case '1':
		b->times = b->outer_times[b->depth];
		return true;
	case '<':
		b->blocks++;
		return true;
	case '>':
		b->blocks--;
		return true;
	default:
		return false;
	}
}

static void placeholder(struct body *b, char what, unsigned unit)
{
	if (!code(b, what) && !name(b, what, unit) && !mark(b, what))
		BUG("$%c in a template", what);
}

static void expand(struct body *b, const char *text)
{
	unsigned unit = b->units;

	if (b->depth >= COUNT(b->outer_times))
		BUG("templates in templates without an end");
	for (const char *p = text; *p; p++) {
		if (*p == '$')
			placeholder(b, *++p, unit);
		else
			str_addc(&b->out, *p);
	}
}

static void expand_call(struct body *b, const struct item *callee, const char *argument)
{
	struct item *caller = b->item;
	const char *outer = b->argument;

	vec_push(&caller->calls, callee->id);
	b->argument = argument;
	/* $f is the callee's number; everything else belongs to the caller. */
	for (const char *p = callee->call; *p; p++) {
		if (*p != '$')
			str_addc(&b->out, *p);
		else if (*++p == 'f')
			str_addf(&b->out, "%u", callee->id);
		else
			placeholder(b, *p, 0);
	}
	b->argument = outer;
}

void item_make(struct smith *s)
{
	struct item empty = {.id = (unsigned)s->items.len};
	struct body b = {.smith = s, .rng = rng_for(s->seed, empty.id + 1), .times = 1};
	const struct template *t = choose(&b, items, COUNT(items), 1);

	empty.crate = (enum crate)(empty.id * CRATE_COUNT / s->items_wanted);
	if (empty.crate >= CRATE_COUNT)
		empty.crate = CRATE_MAIN;
	vec_push(&s->items, empty);
	b.item = &s->items.at[empty.id];
	b.item->call = t->call;
	expand(&b, t->text);
	str_add(&b.out, "\n\n");
	b.item->definition = b.out.s;
	b.item->cost = b.cost;
}

void item_call_root(struct smith *s, struct item *item, struct str *out)
{
	struct body b = {.smith = s,
		.item = item,
		.rng = rng_for(s->seed, 1000000 + item->id),
		.times = 1,
		.depth = MOST_DEPTH,
		.units = 5000,
		.events = 900};

	expand_call(&b, item, "a");
	str_add(out, b.out.s);
	str_free(&b.out);
}
