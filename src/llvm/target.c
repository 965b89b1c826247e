#include "llvm/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/vec.h"
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

/* What functions say of themselves, and how many do; NULL: nothing. */
struct answer {
	const char *value;
	unsigned len;
	size_t functions;
};

typedef vec(struct answer) answers;

static void count_answer(answers *all, const char *value, unsigned len)
{
	vec_each(struct answer, a, all) {
		if (!a->value == !value && a->len == len &&
			(!value || memcmp(a->value, value, len) == 0)) {
			a->functions++;
			return;
		}
	}
	vec_push(all, ((struct answer){value, len, 1}));
}

/*
 * What most functions say by a string attribute, and so what the module was compiled for: rustc
 * writes the target's cpu and features on each function, and no attribute where it has none
 * (back/attributes.rs). The others have more, by #[target_feature], or are of crates that were
 * compiled for less. What is taken here holds for functions that say nothing: if it was theirs
 * who have more, all of the program would need a processor that only they were to run on.
 */
static char *attribute_of_most(LLVMModuleRef module, const char *key)
{
	answers all = {0};
	struct answer most = {0};
	char *ret;

	for (LLVMValueRef fn = ll.GetFirstFunction(module); fn; fn = ll.GetNextFunction(fn)) {
		LLVMAttributeRef attr = ll.GetStringAttributeAtIndex(
			fn, LLVMAttributeFunctionIndex, key, (unsigned)strlen(key));
		unsigned len = 0;
		const char *value = attr ? ll.GetStringAttributeValue(attr, &len) : NULL;

		if (!ll.IsDeclaration(fn))
			count_answer(&all, value, len);
	}
	vec_each(struct answer, a, &all) {
		if (a->functions > most.functions)
			most = *a;
	}
	ret = most.value ? xstrndup(most.value, most.len) : xstrdup("");
	vec_free(&all);
	return ret;
}

char *target_features(LLVMModuleRef module)
{
	return attribute_of_most(module, "target-features");
}

static char *cpu_name(LLVMModuleRef module, const char *asked)
{
	char *host, *copy;

	if (!asked)
		return attribute_of_most(module, "target-cpu");
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
	features = target_features(module);
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

/* Whether it is code or data that this object file gets and that has no section of its own. */
static bool wants_section(LLVMValueRef global)
{
	const char *given = ll.GetSection(global);

	return !ll.IsDeclaration(global) && !(given && *given) &&
	       ll.GetLinkage(global) != LLVMAvailableExternallyLinkage &&
	       ll.GetLinkage(global) != LLVMAppendingLinkage;
}

static bool is_local(LLVMValueRef global)
{
	return ll.GetLinkage(global) == LLVMInternalLinkage ||
	       ll.GetLinkage(global) == LLVMPrivateLinkage;
}

static void set_section(LLVMValueRef global, const char *prefix)
{
	size_t len = 0;
	char *section = xprintf("%s%s", prefix, ll.GetValueName2(global, &len));

	ll.SetSection(global, section);
	free(section);
}

static bool has_attribute(LLVMValueRef fn, const char *name)
{
	unsigned kind = ll.GetEnumAttributeKindForName(name, strlen(name));

	return ll.GetEnumAttributeAtIndex(fn, LLVMAttributeFunctionIndex, kind);
}

/* A group of its own, which no linker merges with another. */
static void give_group(LLVMModuleRef module, LLVMValueRef fn)
{
	size_t len = 0;
	LLVMComdatRef group = ll.GetOrInsertComdat(module, ll.GetValueName2(fn, &len));

	ll.SetComdatSelectionKind(group, LLVMNoDeduplicateComdatSelectionKind);
	ll.SetComdat(fn, group);
}

/*
 * Where LLVM's outliner looks at minsize functions without being asked, and where GlobalMerge
 * runs, too.
 */
static bool has_outliner(const char *triple)
{
	static const char *const targets[] = {"thumb", "arm", "aarch64", "riscv"};

	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		if (strncmp(triple, targets[i], strlen(targets[i])) == 0)
			return true;
	}
	return false;
}

/*
 * LLVM-C can not ask for function sections. Without them the linker's --gc-sections finds
 * nothing to drop, so each function names its own, as LLVM itself would name it. But the
 * outliner leaves functions with a section alone. Those that it would look at get a group
 * each: LLVM puts what is in one into a section that it names itself.
 */
static void name_function_sections(LLVMModuleRef module)
{
	bool outlined = has_outliner(ll.GetTarget(module));

	for (LLVMValueRef fn = ll.GetFirstFunction(module); fn; fn = ll.GetNextFunction(fn)) {
		if (!wants_section(fn) || ll.GetComdat(fn))
			continue;
		if (outlined && has_attribute(fn, "minsize"))
			give_group(module, fn);
		else
			set_section(
				fn, has_attribute(fn, "cold") ? ".text.unlikely." : ".text.");
	}
}

