#include "driver/link_child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "driver/fault.h"
#include "driver/link_facts.h"
#include "driver/messages.h"

enum {
	LIMIT_BASE_S = 600,
	LIMIT_BYTES_PER_S = 50 * 1000,
	LIMIT_WAITING = 8,
	MESSAGE_BYTES = 2048,
};

/* Lives in memory that parent and child share. */
struct child_report {
	bool ok;
	struct optimize_result counts;
	char message[MESSAGE_BYTES];
};

/*
 * Where memory runs out, the kernel should take this process, whose loss costs little, and
 * not cargo or the user's editor.
 */
static void offer_to_oom_killer(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, "500", 3) < 0)
		fputs("oom_score_adj can not be raised\n", stderr);
	close(fd);
}

static void limit(int resource, rlim_t value)
{
	struct rlimit limits = {.rlim_cur = value, .rlim_max = value};

	setrlimit(resource, &limits);
}

/* SIGXCPU after that many seconds; the kernel sends SIGKILL where that is the hard limit too.
 */
static void limit_cpu(rlim_t seconds)
{
	struct rlimit limits = {.rlim_cur = seconds, .rlim_max = seconds + 5};

	setrlimit(RLIMIT_CPU, &limits);
}

static rlim_t address_space_bytes(void)
{
	FILE *statm = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	if (!statm)
		return 0;
	if (fscanf(statm, "%lu", &pages) != 1)
		pages = 0;
	fclose(statm);
	return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void provoke_faults(bool stock)
{
	if (stock) {
		if (fault("stock-fails"))
			abort();
		return;
	}
	if (fault("child-abort"))
		abort();
	if (fault("child-segv"))
		raise(SIGSEGV);
	if (fault("child-exit"))
		exit(3);
	if (fault("pass-bug"))
		BUG("a pass found what it can not have found");
	if (fault("child-oom"))
		/* Room for libLLVM itself, but not for a program in it. */
		limit(RLIMIT_AS, address_space_bytes() + (rlim_t)200 * 1000 * 1000);
	if (fault("no-space")) {
		signal(SIGXFSZ, SIG_IGN);
		limit(RLIMIT_FSIZE, 4096);
	}
	while (fault("child-hang"))
		pause();
	for (volatile bool spin = fault("child-spin"); spin;)
		;
	if (fault("child-pause"))
		sleep(20);
}

/* Seconds of processor time that the optimizer may use. */
static long cpu_limit_s(const struct link_job *job)
{
	struct stat st;

	return LIMIT_BASE_S +
	       (stat(job->input, &st) == 0 ? (long)(st.st_size / LIMIT_BYTES_PER_S) : 0);
}

/*
 * Seconds until it is taken for one that hangs without working. The machine may be busy
 * with other builds: that is no reason to give up.
 */
static long limit_s(const struct link_job *job)
{
	if (fault("child-hang") && !job->stock)
		return 2;
	return LIMIT_WAITING * cpu_limit_s(job);
}

static void tell_step(void *arg, unsigned done, const char *what)
{
	const struct link_job *job = arg;
	char *text;

	if (job->stock || !job->set->settings_folder || !job->set->artefact)
		return;
	text = xprintf("%s: %s", job->set->artefact, what);
	message_send_step(job->set->settings_folder, done, OPTIMIZE_STEPS, text);
	free(text);
}

static int work(void *arg)
{
	struct link_child *child = arg;
	const struct link_job *job = &child->job;
	struct optimize_request request = {
		.libllvm_path = job->set->libllvm,
		.input = job->input,
		.output = job->object,
		/* The fallback is to differ in as much as can be done without. */
		.emit = job->stock ? EMIT_OBJECT : EMIT_OBJECTS,
		.target = job->set->target,
		.crates = job->set->crates,
		.passes = job->stock ? "" : job->set->passes,
		.no_pass = job->set->no_pass,
		.last = job->set->last,
		.fuel = job->set->fuel,
		.llvm_pipeline = true,
		.instrument = !job->stock && job->set->instrument,
		.moves = job->set->moves,
		.ring = job->set->ring,
		.hints = job->stock ? NULL : job->set->hints,
		.poison = !job->stock && fault("poison"),
		.roundtrip = !job->stock && fault("roundtrip"),
		.lines_only = job->set->lines_only,
		.line_tables_added = job->set->line_tables_added,
		.verify = job->set->verify,
		.progress = {tell_step, &child->job},
	};
	struct err err = {0};

	if (job->cpu)
		request.target.cpu = job->cpu;
	if (!job->stock && job->set->result && job->set->artefact) {
		request.facts = link_facts_path(job->set->result);
		request.artefact = job->set->artefact;
	}
	limit(RLIMIT_CORE, 0);
	limit_cpu((rlim_t)(fault("child-spin") && !job->stock ? 1 : cpu_limit_s(job)));
	offer_to_oom_killer();
	provoke_faults(job->stock);
	child->report->ok = optimize_file(&request, &child->report->counts, &err);
	if (child->report->ok)
		return 0;
	snprintf(child->report->message, MESSAGE_BYTES, "%s",
		err.message ? err.message : "unknown error");
	return 1;
}

bool link_child_start(struct link_child *child, const struct link_job *job, struct err *err)
{
	void *shared = mmap(NULL, sizeof(*child->report), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	*child = (struct link_child){.job = *job};
	if (shared == MAP_FAILED)
		return err_sys(err, "cannot share memory with a child process");
	child->report = shared;
	return task_call(&child->task, work, child, limit_s(job), err);
}

/* The last line of the log that says what went wrong; NULL where none does. */
static char *line_that_explains(const struct str *log)
{
	static const char *const marks[] = {"LLVM ERROR", "async-opt: bug", "out of memory",
		"Assertion", "terminate called"};
	char *found = NULL;

	for (const char *at = log->s; at && *at;) {
		size_t len = strcspn(at, "\n");
		char *line = xstrndup(at, len);
		bool explains = false;

		for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
			explains = explains || strstr(line, marks[i]);
		if (explains) {
			free(found);
			found = line;
		} else {
			free(line);
		}
		at += len + (at[len] == '\n');
	}
	return found;
}

static bool why_failed(const struct link_child *child, const struct str *log, struct err *err)
{
	const struct proc_end *end = &child->task.end;
	char *line = line_that_explains(log);

	if (child->task.too_late || end->signal == SIGXCPU)
		err_set(err, "the optimizer did not end in time");
	else if (child->report->message[0])
		err_set(err, "%s", child->report->message);
	else if (line)
		err_set(err, "%s", line);
	else if (end->signal == SIGKILL)
		err_set(err, "the optimizer was killed, probably because memory ran out");
	else if (end->signal)
		err_set(err, "the optimizer crashed (signal %d, %s)", end->signal,
			strsignal(end->signal));
	else
		err_set(err, "the optimizer ended with code %d", end->exit_code);
	free(line);
	return false;
}

bool link_child_end(
	struct link_child *child, struct optimize_result *ret, struct str *log, struct err *err)
{
	struct str own = {0};
	struct stat st;
	bool ok;

	task_read(child->task.out_fd, &own);
	task_read(child->task.err_fd, &own);
	if (own.s)
		str_add(log, own.s);
	ok = child->report->ok && child->task.end.exit_code == 0;
	if (!ok)
		why_failed(child, &own, err);
	else if (stat(child->job.object, &st) < 0 || st.st_size == 0)
		ok = err_set(err, "the optimizer wrote no object");
	if (ok && ret)
		*ret = child->report->counts;
	str_free(&own);
	return ok;
}

void link_child_free(struct link_child *child)
{
	task_free(&child->task);
	if (child->report)
		munmap(child->report, sizeof(*child->report));
	*child = (struct link_child){0};
}
