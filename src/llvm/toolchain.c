#include "llvm/toolchain.h"

#include <dirent.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"

/*
 * The tested range. Everything that depends on it asks toolchain_why_untested; the figures
 * stand nowhere else.
 */
static const int RUSTC_MINOR_OLDEST = 95, RUSTC_MINOR_NEWEST = 97;
static const int LLVM_MAJOR_TESTED = 22, LLVM_MINOR_TESTED = 1;

const char *toolchain_tested_range(void)
{
	return "rustc 1.95 to 1.97 with LLVM 22.1";
}

/* "key: value" of a line of rustc -vV; the caller frees; NULL where there is none. */
static char *verbose_field(const char *verbose, const char *key)
{
	size_t key_len = strlen(key);

	for (const char *line = verbose; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, key_len) == 0 && has_prefix(line + key_len, ": ")) {
			const char *value = line + key_len + 2;

			return xstrndup(value, strcspn(value, "\n"));
		}
		if (!*line)
			break;
	}
	return NULL;
}

static char *rustc_says(const char *rustc, const char *a, const char *b, struct err *err)
{
	char *argv[] = {(char *)rustc, (char *)a, (char *)b, NULL};
	struct str out = {0}, errors = {0};
	struct proc_end end = {0};
	bool ok = proc_capture(argv, NULL, &out, &errors, &end, err);

	if (ok && end.exit_code != 0)
		ok = err_set(err, "`%s %s` failed: %.*s", rustc, a,
			(int)strcspn(errors.s ? errors.s : "", "\n"), errors.s ? errors.s : "");
	str_free(&errors);
	if (!ok) {
		str_free(&out);
		return NULL;
	}
	if (!out.s)
		str_add(&out, "");
	return out.s;
}

/* The loader's view of a file: the library that it needs, and where it looks first. */
struct needs {
	char *library; /* a DT_NEEDED whose name begins with `prefix` */
	char *runpath; /* DT_RUNPATH or DT_RPATH */
	const char *prefix;
};

static void read_dynamic(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, struct needs *ret)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = data && header->sh_entsize ? header->sh_size / header->sh_entsize : 0;

	for (size_t i = 0; i < count; i++) {
		GElf_Dyn dyn;
		const char *text;

		if (!gelf_getdyn(data, (int)i, &dyn))
			continue;
		if (dyn.d_tag != DT_NEEDED && dyn.d_tag != DT_RUNPATH && dyn.d_tag != DT_RPATH)
			continue;
		text = elf_strptr(elf, header->sh_link, dyn.d_un.d_val);
		if (!text)
			continue;
		if (dyn.d_tag != DT_NEEDED && !ret->runpath)
			ret->runpath = xstrdup(text);
		else if (dyn.d_tag == DT_NEEDED && has_prefix(text, ret->prefix) &&
			 !ret->library)
			ret->library = xstrdup(text);
	}
}

static bool read_needs(const char *path, struct needs *ret, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf;

	if (fd < 0)
		return err_sys(err, "cannot open %s", path);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	for (Elf_Scn *s = NULL; elf && (s = elf_nextscn(elf, s));) {
		GElf_Shdr header;

		if (gelf_getshdr(s, &header) && header.sh_type == SHT_DYNAMIC)
			read_dynamic(elf, s, &header, ret);
	}
	if (elf)
		elf_end(elf);
	close(fd);
	if (!ret->library)
		return err_set(err, "%s is not linked with a shared %s", path, ret->prefix);
	return true;
}

static void needs_free(struct needs *needs)
{
	free(needs->library);
	free(needs->runpath);
}

/* A file of that name in a folder, or the first that begins so; the caller frees. */
static char *find_in(const char *folder, const char *name, const char *prefix)
{
	char *found = NULL;
	DIR *dir = opendir(folder);

	for (struct dirent *e; dir && !found && (e = readdir(dir));) {
		bool fits =
			name ? strcmp(e->d_name, name) == 0
			     : has_prefix(e->d_name, prefix) && has_suffix(e->d_name, ".so");

		if (fits)
			found = xprintf("%s/%s", folder, e->d_name);
	}
	if (dir)
		closedir(dir);
	return found;
}

/* "x86_64-linux-gnu", a distribution's name for x86_64-unknown-linux-gnu; the caller frees. */
static char *multiarch(const char *host)
{
	size_t arch = strcspn(host, "-");
	const char *rest = host[arch] ? host + arch + 1 : host + arch;

	rest += strcspn(rest, "-");
	return xprintf("%.*s%s", (int)arch, host, rest);
}

/*
 * librustc_driver: in the sysroot's lib for rustup's toolchains, below it in the folder of
 * the architecture for a distribution's. A system may hold several: rustc's own program
 * says which one is its.
 */