/* A string that ends with its only zero, which LLVM puts where the linker merges equal ones. */
static bool is_c_string(LLVMValueRef constant)
{
	size_t len = 0;
	const char *text;

	if (!ll.IsAConstantDataArray(constant) || !ll.IsConstantString(constant))
		return false;
	text = ll.GetAsString(constant, &len);
	return len > 0 && memchr(text, 0, len) == text + len - 1;
}

/*
 * Constants without an address of their own go to sections whose equal entries the linker
 * merges; a name would keep them from that. Says yes where it is not sure.
 */
static bool is_mergeable(LLVMValueRef global, LLVMTargetDataRef layout)
{
	LLVMTypeRef type = ll.GlobalGetValueType(global);
	unsigned long long bytes = ll.ABISizeOfType(layout, type);

	if (!ll.IsGlobalConstant(global) ||
		ll.GetUnnamedAddress(global) != LLVMGlobalUnnamedAddr)
		return false;
	if (bytes == 4 || bytes == 8 || bytes == 16 || bytes == 32)
		return true;
	if (ll.GetTypeKind(type) != LLVMArrayTypeKind)
		return false;
	type = ll.GetElementType(type);
	return ll.GetTypeKind(type) == LLVMIntegerTypeKind &&
	       (ll.ABISizeOfType(layout, type) > 1 || is_c_string(ll.GetInitializer(global)));
}

/* What may be left to the zeros that a program starts with. */
static bool is_zero(LLVMValueRef constant)
{
	int operands;

	if (ll.IsNull(constant) || ll.IsUndef(constant))
		return true;
	if (!ll.IsAConstantStruct(constant) && !ll.IsAConstantArray(constant))
		return false;
	operands = ll.GetNumOperands(constant);
	for (int i = 0; i < operands; i++) {
		if (!is_zero(ll.GetOperand(constant, (unsigned)i)))
			return false;
	}
	return true;
}

/*
 * The same for data, with the names of -fdata-sections. Only for static code: elsewhere a
 * constant may need relocation at start, which the name would have to tell. GlobalMerge puts
 * variables together that functions use together, and leaves those with a section or a group
 * alone: local ones get neither where it runs. Which of them are not used is known without the
 * linker.
 */
static void name_data_sections(LLVMModuleRef module)
{
	LLVMTargetDataRef layout = ll.GetModuleDataLayout(module);
	bool merged = has_outliner(ll.GetTarget(module));

	for (LLVMValueRef v = ll.GetFirstGlobal(module); v; v = ll.GetNextGlobal(v)) {
		if (!wants_section(v) || ll.IsThreadLocal(v) ||
			ll.GetLinkage(v) == LLVMCommonLinkage || is_mergeable(v, layout))
			continue;
		if (ll.IsGlobalConstant(v))
			set_section(v, ".rodata.");
		else if (merged && is_local(v))
			continue;
		else if (is_zero(ll.GetInitializer(v)))
			set_section(v, ".bss.");
		else
			set_section(v, ".data.");
	}
}

/* A bare machine's triple may be as short as "riscv32": ELF is what is none of the others. */
static bool is_elf(const char *triple)
{
	static const char *const others[] = {
		"wasm", "windows", "uefi", "apple", "darwin", "macos", "ios"};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (strstr(triple, others[i]))
			return false;
	}
	return true;
}

bool target_generates_by_function(LLVMModuleRef module)
{
	const char *triple = ll.GetTarget(module);

	return is_elf(triple) && strstr(triple, "linux") && !has_outliner(triple);
}

static void name_sections(LLVMModuleRef module, const struct target_options *options)
{
	const char *triple = ll.GetTarget(module);

	if (!is_elf(triple))
		return;
	name_function_sections(module);
	if (!strstr(triple, "linux") &&
		relocation_mode(module, options->relocation) == LLVMRelocStatic)
		name_data_sections(module);
}

bool target_emit_object(LLVMModuleRef module, LLVMTargetMachineRef machine,
	const struct target_options *options, const char *path, struct err *err)
{
	char *message = NULL;
	bool ok;

	name_sections(module, options);
	ok = !ll.TargetMachineEmitToFile(machine, module, path, LLVMObjectFile, &message);
	if (!ok)
		err_set(err, "LLVM can not write %s: %s", path, message ? message : "unknown");
	if (message)
		ll.DisposeMessage(message);
	return ok;
}
