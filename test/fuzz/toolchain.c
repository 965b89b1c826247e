/* What `rustc -vV` says; and, behind a zero byte, an ELF file with what it needs. */
#include "llvm/toolchain.c"

#include "fuzz.h"

static void read_versions(const char *verbose)
{
	struct toolchain tc = {.release = verbose_field(verbose, "release"),
		.host = verbose_field(verbose, "host"),
		.llvm_version = verbose_field(verbose, "LLVM version")};

	if (tc.host)
		free(multiarch(tc.host));
	if (tc.release && tc.llvm_version)
		free(toolchain_why_untested(&tc));
	toolchain_free(&tc);
}

static void read_elf(const uint8_t *data, size_t size)
{
	struct memory_file file = make_file(data, size);
	struct needs needs = {.prefix = "libLLVM"};
	struct err err = {0};

	if (is_elf(file.path) && read_needs(file.path, &needs, &err)) {
		char *driver = xprintf("/nonexistent/driver.so");

		free(resolve_library(driver, &needs));
		free(driver);
	}
	err_clear(&err);
	needs_free(&needs);
	free_file(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *zero = memchr(data, 0, size);
	size_t len = zero ? (size_t)(zero - data) : size;
	char *text = make_text(data, len);

	read_versions(text);
	if (zero)
		read_elf(zero + 1, size - len - 1);
	free(text);
	return 0;
}