static char *find_driver(const char *sysroot, const char *host, struct err *err)
{
	struct needs needs = {.prefix = "librustc_driver-"};
	struct err ignored = {0};
	char *program = xprintf("%s/bin/rustc", sysroot), *arch = multiarch(host);
	char *lib = xprintf("%s/lib", sysroot), *below = xprintf("%s/lib/%s", sysroot, arch);
	char *found;

	if (!read_needs(program, &needs, &ignored))
		err_clear(&ignored);
	found = find_in(lib, needs.library, needs.prefix);
	if (!found)
		found = find_in(below, needs.library, needs.prefix);
	if (!found)
		err_set(err, "no librustc_driver-*.so in %s or %s", lib, below);
	needs_free(&needs);
	free(program);
	free(arch);
	free(lib);
	free(below);
	return found;
}

/* Is it an ELF file? rustup ships a linker script under a name that looks like the library. */
static bool is_elf(const char *path)
{
	char magic[4];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool yes;

	if (fd < 0)
		return false;
	yes = read(fd, magic, sizeof(magic)) == 4 && memcmp(magic, "\177ELF", 4) == 0;
	close(fd);
	return yes;
}

/*
 * Where the loader would find it: the runpath with $ORIGIN, then the driver's own folder,
 * and last the bare name, which leaves the search to dlopen.
 */
static char *resolve_library(const char *driver_path, const struct needs *needs)
{
	char *dir = xstrndup(driver_path, (size_t)(base_name(driver_path) - driver_path - 1));
	char *found = NULL;

	for (const char *at = needs->runpath; at && *at && !found;) {
		size_t len = strcspn(at, ":");
		char *candidate;

		if (has_prefix(at, "$ORIGIN"))
			candidate =
				xprintf("%s%.*s/%s", dir, (int)len - 7, at + 7, needs->library);
		else
			candidate = xprintf("%.*s/%s", (int)len, at, needs->library);
		if (is_elf(candidate))
			found = candidate;
		else
			free(candidate);
		at += len + (at[len] == ':');
	}
	if (!found) {
		found = xprintf("%s/%s", dir, needs->library);
		if (!is_elf(found)) {
			free(found);
			found = xstrdup(needs->library);
		}
	}
	free(dir);
	return found;
}

bool toolchain_find(const char *rustc, struct toolchain *ret, struct err *err)
{
	struct toolchain tc = {.rustc = xstrdup(rustc)};
	struct needs needs = {.prefix = "libLLVM"};

	tc.verbose = rustc_says(rustc, "-vV", NULL, err);
	if (!tc.verbose)
		goto fail;
	tc.release = verbose_field(tc.verbose, "release");
	tc.host = verbose_field(tc.verbose, "host");
	tc.llvm_version = verbose_field(tc.verbose, "LLVM version");
	if (!tc.release || !tc.host || !tc.llvm_version) {
		err_set(err, "`%s -vV` does not name a release, a host and an LLVM version",
			rustc);
		goto fail;
	}
	tc.sysroot = rustc_says(rustc, "--print", "sysroot", err);
	if (!tc.sysroot)
		goto fail;
	tc.sysroot[strcspn(tc.sysroot, "\n")] = '\0';

	tc.driver_path = find_driver(tc.sysroot, tc.host, err);
	if (!tc.driver_path || !read_needs(tc.driver_path, &needs, err))
		goto fail;
	tc.libllvm_path = resolve_library(tc.driver_path, &needs);
	needs_free(&needs);
	*ret = tc;
	return true;

fail:
	needs_free(&needs);
	toolchain_free(&tc);
	return false;
}

void toolchain_free(struct toolchain *tc)
{
	free(tc->rustc);
	free(tc->release);
	free(tc->host);
	free(tc->llvm_version);
	free(tc->verbose);
	free(tc->sysroot);
	free(tc->driver_path);
	free(tc->libllvm_path);
	*tc = (struct toolchain){0};
}

char *toolchain_why_untested(const struct toolchain *tc)
{
	int major = 0, minor = 0, llvm_major = 0, llvm_minor = 0;

	if (sscanf(tc->release, "%d.%d", &major, &minor) != 2 ||
		sscanf(tc->llvm_version, "%d.%d", &llvm_major, &llvm_minor) != 2)
		return xprintf(
			"rustc %s with LLVM %s is not a version that can be compared with "
			"the tested range, %s",
			tc->release, tc->llvm_version, toolchain_tested_range());
	if (major != 1 || minor < RUSTC_MINOR_OLDEST || minor > RUSTC_MINOR_NEWEST)
		return xprintf("rustc %s is outside the tested range, %s", tc->release,
			toolchain_tested_range());
	if (llvm_major != LLVM_MAJOR_TESTED || llvm_minor != LLVM_MINOR_TESTED)
		return xprintf("LLVM %s is outside the tested range, %s", tc->llvm_version,
			toolchain_tested_range());
	return NULL;
}
