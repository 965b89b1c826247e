/*
 * cargo async-opt budget [OPTIONS] [CARGO BUILD'S OPTIONS]: builds, and holds what the links
 * have left about the futures against the limits of each Cargo.toml. --init writes limits and
 * a baseline, --table a table for a README, --read PATH takes facts instead of building.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "driver/budget_session.h"
#include "driver/built_facts.h"
#include "driver/driver.h"

static int show(struct budget_session *s)
{
	const char *format = s->args->message_format;
	const struct budget_view view = {
		.unknown_is_fine = s->args->allow_unknown, .version = AO_VERSION};
	struct str text = {0};

	if (s->args->table)
		budget_markdown(&s->budget, &s->facts, &text);
	else
		budget_check(&s->budget, &s->facts, s->has_baseline ? &s->baseline : NULL);
	if (s->args->table)
		;
	else if (!format || !strcmp(format, "human"))
		budget_text(&s->budget, &view, &text);
	else if (!strcmp(format, "json"))
		budget_json(&s->budget, &view, &text);
	else if (!strcmp(format, "sarif"))
		budget_sarif(&s->budget, &view, &text);
	else
		budget_github(&s->budget, &view, &text);
	fputs(text.s ? text.s : "", stdout);
	str_free(&text);
	return s->args->table || budget_holds(&s->budget, view.unknown_is_fine) ? 0 : 1;
}

static bool check_arguments(const struct cargo_args *args, struct err *err)
{
	static const char *const formats[] = {"human", "json", "sarif", "github"};
	const char *format = args->message_format;
	bool known = !format;

	for (size_t i = 0; format && i < sizeof(formats) / sizeof(*formats); i++)
		known = known || !strcmp(format, formats[i]);
	if (!known)
		return err_set(err,
			"--message-format takes human, json, sarif or github, not %s", format);
	if (args->init && args->view.read)
		return err_set(err, "--init needs a build, not --read");
	return args->words.len ? err_set(err, "what is %s?", args->words.at[0]) : true;
}

static int run(struct budget_session *s)
{
	struct err err = {0};
	int code;

	if (!build_find_folder(&s->build, &err) || !budget_read_workspace(s, &err))
		return log_failure(
			&err, "run it in the folder of a package, or name --manifest-path");
	if (s->args->view.read) {
		if (!facts_read_file(s->args->view.read, &s->facts, &err))
			return log_failure(&err, "it has to be what `cargo async-opt report "
						 "--message-format json` writes");
	} else if ((code = budget_build(s))) {
		return code;
	}
	if (!budget_read_limits(s, &err))
		return log_failure(&err,
			"docs/budget.md has the limits; `cargo async-opt budget "
			"--init` writes today's figures");
	if (s->args->init)
		return budget_init(s);
	if (!s->budget.rules.len && !s->args->table) {
		err_set(&err, "no limits are set for what was built");
		return log_failure(&err,
			"`cargo async-opt budget --init` writes today's figures to "
			"Cargo.toml");
	}
	return show(s);
}

int cargo_budget(const struct cargo_args *args)
{
	struct budget_session s = {.args = args, .build = {.args = args}};
	struct err err = {0};
	int code;

	if (!check_arguments(args, &err)) {
		log_failure(&err, "`cargo async-opt budget --help` lists the options");
		return 2;
	}
	code = run(&s);
	budget_free(&s.budget);
	facts_list_free(&s.facts);
	facts_list_free(&s.baseline);
	json_object_put(s.workspace);
	return code;
}
