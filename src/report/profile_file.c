/* From a profile file (rt/format.h) to struct profile. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/profile_reading.h"

static bool fail(const struct reading *r, struct err *err, const char *why)
{
	return err_set(err, "%s: %s", r->path, why);
}

/* ---- is it one? ---- */

static uint64_t block_bytes(const struct ao_header *h)
{
	uint64_t bytes = h->thread_bytes + h->points * (uint64_t)sizeof(struct ao_more) +
			 h->nodes * (uint64_t)sizeof(struct ao_node) +
			 h->events * (uint64_t)sizeof(struct ao_event);

	return (bytes + AO_PAGE - 1) / AO_PAGE * AO_PAGE;
}

static bool check_header(const struct reading *r, struct err *err)
{
	const struct ao_header *h = r->h;

	if (r->size_bytes >= sizeof(h->magic) && !h->magic[0] &&
		!memcmp(h->magic, h->magic + 1, sizeof(h->magic) - 1))
		return fail(r, err, "the program ended before it could begin the profile");
	if (r->size_bytes < sizeof(*h) || memcmp(h->magic, AO_MAGIC, sizeof(h->magic)) != 0)
		return fail(r, err, "this is not a profile");
	if (h->version != AO_VERSION_OF_FORMAT)
		return err_set(err,
			"%s: this profile has format %u, and this async-opt reads format %d; "
			"profile the program again",
			r->path, h->version, AO_VERSION_OF_FORMAT);
	if (h->header_bytes != sizeof(*h) || h->points < 1 || h->nodes < 1 ||
		h->thread_bytes < sizeof(struct ao_block) || h->thread_bytes % 8 ||
		h->points > 1U << 24 || h->blocks > AO_BLOCKS || h->nodes > 1U << 24 ||
		h->events > 1U << 24 || h->block_bytes != block_bytes(h) ||
		h->blocks_offset % AO_PAGE)
		return fail(r, err, "the profile is damaged, or another machine's");
	if (h->table_bytes > r->size_bytes || h->table_offset > r->size_bytes ||
		h->table_offset + h->table_bytes > h->blocks_offset ||
		h->blocks_offset > r->size_bytes)
		return fail(r, err, "the profile is cut short");
	if (h->blocks_used < h->blocks
			? h->blocks_used * h->block_bytes > r->size_bytes - h->blocks_offset
			: h->blocks * h->block_bytes > r->size_bytes - h->blocks_offset)
		return fail(r, err, "the profile is cut short");
	return true;
}

/* ---- the whole ---- */

static void find_rate(struct reading *r, struct profile_process *process)
{
	const struct ao_header *h = r->h;
	uint64_t ticks = h->ticks_last - h->ticks_first, ns = h->ns_last - h->ns_first;

	process->wall_ns = ns;
	process->of_ring = h->clock == AO_CLOCK_RING;
	r->ns_per_tick = 1;
	if (h->clock == AO_CLOCK_NS)
		return;
	/* Too short a time says nothing about the rate. */
	process->in_ticks = h->ns_last <= h->ns_first || ns < 10000 || !ticks;
	if (!process->in_ticks)
		r->ns_per_tick = (double)ns / (double)ticks;
}

static bool add_blocks(struct reading *r, struct err *err)
{
	const struct ao_header *h = r->h;
	char *program = arena_strndup(&r->p->arena, h->program, sizeof(h->program) - 1);
	struct profile_process process = {
		.program = program,
		.pid = h->pid,
		.parent_pid = h->parent_pid,
		.ended = h->state == AO_ENDED,
	};

	find_rate(r, &process);
	for (uint32_t i = 0; i < h->blocks_used && i < h->blocks; i++) {
		const void *at = r->bytes + h->blocks_offset + i * h->block_bytes;

		if (h->in_use[i] && !profile_read_block(r, at, &process))
			return fail(r, err, "the profile's stacks are damaged");
	}
	r->p->losses.polls += h->lost;
	r->p->losses.no_space += h->no_space;
	vec_push(&r->p->processes, process);
	return true;
}

bool profile_add_bytes(struct profile *p, const char *name, const void *bytes,
	uint64_t size_bytes, struct err *err)
{
	struct reading r = {
		.p = p, .path = name, .bytes = bytes, .size_bytes = size_bytes, .h = bytes};
	uint32_t points;
	bool ok;

	if (!check_header(&r, err))
		return false;
	points = r.h->points;
	r.future_of = xcalloc(points, sizeof(*r.future_of));
	r.await_of = xcalloc(points, sizeof(*r.await_of));
	r.state_of = xcalloc(points, sizeof(*r.state_of));
	for (uint32_t i = 0; i < points; i++)
		r.future_of[i] = SIZE_MAX;
	ok = (profile_read_table(&r) || fail(&r, err, "the profile's table is damaged")) &&
	     add_blocks(&r, err);
	free(r.future_of);
	free(r.await_of);
	free(r.state_of);
	return ok;
}

bool profile_add_file(struct profile *p, const char *path, struct err *err)
{
	struct reading r = {.p = p, .path = path};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *at;
	bool ok;

	if (fd < 0)
		return err_sys(err, "cannot read %s", path);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return fail(&r, err, "this is not a file");
	}
	if (st.st_size < AO_PAGE) {
		close(fd);
		return fail(&r, err,
			st.st_size ? "the profile is cut short, or none"
				   : "the file is empty: the disk was full");
	}
	at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (at == MAP_FAILED)
		return err_sys(err, "cannot map %s", path);
	ok = profile_add_bytes(p, path, at, (uint64_t)st.st_size, err);
	munmap(at, (size_t)st.st_size);
	return ok;
}

void profile_free(struct profile *p)
{
	arena_release(&p->arena);
	vec_free(&p->futures);
	vec_free(&p->stacks);
	vec_free(&p->processes);
	vec_free(&p->slices);
	*p = (struct profile){0};
}
