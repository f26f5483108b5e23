/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/result.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/run/verdict.h"

static bool
to_terminal(const struct settings *s)
{
	return (!s->output || strcmp(s->output, "-") == 0) &&
	    isatty(STDOUT_FILENO);
}

static enum format
choose_format(const struct settings *s)
{
	if (s->format)
		return (enum format)(s->format - 1);
	int by_ending = s->output ? format_by_ending(s->output) : -1;
	if (by_ending >= 0)
		return (enum format)by_ending;
	return to_terminal(s) ? FORMAT_TEXT : FORMAT_CSV;
}

bool
result_for_people(const struct settings *s)
{
	enum format format = choose_format(s);

	return format != FORMAT_CSV && format != FORMAT_TSV &&
	    format != FORMAT_JSON;
}

static unsigned
terminal_width(const struct settings *s)
{
	struct winsize size;

	if (!to_terminal(s) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col;
}

/* A page has a title. */
static const char *
title_of(struct run *run)
{
	const struct settings *s = run->settings;
	struct arena *arena = &run->arena;
	char title[64];

	if (s->title || choose_format(s) != FORMAT_HTML)
		return s->title;
	snprintf(title, sizeof title, "funnel %s", run->command->name);
	return arena_copy(arena, title, strlen(title));
}

struct layout
result_layout(struct run *run)
{
	const struct settings *s = run->settings;

	return (struct layout){
		.format = choose_format(s),
		.width = terminal_width(s),
		.header = !s->no_output_header,
		.definition = s->with_definition,
		.excel_safe = s->excel_safe,
		.title = title_of(run),
	};
}

int
result_write(struct run *run, const struct table *table,
    struct fault *fault)
{
	const struct settings *s = run->settings;
	const struct layout layout = result_layout(run);
	struct output *out = output_open(s->output, fault);

	if (!out)
		return -1;
	table_write(table, &layout, out);
	return output_commit(out, fault);
}

int
result_draw(struct run *run, struct table *table, struct fault *fault)
{
	const struct settings *s = run->settings;

	if (!s->chart)
		return 0;
	table_round(table);
	if (run->draw(run, table, s->chart, fault) == 0)
		return 0;
	if (!fault->file[0])
		fault_at(fault, "--chart", 0, NULL);
	fault->kind = FAULT_OUTPUT;
	return -1;
}

int
result_check(const struct table *table, struct fault *fault)
{
	size_t n = table_columns(table);

	for (size_t c = 1; c < n; c++)
		if (table_find(table, table_name(table, c)) < c)
			return fault_set(fault, FAULT_USAGE, "two columns "
			    "would be \"%s\": call the stage or the column "
			    "of --by otherwise", table_name(table, c));
	return 0;
}

int
result_fails(const struct run *run, const struct table *table, int *status,
    struct fault *fault)
{
	const struct settings *s = run->settings;
	struct verdict verdict = { .run = run };

	if (verdict_ask(&verdict, &s->fail_if, table, fault) != 0)
		return -1;
	*status = verdict_status(&verdict);
	return 0;
}
