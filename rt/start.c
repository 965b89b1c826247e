/* The file, its blocks, and what becomes of them when threads end and processes fork. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ao_rt.h"
#include "clock.h"

#define FOLDER_VARIABLE "ASYNC_OPT_PROFILE"
#define EVENTS_VARIABLE "ASYNC_OPT_PROFILE_EVENTS"

enum { FOLDER_BYTES = 3072, MOST_EVENTS = 1 << 20 };

_Thread_local struct ao_thread *ao_rt_thread;
static _Thread_local int busy;	 /* in ao_rt_attach: what it calls may allocate */
static _Thread_local int denied; /* there was no block for this thread */

static char folder[FOLDER_BYTES];
static uint32_t events;
_Atomic int ao_rt_on;
static _Atomic(struct ao_header *) header;
static atomic_flag making = ATOMIC_FLAG_INIT;
static uint64_t forked_off; /* the process that this one was forked off */
static pthread_key_t thread_end;
static int file = -1;

struct ao_header *ao_rt_header(void)
{
	return atomic_load_explicit(&header, memory_order_relaxed);
}

static uint64_t whole_pages(uint64_t bytes)
{
	return (bytes + AO_PAGE - 1) / AO_PAGE * AO_PAGE;
}

static uint64_t block_bytes(void)
{
	return whole_pages(sizeof(struct ao_thread) +
			   (uint64_t)ao_rt_program.points *
				   (sizeof(struct ao_more) + sizeof(struct ao_node)) +
			   AO_NODES * sizeof(struct ao_node) +
			   (uint64_t)events * sizeof(struct ao_event));
}

void ao_rt_note_time(void)
{
	struct ao_header *h = ao_rt_header();

	if (!h)
		return;
	h->ticks_last = ao_rt_ticks();
	h->ns_last = ao_rt_ns();
}

/* ---- the file ---- */

/* Appends to a path that has room for it; numbers without stdio. */
static char *put_text(char *at, const char *end, const char *text)
{
	while (*text && at < end)
		*at++ = *text++;
	return at;
}

static char *put_number(char *at, const char *end, uint64_t number)
{
	char digits[24];
	size_t len = sizeof(digits);

	digits[--len] = '\0';
	do {
		digits[--len] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	return put_text(at, end, digits + len);
}

/* The program's name, from /proc: argv is not ours to see. */
static void read_program(char *ret, size_t size)
{
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, ret, size - 1);

	if (fd >= 0)
		close(fd);
	ret[got > 0 ? got : 0] = '\0';
}

