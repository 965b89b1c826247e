/* The cheapest clock that goes on evenly: the processor's own counter where it has one. */
#ifndef AO_RT_CLOCK_H
#define AO_RT_CLOCK_H

#include <stdint.h>
#include <time.h>

#include "format.h"

static inline uint64_t ao_rt_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

#if defined(AO_RT_REPLAY)
/* The time of the event that is counted: see replay.c. */
extern uint64_t ao_rt_replay_ticks;

static inline uint64_t ao_rt_ticks(void)
{
	return ao_rt_replay_ticks;
}
#elif defined(__x86_64__)
enum { AO_RT_CLOCK = AO_CLOCK_TSC };

static inline uint64_t ao_rt_ticks(void)
{
	return __builtin_ia32_rdtsc();
}
#elif defined(__aarch64__)
enum { AO_RT_CLOCK = AO_CLOCK_CNTVCT };

static inline uint64_t ao_rt_ticks(void)
{
	uint64_t ticks;

	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
	return ticks;
}
#else
enum { AO_RT_CLOCK = AO_CLOCK_NS };

static inline uint64_t ao_rt_ticks(void)
{
	return ao_rt_ns();
}
#endif

#endif
