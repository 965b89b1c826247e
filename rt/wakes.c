/*
 * From a wake to the poll.
 *
 * When was the waker with this data woken, the first time since its future was polled? Of all
 * threads, and without a lock: who comes second to a place has its wake forgotten, and one that
 * is read while it changes is only a wrong time of one poll.
 */
#include <stdatomic.h>

#include "ao_rt.h"
#include "clock.h"

enum { WAKES = 1024 };

static struct wake {
	_Atomic uintptr_t data;
	_Atomic uint64_t ticks;
} wakes[WAKES];

static struct wake *wake_of(uintptr_t data)
{
	return &wakes[(uint32_t)((uint64_t)data * 0x9e3779b97f4a7c15U >> 54) % WAKES];
}

void ao_rt_wake(uintptr_t data)
{
	struct wake *w = wake_of(data);

	if (!ao_rt_header() || !data)
		return;
	if (atomic_load_explicit(&w->data, memory_order_relaxed) == data &&
		atomic_load_explicit(&w->ticks, memory_order_relaxed))
		return;
	atomic_store_explicit(&w->ticks, ao_rt_ticks(), memory_order_relaxed);
	atomic_store_explicit(&w->data, data, memory_order_release);
}

void ao_rt_context(uintptr_t data)
{
	struct ao_thread *t = ao_rt_thread;
	struct wake *w;

	if (!t && !(t = ao_rt_attach()))
		return;
	if (t->context == data && ao_rt_now != t->nodes)
		return;
	t->context = data;
	t->woken = 0;
	w = wake_of(data);
	if (atomic_load_explicit(&w->data, memory_order_acquire) != data)
		return;
	t->woken = atomic_exchange_explicit(&w->ticks, 0, memory_order_relaxed);
}