static const char *after_slash(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int open_file(const char *program)
{
	char path[FOLDER_BYTES + 512];
	const char *end = path + sizeof(path) - 1;
	char *at = put_text(path, end, folder);

	at = put_text(at, end, "/");
	at = put_text(at, end, *program ? after_slash(program) : "program");
	at = put_text(at, end, "-");
	at = put_number(at, end, (uint64_t)getpid());
	for (unsigned again = 0; again < 100; again++) {
		char *tail = at;

		/* A library that the program loads has a file of its own. */
		if (again) {
			tail = put_text(tail, end, ".");
			tail = put_number(tail, end, again);
		}
		tail = put_text(tail, end, ".aoprof");
		*tail = '\0';
		int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

/* Makes sure that writing to the range can not fail. */
static int take_space(int fd, uint64_t offset, uint64_t bytes)
{
	return posix_fallocate(fd, (off_t)offset, (off_t)bytes) == 0;
}

static void fill_header(struct ao_header *h, uint64_t blocks_offset, const char *program)
{
	h->version = AO_VERSION_OF_FORMAT;
	h->header_bytes = sizeof(*h);
	h->clock = AO_RT_CLOCK;
	h->points = ao_rt_program.points;
	h->nodes = ao_rt_program.points + AO_NODES;
	h->events = events;
	h->blocks = AO_BLOCKS;
	h->thread_bytes = sizeof(struct ao_thread);
	h->table_bytes = ao_rt_program.table_bytes;
	h->table_offset = AO_PAGE;
	h->blocks_offset = blocks_offset;
	h->block_bytes = block_bytes();
	h->pid = (uint64_t)getpid();
	h->parent_pid = forked_off;
	h->ticks_first = h->ticks_last = ao_rt_ticks();
	h->ns_first = h->ns_last = ao_rt_ns();
	memcpy(h->program, program, strlen(program) + 1);
	memcpy((char *)h + AO_PAGE, ao_rt_program.table, ao_rt_program.table_bytes);
	h->state = AO_RUNNING;
	atomic_thread_fence(memory_order_release);
	memcpy(h->magic, AO_MAGIC, sizeof(h->magic));
}

/* Where a limit is in the way the kernel would not only refuse: it would send SIGXFSZ. */
static int is_within_limit(uint64_t bytes)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
	       (limit.rlim_cur == RLIM_INFINITY || bytes <= limit.rlim_cur);
}

/* NULL, and nothing is recorded any more, where there is no file to be had. */
static struct ao_header *make_file(void)
{
	uint64_t blocks_offset = AO_PAGE + whole_pages(ao_rt_program.table_bytes);
	uint64_t bytes = blocks_offset + AO_BLOCKS * block_bytes();
	char program[sizeof(((struct ao_header *)0)->program)];
	void *at = MAP_FAILED;
	int fd;

	read_program(program, sizeof(program));
	fd = open_file(program);
	if (fd >= 0 && is_within_limit(bytes) && ftruncate(fd, (off_t)bytes) == 0 &&
		take_space(fd, 0, blocks_offset))
		at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED) {
		if (fd >= 0)
			close(fd);
		atomic_store(&ao_rt_on, 0);
		return NULL;
	}
	file = fd;
	fill_header(at, blocks_offset, program);
	atomic_store(&header, (struct ao_header *)at);
	return at;
}

/* ---- blocks ---- */

static struct ao_thread *block_at(struct ao_header *h, uint32_t index)
{
	return (struct ao_thread *)((char *)h + h->blocks_offset + index * h->block_bytes);
}

/* One that an ended thread has left: its counters go on. */
static struct ao_thread *take_old_block(struct ao_header *h)
{
	uint32_t used = atomic_load(&h->blocks_used);

	for (uint32_t i = 0; i < used && i < h->blocks; i++) {
		uint8_t free_block = 2;

		if (atomic_compare_exchange_strong(&h->in_use[i], &free_block, 1))
			return block_at(h, i);
	}
	return NULL;
}

static struct ao_thread *take_new_block(struct ao_header *h)
{
	uint32_t index = atomic_load(&h->blocks_used);
	struct ao_thread *t;

	do {
		if (index >= h->blocks)
			return NULL;
	} while (!atomic_compare_exchange_weak(&h->blocks_used, &index, index + 1));
	t = block_at(h, index);
	if (!take_space(file, (uint64_t)((char *)t - (char *)h), h->block_bytes)) {
		/* It stays a hole in the file: touching it would be SIGBUS. */
		atomic_fetch_add(&h->no_space, 1);
		return NULL;
	}
	atomic_store(&h->in_use[index], 1);
	t->b.index = index;
	return t;
}

/* A thread ends: its block is for the next one. */
static void leave_block(void *block)
{
	struct ao_thread *t = block;

	ao_rt_note_time();
	ao_rt_forget();
	atomic_store(&ao_rt_header()->in_use[t->b.index], 2);
}

/* Those without a stack: each is its point's. */
static void make_nodes(struct ao_thread *t)
{
	for (uint32_t i = 0; i < ao_rt_program.points; i++) {
		t->nodes[i].point = i;
		t->nodes[i].last = &ao_rt_nobody;
	}
	t->b.node_count = ao_rt_program.points;
}

/* No poll is under way. */
static void begin_stack(struct ao_thread *t)
{
	t->nodes = (struct ao_node *)(ao_rt_more(t) + ao_rt_program.points);
	if (!t->b.node_count)
		make_nodes(t);
	t->context = 0;
	t->woken = 0;
	t->too_deep = t->spilled_len = 0;
	ao_rt_now = t->nodes;
}

static struct ao_thread *attach(void)
{
	struct ao_header *h = ao_rt_header();
	struct ao_thread *t;

	if (!h && !atomic_flag_test_and_set(&making)) {
		h = ao_rt_header();
		if (!h && ao_rt_is_on())
			h = make_file();
		atomic_flag_clear(&making);
	}
	if (!h)
		return NULL;
	t = take_old_block(h);
	if (!t)
		t = take_new_block(h);
	if (!t) {
		denied = 1;
		atomic_fetch_add_explicit(&h->lost, 1, memory_order_relaxed);
		return NULL;
	}
	t->b.thread = (uint64_t)syscall(SYS_gettid);
	begin_stack(t);
	t->b.ring = events;
	pthread_setspecific(thread_end, t);
	return t;
}

struct ao_thread *ao_rt_attach(void)
{
	if (!ao_rt_is_on() || busy)
		return NULL;
	if (denied) {
		atomic_fetch_add_explicit(&ao_rt_header()->lost, 1, memory_order_relaxed);
		return NULL;
	}
	busy = 1;
	ao_rt_thread = attach();
	busy = 0;
	return ao_rt_thread;
}

/* ---- the process ---- */

/* In the child of a fork: the file is the parent's; the first event makes another. */
static void start_over(void)
{
	struct ao_header *h = ao_rt_header();

	if (h)
		forked_off = h->pid;
	if (file >= 0)
		close(file);
	file = -1;
	ao_rt_forget();
	denied = 0;
	pthread_setspecific(thread_end, NULL);
	atomic_store(&header, NULL);
	atomic_flag_clear(&making);
	if (*folder)
		atomic_store(&ao_rt_on, 1);
}

static uint32_t number_of(const char *text)
{
	uint32_t n = 0;

	for (; text && *text >= '0' && *text <= '9' && n < MOST_EVENTS; text++)
		n = 10 * n + (uint32_t)(*text - '0');
	return n < MOST_EVENTS ? n : MOST_EVENTS;
}

__attribute__((constructor)) static void start(void)
{
	const char *where = getenv(FOLDER_VARIABLE);

	if (!where || !*where || strlen(where) >= sizeof(folder))
		return;
	memcpy(folder, where, strlen(where) + 1);
	events = number_of(getenv(EVENTS_VARIABLE));
	if (pthread_key_create(&thread_end, leave_block) != 0)
		return;
	pthread_atfork(NULL, NULL, start_over);
	atomic_store(&ao_rt_on, 1);
	make_file();
}

__attribute__((destructor)) static void end(void)
{
	struct ao_header *h = ao_rt_header();

	if (!h)
		return;
	ao_rt_note_time();
	h->state = AO_ENDED;
}
