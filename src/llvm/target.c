#include "llvm/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "llvm/ll.h"

void target_init(const struct target_options *options)
{
	/*
	 * rustc asks for a trap after code that can not be reached, except after a call that
	 * does not return (PassWrapper.cpp, LLVMRustCreateTargetMachine: TrapUnreachable and
	 * NoTrapAfterNoreturn). LLVM-C has no such option, its command line has. The others
	 * are what rustc itself writes on that command line (llvm_util.rs, configure_llvm).
	 */
	static const char *const from_rustc[] = {"-trap-unreachable", "-no-trap-after-noreturn",
		"-generate-arange-section", "-mergefunc-use-aliases",
		"-preserve-alignment-assumptions-during-inlining=false"};
	vec(const char *) words = {0};

	for (size_t i = 0; i < sizeof(from_rustc) / sizeof(*from_rustc); i++)
		vec_push(&words, from_rustc[i]);
	vec_each(char *, word, &options->llvm_args)
		vec_push(&words, *word);
	ll_options((int)words.len, words.at);
	vec_free(&words);
	ll_init_targets();
}

static char level_of(const struct target_options *options)
{
	if (options->opt_level)
		return options->opt_level;
	return '3';
}

static LLVMCodeGenOptLevel codegen_level(char level)
{
	switch (level) {
	case '0':
		return LLVMCodeGenLevelNone;
	case '1':
		return LLVMCodeGenLevelLess;
	case '3':
		return LLVMCodeGenLevelAggressive;
	default: /* 2, s and z, as rustc's to_llvm_opt_settings has it */
		return LLVMCodeGenLevelDefault;
	}
}

static LLVMRelocMode relocation_mode(LLVMModuleRef module, const char *name)
{
	static const char pic_level[] = "PIC Level";

	if (!name)
		return ll.GetModuleFlag(module, pic_level, sizeof(pic_level) - 1)
			       ? LLVMRelocPIC
			       : LLVMRelocStatic;
	if (strcmp(name, "static") == 0)
		return LLVMRelocStatic;
	if (strcmp(name, "dynamic-no-pic") == 0)
		return LLVMRelocDynamicNoPic;
	if (strcmp(name, "ropi") == 0)
		return LLVMRelocROPI;
	if (strcmp(name, "rwpi") == 0)
		return LLVMRelocRWPI;
	if (strcmp(name, "ropi-rwpi") == 0)
		return LLVMRelocROPI_RWPI;
	return LLVMRelocPIC;
}

static LLVMCodeModel code_model(const char *name)
{
	static const struct {
		const char *name;
		LLVMCodeModel model;
	} models[] = {{"tiny", LLVMCodeModelTiny}, {"small", LLVMCodeModelSmall},
		{"kernel", LLVMCodeModelKernel}, {"medium", LLVMCodeModelMedium},
		{"large", LLVMCodeModelLarge}};

	for (size_t i = 0; name && i < sizeof(models) / sizeof(*models); i++) {
		if (strcmp(name, models[i].name) == 0)
			return models[i].model;
	}
	return LLVMCodeModelDefault;
}

/*
 * A string attribute of the first function that has it: rustc writes the target's cpu and
 * features on every function, so this is what the module was compiled for.
 */
static char *attribute_in_module(LLVMModuleRef module, const char *key)
{
	for (LLVMValueRef fn = ll.GetFirstFunction(module); fn; fn = ll.GetNextFunction(fn)) {
		LLVMAttributeRef attr = ll.GetStringAttributeAtIndex(
			fn, LLVMAttributeFunctionIndex, key, (unsigned)strlen(key));
		unsigned len = 0;
		const char *value;

		if (!attr || ll.IsDeclaration(fn))
			continue;
		value = ll.GetStringAttributeValue(attr, &len);
		return xstrndup(value, len);
	}
	return xstrdup("");
}

static char *cpu_name(LLVMModuleRef module, const char *asked)
{
	char *host, *copy;

	if (!asked)
		return attribute_in_module(module, "target-cpu");
	if (strcmp(asked, "native") != 0)
		return xstrdup(asked);
	host = ll.GetHostCPUName();
	copy = xstrdup(host);
	ll.DisposeMessage(host);
	return copy;
}

