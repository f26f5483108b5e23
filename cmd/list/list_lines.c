/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row as a line, without cells: of a million rows these would cost more
   than reading the log. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/list/list.h"
#include "io/store/id_text.h"

char *
list_put_time(const struct lister *l, int64_t time, char to[LIST_TIME])
{
	const struct scope *s = l->scope;

	if (s->settings->no_time)
		return to;
	return s->dates ? day_put(&l->days, time, to) :
	    instant_put(&l->days, time, &s->zone, to);
}

static void
line_time(const struct lister *l, int64_t time, struct lines *to)
{
	char *at = list_put_time(l, time, lines_room(to, LIST_TIME + 1));

	*at++ = to->separator;
	lines_took(to, at);
}

static void
line_days(const struct lister *l, bool known, int64_t passed,
    struct lines *to)
{
	if (!known || l->scope->settings->no_time)
		lines_empty(to);
	else if (l->scope->dates)
		lines_number(to, (double)passed);
	else
		lines_days(to, passed);
}

static void
line_entity(const struct scope *s, const char *id, size_t len,
    struct lines *to)
{
	char *part;

	if (s->nentity == 1) {
		lines_text(to, id, len);
		return;
	}
	part = memory_array(len + 1, 1);
	for (size_t i = 0; i < s->nentity; i++) {
		size_t n = id_part_take(part, &id, &len);

		lines_text(to, part, n);
	}
	free(part);
}

static void
line_groups(const struct scope *s, uint32_t tuple, struct lines *to)
{
	for (size_t c = 0; c < s->nby; c++) {
		size_t len = 0;
		const char *text = scope_group(s, tuple, c, &len);

		if (len)
			lines_text(to, text, len);
		else
			lines_word(to, "(none)");
	}
}

/* Its cohort, its stage, what came of it. */
static void
line_outcome(const struct scope *s, const struct list_row *row,
    struct lines *to)
{
	char cohort[EVERY_TEXT] = "";
	const char *stage = row->counts ? s->funnel.stages[row->stage].name :
	    "";

	if (s->settings->every && row->counts)
		scope_cohort_text(s, row->entry, cohort);
	if (s->settings->every)
		lines_text(to, cohort, strlen(cohort));
	lines_text(to, stage, strlen(stage));
	lines_word(to, row->counts && row->balanced ? list_outcomes[row->fate] :
	    "");
}

void
list_line(const void *context, const void *record, struct lines *to)
{
	const struct lister *l = context;
	const struct scope *s = l->scope;
	const struct list_row *row = record;
	const int64_t *times = (const int64_t *)(row + 1);
	bool balanced = row->counts && row->balanced;

	line_entity(s, (const char *)(times +
	    __builtin_popcount(row->stages)), row->id_len, to);
	line_groups(s, row->group, to);
	line_outcome(s, row, to);
	if (s->values)
		lines_decimal(to, list_amount(row));
	for (size_t k = 0; k < s->funnel.nstages; k++)
		if (row->counts && (row->stages >> k & 1))
			line_time(l, *times++, to);
		else
			lines_empty(to);
	line_days(l, balanced && row->stay_known &&
	    row->fate != FATE_COMPLETED, row->in_stage, to);
	line_days(l, balanced && row->total_known, row->total, to);
	line_time(l, row->last, to);
	lines_end(to);
}
