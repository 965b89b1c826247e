/* Facts held against limits. */
#include <stdlib.h>
#include <string.h>

#include "report/budget.h"

/* One future under one rule. */
struct looking {
	struct budget *budget;
	const struct budget_rule *rule;
	const struct facts *facts;
	const struct fact_future *future;
	enum limit_kind kind;
	const fact_groups *now;	     /* of these facts */
	const fact_groups *baseline; /* of this artefact; NULL: none */
	bool has_baseline;
};

bool pattern_fits(const char *pattern, const char *name)
{
	const char *star = NULL, *tried = NULL;

	while (*name) {
		if (*pattern == '*') {
			star = ++pattern;
			tried = name;
		} else if (*pattern == *name) {
			pattern++;
			name++;
		} else if (star) { /* the last * takes one more */
			pattern = star;
			name = ++tried;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

size_t fact_suspends(const struct fact_future *f)
{
	size_t count = 0;

	vec_each(struct fact_await, await, &f->awaits)
		count += !await->never_pending;
	return f->never_suspends ? 0 : count;
}

static void add_check(const struct looking *at, enum check_status status, const char *message,
	const char *help)
{
	struct check check = {
		.status = status,
		.rule = at->rule,
		.kind = at->kind,
		.line = at->rule->limits[at->kind].line,
		.artefact = at->facts->artefact,
		.future = at->future,
		.name = at->future->name,
		.message = message,
		.help = help,
	};

	vec_push(&at->budget->checks, check);
	at->budget->kept += status == CHECK_KEPT;
	at->budget->exceeded += status == CHECK_EXCEEDED;
	at->budget->unknown += status == CHECK_UNKNOWN;
}

static const char *report_help(const struct looking *at)
{
	return arena_printf(
		&at->budget->arena, "`cargo async-opt report '%s'` shows it", at->future->name);
}

static void kept(const struct looking *at)
{
	add_check(at, CHECK_KEPT, NULL, NULL);
}

static void exceeded(const struct looking *at, const char *message)
{
	add_check(at, CHECK_EXCEEDED, message, report_help(at));
}

static void unknown(const struct looking *at, const char *message, const char *help)
{
	add_check(at, CHECK_UNKNOWN, message, help);
}

static void check_number(const struct looking *at, uint64_t found)
{
	static const char *const counted[] = {
#define X(constant, key, what, flag) what,
		LIMITS(X)
#undef X
	};
	uint64_t most = at->rule->limits[at->kind].most;

	if (found <= most)
		kept(at);
	else
		exceeded(at, arena_printf(&at->budget->arena, "%llu %s, the limit is %llu",
				     (unsigned long long)found, counted[at->kind],
				     (unsigned long long)most));
}

static const char *why_not_known(const struct looking *at)
{
	const char *why = at->future->allocates_why;

	return arena_printf(&at->budget->arena, "it is not known whether it allocates%s%s",
		why ? ": " : "", why ? why : "");
}

static const char allocations_help[] =
	"`cargo async-opt profile` counts what it allocates when it runs";

static void check_allocations(const struct looking *at)
{
	const struct fact_future *f = at->future;

	/* Those that are known may be too many already. */
	if (f->allocations_known || f->allocations > at->rule->limits[at->kind].most)
		check_number(at, f->allocations);
	else
		unknown(at, why_not_known(at), allocations_help);
}

static void check_never_allocates(const struct looking *at)
{
	const char *why = at->future->allocates_why;

	if (facts_never_allocates(at->future))
		kept(at);
	else if (at->future->allocates == ALLOCATES)
		exceeded(at, arena_printf(&at->budget->arena, "it may allocate%s%s",
				     why ? ": " : "", why ? why : ""));
	else
		unknown(at, why_not_known(at), allocations_help);
}

static const char init_help[] = "`cargo async-opt budget --init` writes today's figures";

/* One figure of a group, then and now; 0 is not known. False where there is nothing to say. */
static bool check_grown(
	const struct looking *at, const char *what, uint64_t before, uint64_t now)
{
	const struct growth *most = &at->rule->limits[at->kind].growth;
	struct arena *arena = &at->budget->arena;
	struct str limit = {0};

	if (!before && now) {
		unknown(at, arena_printf(arena, "its %s is not in the baseline", what),
			init_help);
	} else if (!growth_is_beyond(most, before, now)) {
		if (before && now)
			kept(at);
		return before && now;
	} else {
		growth_text(most, &limit);
		exceeded(at, arena_printf(arena,
				     "its %s grew from %llu to %llu bytes, the "
				     "limit is %s",
				     what, (unsigned long long)before, (unsigned long long)now,
				     limit.s));
		str_free(&limit);
	}
	return true;
}

static void check_growth(const struct looking *at)
{
	const struct fact_group *now = facts_group(at->now, at->future->name), *before;
	bool text, frame;

	/* Once for all copies. */
	if (now->first != at->future)
		return;
	before = at->baseline ? facts_group(at->baseline, at->future->name) : NULL;
	if (!before) {
		unknown(at,
			at->has_baseline ? "the baseline has no such future in this artefact"
					 : "there is no baseline",
			init_help);
		return;
	}
	text = check_grown(at, "text", before->text_bytes, now->text_bytes);
	frame = check_grown(at, "frame", before->frame_bytes, now->frame_bytes);
	if (before->frame_bytes && !now->frame_bytes)
		unknown(at, "its frame, which is in the baseline, is not known any more",
			init_help);
	else if (before->text_bytes && !text)
		kept(at); /* all of it has gone */
	else if (!text && !frame)
		unknown(at, "it has no text of its own, and its frame is not known", NULL);
}

static void check_limit(const struct looking *at)
{
	const struct fact_future *f = at->future;

	switch (at->kind) {
	case LIMIT_FRAME_BYTES:
		if (f->frame_bytes)
			check_number(at, f->frame_bytes);
		else
			unknown(at, "its frame is not known",
				"it is where another future awaits it in place: do that in a "
				"test or an example");
		return;
	case LIMIT_TEXT_BYTES:
		if (f->text_bytes)
			check_number(at, f->text_bytes);
		else
			unknown(at, "it has no text of its own: inlined, or not used",
				"set the limit for the future that awaits it");
		return;
	case LIMIT_STATES:
		check_number(at, f->states_reached);
		return;
	case LIMIT_SUSPENDS:
		check_number(at, fact_suspends(f));
		return;
	case LIMIT_ALLOCATIONS:
		check_allocations(at);
		return;
	case LIMIT_NEVER_SUSPENDS:
		if (f->never_suspends)
			kept(at);
		else
			exceeded(at, "it may suspend");
		return;
	case LIMIT_NEVER_ALLOCATES:
		check_never_allocates(at);
		return;
	case LIMIT_MAX_GROWTH:
		check_growth(at);
		return;
	case LIMIT_KINDS:
		break;
	}
	BUG("limit %d", (int)at->kind);
}

static void check_opaque(struct looking *at)
{
	vec_each(struct fact_opaque, opaque, &at->facts->opaque) {
		struct check check = {
			.status = CHECK_UNKNOWN,
			.rule = at->rule,
			.line = at->rule->line,
			.artefact = at->facts->artefact,
			.name = opaque->name,
			.message = arena_printf(&at->budget->arena,
				"it is not understood: %s (%s)", opaque->text, opaque->reason),
			.help = "leave it out of the pattern, or report what it is",
		};

		if (!pattern_fits(at->rule->pattern, opaque->name))
			continue;
		for (unsigned k = 0; k < LIMIT_KINDS; k++) {
			if (!at->rule->limits[k].given)
				continue;
			check.kind = k;
			check.line = at->rule->limits[k].line;
			vec_push(&at->budget->checks, check);
			at->budget->unknown++;
		}
	}
}

/* ---- a pattern without a future ---- */

enum { NEAR_MOST = 3 };

struct near {
	size_t distance;
	const char *name;
};

static void add_near(struct near *list, const char *name, size_t distance)
{
	for (size_t i = 0; i < NEAR_MOST; i++) {
		if (list[i].name && !strcmp(list[i].name, name))
			return;
		if (list[i].name && distance >= list[i].distance)
			continue;
		for (size_t k = NEAR_MOST - 1; k > i; k--)
			list[k] = list[k - 1];
		list[i] = (struct near){distance, name};
		return;
	}
}

static bool is_for(const struct budget_rule *rule, const struct facts *f)
{
	const struct manifest *m = rule->manifest;

	for (size_t i = 0; m->artefacts && i < m->artefacts_len; i++) {
		if (!strcmp(m->artefacts[i], f->artefact))
			return true;
	}
	return !m->artefacts;
}

static void no_match(struct budget *b, const struct budget_rule *rule, const facts_list *all)
{
	struct check check = {.status = CHECK_NO_MATCH, .rule = rule, .line = rule->line};
	struct near near[NEAR_MOST] = {0};
	struct str help = {0};

	vec_each(struct facts, f, all) {
		if (!is_for(rule, f))
			continue;
		vec_each(struct fact_future *, at, &f->futures)
			add_near(near, (*at)->name, facts_distance((*at)->name, rule->pattern));
	}
	for (size_t i = 0; i < NEAR_MOST && near[i].name; i++)
		str_addf(&help, "%s`%s`", i ? ", " : "did you mean one of ", near[i].name);
	str_add(&help, near[0].name ? "? " : "");
	str_add(&help, "`cargo async-opt report --limit 0` lists all futures; what no test, "
		       "example or executable uses is not built");
	check.message = "no future has this name";
	check.help = arena_strdup(&b->arena, help.s);
	str_free(&help);
	vec_push(&b->checks, check);
	b->no_match++;
}

/* ---- all ---- */

/* Groups of each artefact; lists as long as the facts. */
static fact_groups *groups_of(const facts_list *all)
{
	fact_groups *groups = xcalloc(all->len + 1, sizeof(*groups));

	for (size_t i = 0; i < all->len; i++)
		facts_groups(&all->at[i], &groups[i]);
	return groups;
}

static void free_groups(const facts_list *all, fact_groups *groups)
{
	for (size_t i = 0; i < all->len; i++)
		vec_free(&groups[i]);
	free(groups);
}

static void check_futures(struct looking *at)
{
	vec_each(struct fact_future *, future, &at->facts->futures) {
		if (!pattern_fits(at->rule->pattern, (*future)->name))
			continue;
		at->future = *future;
		for (unsigned k = 0; k < LIMIT_KINDS; k++) {
			at->kind = k;
			if (at->rule->limits[k].given)
				check_limit(at);
		}
	}
}

static bool fits_any(const struct facts *f, const char *pattern)
{
	vec_each(struct fact_future *, future, &f->futures) {
		if (pattern_fits(pattern, (*future)->name))
			return true;
	}
	vec_each(struct fact_opaque, opaque, &f->opaque) {
		if (pattern_fits(pattern, opaque->name))
			return true;
	}
	return false;
}

void budget_check(struct budget *b, const facts_list *all, const facts_list *baseline)
{
	const facts_list none = {0}, *old = baseline ? baseline : &none;
	fact_groups *now = groups_of(all), *before = groups_of(old);

	vec_each(struct budget_rule, rule, &b->rules) {
		struct looking at = {
			.budget = b, .rule = rule, .has_baseline = baseline != NULL};
		bool any = false;

		for (size_t i = 0; i < all->len; i++) {
			at.facts = &all->at[i];
			at.now = &now[i];
			at.baseline = NULL;
			for (size_t k = 0; k < old->len; k++) {
				if (!strcmp(old->at[k].artefact, at.facts->artefact))
					at.baseline = &before[k];
			}
			if (!is_for(rule, at.facts) || !fits_any(at.facts, rule->pattern))
				continue;
			any = true;
			check_futures(&at);
			check_opaque(&at);
		}
		if (!any)
			no_match(b, rule, all);
	}
	free_groups(all, now);
	free_groups(old, before);
}