LLVMTargetMachineRef target_machine(
	LLVMModuleRef module, const struct target_options *options, struct err *err)
{
	const char *triple = ll.GetTarget(module);
	LLVMTargetMachineRef machine;
	LLVMTargetRef target;
	char *message = NULL, *cpu, *features;

	if (ll.GetTargetFromTriple(triple, &target, &message)) {
		err_set(err, "no code generation for %s: %s", triple, message);
		ll.DisposeMessage(message);
		return NULL;
	}
	cpu = cpu_name(module, options->cpu);
	features = attribute_in_module(module, "target-features");
	machine = ll.CreateTargetMachine(target, triple, cpu, features,
		codegen_level(level_of(options)), relocation_mode(module, options->relocation),
		code_model(options->code_model));
	free(cpu);
	free(features);
	if (!machine)
		err_set(err, "LLVM has no target machine for %s", triple);
	return machine;
}

bool target_run_pipeline(LLVMModuleRef module, LLVMTargetMachineRef machine,
	const struct target_options *options, const char *pipeline, struct err *err)
{
	char level = level_of(options);
	bool vectorize = level == '2' || level == '3', unroll = level != 's' && level != 'z';
	LLVMPassBuilderOptionsRef tuning = ll.CreatePassBuilderOptions();
	struct str name = {0};
	LLVMErrorRef failed;

	for (const char *p = pipeline; *p; p++) {
		if (*p == '%')
			str_addf(&name, "O%c", level);
		else
			str_addc(&name, *p);
	}
	/*
	 * back/write.rs, llvm_optimize: what rustc sets on the pass builder for each level.
	 * Unrolling is on in LLVM's default at every level; at s and z it would unroll std,
	 * whose functions say nothing of size.
	 */
	ll.PassBuilderOptionsSetLoopVectorization(tuning, vectorize);
	ll.PassBuilderOptionsSetSLPVectorization(tuning, vectorize);
	ll.PassBuilderOptionsSetLoopInterleaving(tuning, unroll);
	ll.PassBuilderOptionsSetLoopUnrolling(tuning, unroll);
	ll.PassBuilderOptionsSetMergeFunctions(tuning, level != '0' && level != '1');

	failed = ll.RunPasses(module, name.s ? name.s : "", machine, tuning);
	ll.DisposePassBuilderOptions(tuning);
	if (failed) {
		char *message = ll.GetErrorMessage(failed);

		err_set(err, "LLVM's %s: %s", name.s, message);
		ll.DisposeErrorMessage(message);
	}
	str_free(&name);
	return !failed;
}

/*
 * LLVM-C can not ask for function sections, so each function names its own, as LLVM itself
 * would name it. Without them the linker's --gc-sections finds nothing to drop.
 */
static void name_sections(LLVMModuleRef module)
{
	static const char cold[] = "cold";
	unsigned cold_kind = ll.GetEnumAttributeKindForName(cold, sizeof(cold) - 1);

	for (LLVMValueRef fn = ll.GetFirstFunction(module); fn; fn = ll.GetNextFunction(fn)) {
		const char *old = ll.GetSection(fn);
		size_t len = 0;
		char *section;

		if (ll.IsDeclaration(fn) || (old && *old))
			continue;
		if (ll.GetLinkage(fn) == LLVMAvailableExternallyLinkage)
			continue;
		section = xprintf(".text.%s%s",
			ll.GetEnumAttributeAtIndex(fn, LLVMAttributeFunctionIndex, cold_kind)
				? "unlikely."
				: "",
			ll.GetValueName2(fn, &len));
		ll.SetSection(fn, section);
		free(section);
	}
}

/* The object format of the targets that driver/linker.c knows. */
static bool is_elf(const char *triple)
{
	return strstr(triple, "linux") || strstr(triple, "-none");
}

bool target_emit_object(
	LLVMModuleRef module, LLVMTargetMachineRef machine, const char *path, struct err *err)
{
	char *message = NULL;
	bool ok;

	if (is_elf(ll.GetTarget(module)))
		name_sections(module);
	ok = !ll.TargetMachineEmitToFile(machine, module, path, LLVMObjectFile, &message);
	if (!ok)
		err_set(err, "LLVM can not write %s: %s", path, message ? message : "unknown");
	if (message)
		ll.DisposeMessage(message);
	return ok;
}
