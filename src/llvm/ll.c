#include "llvm/ll.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <llvm/Config/llvm-config.h>

#include "base/mem.h"

struct ll ll;

static void *library;
static char version[32];

struct entry_point {
	const char *name;
	void **slot;
	bool required;
};

/* A function pointer and a void pointer have one representation wherever dlsym exists. */
static const struct entry_point entry_points[] = {
#define X(f) {"LLVM" #f, (void **)&ll.f, true},
#define O(f) {"LLVM" #f, (void **)&ll.f, false},
#include "llvm/llvm.def"
#undef X
#undef O
};

static void on_fatal_error(const char *reason)
{
	fprintf(stderr, "LLVM ERROR: %s\n", reason);
	_exit(LL_EXIT_FATAL);
}

bool ll_open(const char *libllvm_path, struct err *err)
{
	unsigned major = 0, minor = 0, patch = 0;

	if (library)
		BUG("libLLVM is already open");
	library = dlopen(libllvm_path, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return err_set(err, "cannot open libLLVM: %s", dlerror());

	for (size_t i = 0; i < sizeof(entry_points) / sizeof(*entry_points); i++) {
		const struct entry_point *e = &entry_points[i];

		*e->slot = dlsym(library, e->name);
		if (!*e->slot && e->required)
			return err_set(err, "%s has no function %s", libllvm_path, e->name);
	}

	ll.GetVersion(&major, &minor, &patch);
	snprintf(version, sizeof(version), "%u.%u.%u", major, minor, patch);
	if (major != LLVM_VERSION_MAJOR)
		return err_set(err, "%s is LLVM %s, and this async-opt speaks to LLVM %d",
			libllvm_path, version, LLVM_VERSION_MAJOR);
	ll.InstallFatalErrorHandler(on_fatal_error);
	return true;
}

const char *ll_version(void)
{
	return version;
}

void ll_options(int argc, const char *const *argv)
{
	const char **all = xcalloc((size_t)argc + 2, sizeof(*all));

	all[0] = "async-opt";
	for (int i = 0; i < argc; i++)
		all[i + 1] = argv[i];
	ll.ParseCommandLineOptions(argc + 1, all, NULL);
	free(all);
}

void ll_init_targets(void)
{
	/* rustc's libLLVM and a distribution's differ in which targets they hold. */
	static const char *const targets[] = {"X86", "AArch64", "ARM", "RISCV", "WebAssembly",
		"PowerPC", "SystemZ", "LoongArch", "Mips", "Sparc", "Hexagon", "MSP430", "AVR",
		"Xtensa", "BPF", "CSKY", "M68k"};
	static const char *const parts[] = {
		"TargetInfo", "Target", "TargetMC", "AsmPrinter", "AsmParser"};

	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		for (size_t j = 0; j < sizeof(parts) / sizeof(*parts); j++) {
			char name[64];
			void (*init)(void);

			snprintf(
				name, sizeof(name), "LLVMInitialize%s%s", targets[i], parts[j]);
			*(void **)&init = dlsym(library, name);
			if (init)
				init();
		}
	}
}
