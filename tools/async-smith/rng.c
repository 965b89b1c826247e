#include "smith.h"

uint64_t rng_next(struct rng *r)
{
	uint64_t x = r->state += 0x9e3779b97f4a7c15ULL;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

unsigned rng_below(struct rng *r, unsigned below)
{
	return (unsigned)(rng_next(r) >> 33) % below;
}

struct rng rng_for(uint64_t seed, uint64_t what)
{
	struct rng r = {seed ^ (what * 0xd6e8feb86659fd93ULL)};

	rng_next(&r);
	return r;
}
