/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found, as a table. */
#include <string.h>

#include "cmd/check/check.h"
#include "cmd/run/result.h"
#include "cmd/run/verdict.h"
#include "io/text/words.h"

enum { KIND, SEVERITY, COUNT, ENTITIES, FILE_NAME, FIRST_LINE, VALUE,
	ADVICE };

static const struct column all[] = {
	[KIND] = { "kind", N_("kind"), LOOK_TEXT, .whole = true },
	[SEVERITY] = { "severity", NULL, LOOK_TEXT },
	[COUNT] = { "count", N_("count"), LOOK_COUNT },
	[ENTITIES] = { "entities", NULL, LOOK_COUNT },
	[FILE_NAME] = { "file", NULL, LOOK_TEXT },
	[FIRST_LINE] = { "first_line", N_("line"), LOOK_COUNT },
	[VALUE] = { "value", N_("found"), LOOK_TEXT },
	[ADVICE] = { "advice", N_("advice"), LOOK_TEXT, .whole = true },
};
static const struct columns columns = COLUMNS_OF(all);

static const struct {
	const char *name, *advice;
} kinds[CHECK_KINDS] = {
	[ROW_RAGGED] = { "ragged", N_("quote fields that hold delimiters") },
	[ROW_ENCODING] = { "encoding", N_("export again as UTF-8") },
	[ROW_ENTITY_MISSING] = { "entity_missing",
	    N_("--bad-rows skip goes without") },
	[ROW_STAGE_MISSING] = { "stage_missing",
	    N_("--bad-rows skip goes without") },
	[ROW_STAGE_UNKNOWN] = { "stage_unknown",
	    N_("name it in --stages or --lost") },
	[ROW_TIME_MISSING] = { "time_missing",
	    N_("--bad-rows skip goes without") },
	[ROW_TIME_UNREADABLE] = { "time_unreadable",
	    N_("mend it, or say --time-format") },
	[ROW_TIME_BEFORE_1970] = { "time_before_1970",
	    N_("an empty date written as 0?") },
	[ROW_TIME_FUTURE] = { "time_future",
	    N_("mend it; --as-of leaves it out") },
	[ROW_NUMBER_UNREADABLE] = { "number_unreadable",
	    N_("mend it, or say --decimal") },
	[CHECK_REPEAT] = { "repeat", N_("counts once; --key tells apart") },
	[CHECK_EQUAL_TIME] = { "equal_time",
	    N_("taken as in order; see --ties") },
	[CHECK_AFTER_OUTCOME] = { "after_outcome",
	    N_("re-opened: see --reopen") },
	[CHECK_BEFORE_ENTRY] = { "before_entry",
	    N_("mend it, or see --order reach") },
	[CHECK_NEAR_KEY] = { "near_key", N_("one deal? write its id one way") },
	[CHECK_GAP] = { "gap", N_("days without a row: all there?") },
	[CHECK_PARTIAL_FIRST] = { "partial_first",
	    N_("--from leaves it out") },
	[CHECK_PARTIAL_LAST] = { "partial_last", N_("--to leaves it out") },
	[CHECK_ORPHAN] = { "orphan", N_("mend the key, or its table") },
	[CHECK_UNUSED] = { "unused", N_("no row has this key: fine?") },
	[CHECK_RENAMED] = { "renamed", N_("one stage? --stages 'B=A|B'") },
};

const char *
check_name(enum check_kind kind)
{
	return kinds[kind].name;
}

enum check_kind
check_find(const char *name)
{
	int k = 0;

	while (k < CHECK_KINDS && strcmp(kinds[k].name, name) != 0)
		k++;
	return (enum check_kind)k;
}

static bool
is_ignored(const struct check_settings *s, int kind)
{
	for (size_t i = 0; i < s->ignore.n; i++)
		if (strcmp(s->ignore.items[i], kinds[kind].name) == 0)
			return true;
	return false;
}

static void
put_row(const struct input *in, struct table *t, int kind,
    const struct finding *f)
{
	bool people = result_for_people(in->scope.settings);
	const char *advice = kinds[kind].advice;

	table_add_row(t);
	table_word(t, KIND, kinds[kind].name);
	table_word(t, SEVERITY, f->note ? "note" : "fault");
	table_count(t, COUNT, f->rows);
	if (f->entities)
		table_count(t, ENTITIES, f->entities);
	if (f->placed) {
		table_word(t, FILE_NAME, f->table ? f->table :
		    reader_file(in->reader, f->file));
		table_count(t, FIRST_LINE, f->line);
	}
	if (f->value[0])
		table_word(t, VALUE, f->value);
	table_word(t, ADVICE, people ? _(advice) : advice);
}

/* All rows are examined, whatever convert would make of them. */
static void
define(const struct input *in, struct table *t)
{
	struct scope scope = in->scope;

	scope.facts.used = scope.facts.read;
	scope.facts.other_stages = 0;
	if (!check_knows_stages(in))
		scope.funnel.nstages = scope.funnel.noutcomes = 0;
	scope_define(&scope, t);
}

static int
write_table(const struct input *in, struct table *t, bool faulty,
    struct fault *fault)
{
	const struct settings *s = in->scope.settings;
	int status = 0;

	if (result_fails(in->scope.run, t, &status, fault) != 0)
		return -1;
	/* Silence is the answer where there is nothing to say. */
	if ((table_rows(t) || s->output) &&
	    result_write(in->scope.run, t, fault) != 0)
		return -1;
	return status ? status : faulty;
}

int
check_write(const struct input *in,
    const struct finding findings[CHECK_KINDS], struct fault *fault)
{
	const struct check_settings *s = in->scope.run->settings;
	struct table *t = table_new(&columns);
	bool faulty = false;
	int status;

	table_has_all(t);
	if (in->scope.run->nfiles > 1 || findings[CHECK_UNUSED].rows)
		table_column(t, FILE_NAME)->head = N_("file");
	define(in, t);
	for (int k = 0; k < CHECK_KINDS; k++) {
		if (findings[k].rows == 0 || is_ignored(s, k))
			continue;
		put_row(in, t, k, &findings[k]);
		faulty |= !findings[k].note;
	}
	status = write_table(in, t, faulty, fault);
	table_free(t);
	return status;
}
