/*
 * The model is compared with the IR that it is about, read anew. A pass may have erased what
 * the model names, so nothing of it is looked at before it was found in the module.
 *
 *  - functions: each resume function and glue is one of the module's, with a body, and is found
 *    by it; its frame parameter is where it was;
 *  - the tag: the entry dispatches on the load that the model names, at that place and width;
 *  - states: the stores of the tag are those that the model has, with the same values;
 *  - awaits: store, test and poll are instructions of the body, the test has the edge for
 *    Pending, and the store stores that state;
 *  - a future that never suspends reaches no suspended state;
 *  - a closed future is used by its sites alone: each an await of its parent that polls it at
 *    the place that the site names.
 */
#include "coro/check.h"

#include "base/vec.h"
#include "coro/build.h"
#include "ir/value.h"
#include "ir/walk.h"

struct checking {
	struct unit *u;
	const struct model *m;
	bool sites;
	struct map fns;	  /* of the module, with a body */
	struct map insns; /* of the coroutine at hand */
	struct map coros; /* of the model */
};

static bool has(const struct map *m, const void *value)
{
	return map_get(m, value) != NULL;
}

static void collect_insns(struct checking *k, LLVMValueRef fn)
{
	map_free(&k->insns);
	for_each_bb(bb, fn) {
		for_each_insn(insn, bb)
			map_set(&k->insns, insn, insn);
	}
}

/* Each check gives what is wrong, NULL where nothing is. */

static const char *check_functions(const struct checking *k, const struct coro *c)
{
	if (!has(&k->fns, c->resume))
		return "its resume function is not in the module";
	if (map_get(&k->m->by_resume, c->resume) != c)
		return "it is not found by its resume function";
	if (c->self_param >= ll.CountParams(c->resume) ||
		ll.GetParam(c->resume, c->self_param) != c->self)
		return "its frame is another parameter";
	if (!c->glue)
		return NULL;
	if (!has(&k->fns, c->glue))
		return "its drop glue is not in the module";
	if (k->m->by_glue.len && !map_get(&k->m->by_glue, c->glue))
		return "it is not found by its drop glue";
	return NULL;
}

static const char *check_tag(const struct checking *k, const struct coro *c)
{
	int64_t offset;
	LLVMValueRef load = entry_tag_load(k->u, c->resume, c->self, &offset);

	if (!load || load != c->tag_load)
		return "its entry does not dispatch on the tag that it has";
	if (offset != c->tag_offset || ll.GetIntTypeWidth(ll.TypeOf(load)) != c->tag_bits)
		return "its tag is in another place";
	return NULL;
}

static bool same_states(const struct states *a, const struct states *b)
{
	unsigned size = a->size > b->size ? a->size : b->size;

	for (unsigned v = 0; v < size; v++) {
		if (states_has(a, v) != states_has(b, v))
			return false;
	}
	return true;
}

static const struct tag_store *store_of(const struct coro *c, LLVMValueRef insn)
{
	for (size_t i = 0; i < c->stores_len; i++) {
		if (c->stores[i].insn == insn)
			return &c->stores[i];
	}
	return NULL;
}

/* What a store in a block that nothing leads to would write is of no account. */
static const char *check_states(const struct checking *k, const struct coro *c)
{
	struct coro now = *c;

	if (c->stores_unclear)
		return NULL;
	if (!collect_tag_stores(k->u, &now))
		return "a store of its tag is not understood any more";
	for (size_t i = 0; i < now.stores_len; i++) {
		const struct tag_store *known = store_of(c, now.stores[i].insn);

		if (!known)
			return "a state is stored where the model knows of no store";
		if (!same_states(&known->values, &now.stores[i].values))
			return "a store of its tag writes other states";
	}
	for (size_t i = 0; i < c->stores_len; i++) {
		if (!store_of(&now, c->stores[i].insn))
			return "a store of its tag is gone";
	}
	return NULL;
}

static const char *check_await(
	const struct checking *k, const struct coro *c, const struct suspend *s)
{
	const struct tag_store *store = s->store ? store_of(c, s->store) : NULL;

	if (s->state < STATE_SUSPEND_0)
		return "an await suspends in a state that is none";
	if (s->store &&
		(!has(&k->insns, s->store) || !store || !states_has(&store->values, s->state)))
		return "an await's store of its state is not there";
	if (s->poll && (!has(&k->insns, s->poll) || !is_call(s->poll)))
		return "an await's poll is not there";
	if (s->test &&
		(!has(&k->insns, s->test) || s->pending_index >= ll.GetNumSuccessors(s->test)))
		return "an await's test for Pending is not there";
	if (s->test && !s->poll)
		return "an await has a test and no poll";
	return NULL;
}

