#include "report/profile_ring.h"

#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/elf.h"
#include "base/mem.h"
#include "base/proc.h"
#include "report/profile_reading.h"
#include "rt/replay.h"
#include "rt/ring.h"

enum { WORD = 4 };

/* ---- the image ---- */

static bool take_line(const char *text, size_t len, struct profile_image *ret)
{
	const char *end = memchr(text, '\n', len);
	unsigned version;
	char *line;
	bool ok;

	if (!end)
		return false;
	line = xstrndup(text, (size_t)(end - text));
	ok = sscanf(line, AO_RING_LINE, &version, &ret->id, &ret->events, &ret->words,
		     &ret->points) == 5 &&
	     version == AO_RING_VERSION && ret->events && ret->points &&
	     !(ret->events & (ret->events - 1)) && (ret->words == 1 || ret->words == 2) &&
	     ret->events <= AO_RING_MOST_WORDS / ret->words;
	free(line);
	ret->table_bytes = len - (size_t)(end + 1 - text);
	ok = ok && ret->points - 1 <= ret->table_bytes; /* each has a line */
	ret->table = xstrndup(end + 1, ret->table_bytes);
	return ok;
}

static void find_address(Elf *elf, Elf_Scn *section, struct profile_image *ret)
{
	GElf_Shdr head;
	Elf_Data *data = elf_getdata(section, NULL);

	if (!data || !gelf_getshdr(section, &head) || !head.sh_entsize)
		return;
	for (size_t i = 0; i < head.sh_size / head.sh_entsize && i < INT32_MAX; i++) {
		GElf_Sym symbol;
		const char *name;

		if (!gelf_getsym(data, (int)i, &symbol))
			return;
		name = elf_strptr(elf, head.sh_link, symbol.st_name);
		if (name && !strcmp(name, AO_RING_SYMBOL)) {
			ret->has_address = true;
			ret->address = symbol.st_value;
		}
	}
}

static bool look(Elf *elf, void *arg)
{
	struct profile_image *ret = arg;
	Elf_Scn *section = NULL;
	size_t names;
	bool found = false;

	if (elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names))
		return false;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr head;
		const char *name;
		Elf_Data *data;

		if (!gelf_getshdr(section, &head))
			continue;
		if (head.sh_type == SHT_SYMTAB)
			find_address(elf, section, ret);
		name = elf_strptr(elf, names, head.sh_name);
		data = name && !strcmp(name, AO_RING_SECTION) && !found
			       ? elf_rawdata(section, NULL)
			       : NULL;
		if (data && data->d_buf)
			found = take_line(data->d_buf, data->d_size, ret);
	}
	return found;
}

bool profile_image_read(const char *path, struct profile_image *ret, struct err *err)
{
	*ret = (struct profile_image){0};
	if (elf_look(path, "an image that `cargo async-opt profile --ring` built", look, ret,
		    err))
		return true;
	profile_image_free(ret);
	return false;
}

void profile_image_free(struct profile_image *image)
{
	free(image->table);
	image->table = NULL;
}

uint64_t profile_image_ring_bytes(const struct profile_image *image)
{
	return WORD * (AO_RING_HEAD + (uint64_t)image->events * image->words);
}

void profile_image_text(const struct profile_image *image, const char *path, struct str *ret)
{
	unsigned long long bytes = profile_image_ring_bytes(image), at = image->address;

	str_addf(ret, "%s: " AO_RING_SYMBOL " has %llu bytes", path, bytes);
	if (image->has_address)
		str_addf(ret, " at 0x%llx", at);
	str_addf(ret, ", for %u events%s\n", image->events,
		image->words > 1 ? " with their time" : "");
	if (image->has_address)
		str_addf(ret, "gdb: dump binary memory ring.bin 0x%llx 0x%llx\n", at,
			at + bytes);
}

/* ---- the dump ---- */

static uint32_t word_at(const struct str *dump, size_t index)
{
	const unsigned char *at = (const unsigned char *)dump->s + WORD * index;

	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Of each point, its future's. False where the table is damaged. */
static bool find_futures(const struct profile_image *image, uint32_t *future_of)
{
	unsigned future = 0;

	for (const char *line = image->table; *line;) {
		const char *end = strchr(line, '\n');
		unsigned point;

		if (sscanf(line + 1, "\t%u\t", &point) != 1 || point >= image->points ||
			(*line == 'A' && (!future || point <= future)))
			return false;
		future = *line == 'F' ? point : future;
		future_of[point] = future;
		line = end ? end + 1 : line + strlen(line);
	}
	return true;
}

static bool check_dump(const struct profile_image *image, const struct str *dump,
	const char *path, struct err *err)
{
	if (dump->len < profile_image_ring_bytes(image))
		return err_set(err,
			"%s: the dump has %zu bytes, and the ring of the image %llu", path,
			dump->len, (unsigned long long)profile_image_ring_bytes(image));
	if (!word_at(dump, 0) && !word_at(dump, 1))
		return err_set(err, "%s: no event was recorded", path);
	if (word_at(dump, 0) != image->id)
		return err_set(err,
			"%s: this does not begin with the ring of the image, or another build "
			"of it has run",
			path);
	return true;
}

static bool replay(struct profile *p, struct ao_replay *r, const struct profile_image *image,
	struct err *err)
{
	uint32_t *future_of = xcalloc(image->points, sizeof(*future_of));
	uint64_t bytes = ao_replay_bytes(r);
	void *file = xcalloc(bytes, 1);
	bool ok;

	r->future_of = future_of;
	ok = find_futures(image, future_of) ||
	     err_set(err, "%s: the image's table is damaged", r->program);
	if (ok) {
		p->losses.ring += ao_replay(r, file);
		ok = profile_add_bytes(p, r->program, file, bytes, err);
	}
	free(file);
	free(future_of);
	return ok;
}

static bool add_dump(struct profile *p, const struct profile_image *image,
	const struct str *dump, const char *name, uint64_t hz, struct err *err)
{
	size_t words = (size_t)image->events * image->words;
	uint32_t *ring = xcalloc(words, sizeof(*ring));
	struct ao_replay r = {.program = name,
		.table = image->table,
		.table_bytes = image->table_bytes,
		.points = image->points,
		.ring = ring,
		.events = image->events,
		.words = image->words,
		.count = word_at(dump, 1),
		.hz = hz};
	bool ok;

	for (size_t i = 0; i < words; i++)
		ring[i] = word_at(dump, AO_RING_HEAD + i);
	ok = replay(p, &r, image, err);
	free(ring);
	return ok;
}

bool profile_add_ring(struct profile *p, const char *dump_path, const char *image_path,
	uint64_t hz, struct err *err)
{
	struct profile_image image;
	struct str dump = {0};
	bool ok = profile_image_read(image_path, &image, err);

	if (!ok)
		return false;
	ok = file_read(dump_path, &dump, err) && check_dump(&image, &dump, dump_path, err) &&
	     add_dump(p, &image, &dump, base_name(image_path), hz, err);
	str_free(&dump);
	profile_image_free(&image);
	return ok;
}