static const char *check_awaits(const struct checking *k, const struct coro *c)
{
	for (size_t i = 0; i < c->suspends_len; i++) {
		const char *wrong = check_await(k, c, &c->suspends[i]);

		if (wrong)
			return wrong;
	}
	return NULL;
}

static const char *check_never_suspends(const struct checking *k, const struct coro *c)
{
	struct reach reach;
	bool reached = false;

	if (c->stores_unclear)
		return NULL;
	reach = coro_reach(k->u, c);
	for (unsigned v = STATE_SUSPEND_0; v < c->states; v++)
		reached = reached || states_has(&reach.states, v);
	reach_free(&reach);
	return c->never_suspends && reached ? "it never suspends, and reaches such a state"
					    : NULL;
}

/* merge-polls leaves several awaits one poll. */
static bool is_counted(const struct coro *c, const struct site *site)
{
	for (const struct site *s = c->sites; s < site; s++) {
		if (s->await->poll == site->await->poll)
			return true;
	}
	return false;
}

/* A site is in its parent's frame, or in a local of the parent. */
static const char *check_site(const struct checking *k, const struct coro *c,
	const struct site *site, unsigned *polls)
{
	const struct suspend *await = site->await;

	if (site->child != c || !has(&k->coros, site->parent))
		return "a site is between others";
	if (await < site->parent->suspends ||
		await >= site->parent->suspends + site->parent->suspends_len)
		return "a site is at no await of its parent";
	if (!await->poll)
		return NULL; /* it has become a part of the parent */
	*polls += !is_counted(c, site);
	if (direct_callee(await->poll) != c->resume)
		return "a site polls another";
	if (!site_is_at(k->u, site, ll.GetOperand(await->poll, c->self_param)))
		return "a site polls it at another place";
	return NULL;
}

static const char *check_sites(const struct checking *k, const struct coro *c)
{
	unsigned polls = 0, uses = 0;

	if (c->open != OPEN_NOT || !c->sites_len)
		return NULL;
	for (size_t i = 0; i < c->sites_len; i++) {
		const char *wrong = check_site(k, c, &c->sites[i], &polls);

		if (wrong)
			return wrong;
	}
	for_each_use(use, c->resume)
		uses++;
	return uses == polls ? NULL : "it is closed, and used by more than its sites";
}

static const char *check_coro(const struct checking *k, const struct coro *c)
{
	static const char *(*const checks[])(const struct checking *, const struct coro *) = {
		check_tag, check_states, check_awaits, check_never_suspends};
	const char *wrong = NULL;

	for (size_t i = 0; !wrong && i < sizeof(checks) / sizeof(*checks); i++)
		wrong = checks[i](k, c);
	return wrong;
}

/* Sites last: then each parent's awaits are known to be there. */
static const char *check_all(struct checking *k, const struct coro **ret)
{
	const char *wrong = NULL;

	for (size_t i = 0; !wrong && i < k->m->coros_len; i++) {
		*ret = k->m->coros[i];
		wrong = check_functions(k, *ret);
		if (wrong)
			break;
		collect_insns(k, (*ret)->resume);
		wrong = check_coro(k, *ret);
	}
	for (size_t i = 0; !wrong && k->sites && i < k->m->coros_len; i++) {
		*ret = k->m->coros[i];
		wrong = check_sites(k, *ret);
	}
	return wrong;
}

bool model_check(
	struct unit *u, const struct model *m, bool sites, const char *after, struct err *err)
{
	struct checking k = {.u = u, .m = m, .sites = sites};
	const struct coro *at = NULL;
	const char *wrong;

	for_each_fn(fn, u->module) {
		if (!ll.IsDeclaration(fn))
			map_set(&k.fns, fn, fn);
	}
	for (size_t i = 0; i < m->coros_len; i++)
		map_set(&k.coros, m->coros[i], m->coros[i]);
	wrong = check_all(&k, &at);
	map_free(&k.fns);
	map_free(&k.insns);
	map_free(&k.coros);
	return !wrong ||
	       err_set(err, "after %s the model of %s is wrong: %s", after, at->name, wrong);
}

void model_break(struct unit *u, const struct model *m)
{
	LLVMBuilderRef builder = ll.CreateBuilderInContext(u->context);
	const struct coro *c = m->coros_len ? m->coros[0] : NULL;

	if (c && c->stores_len) {
		LLVMValueRef store = c->stores[0].insn;

		ll.PositionBuilderBefore(builder, store);
		ll.BuildStore(builder, ll.ConstInt(ll.TypeOf(c->tag_load), 3, false),
			ll.GetOperand(store, 1));
	}
	ll.DisposeBuilder(builder);
}
