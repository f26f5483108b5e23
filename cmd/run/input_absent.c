/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was asked for and does not occur. */
#include "cmd/run/input_absent.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/base/lookup.h"
#include "io/base/nearest.h"

enum absent { NO_STAGE, NO_OUTCOME, NO_VALUE };

static void
no_row(enum absent what, const char *name, struct fault *line)
{
	static const char *const texts[] = {
		[NO_STAGE] = N_("no row has stage \"%s\""),
		[NO_OUTCOME] = N_("no row has outcome \"%s\""),
		[NO_VALUE] = N_("no row has value \"%s\""),
	};

	fault_set(line, FAULT_NO_DATA, texts[what], name);
}

static void
say_no_row(const struct input *in, enum absent what, const char *name,
    const char *near)
{
	struct fault line;

	no_row(what, name, &line);
	fault_suggest(&line, near);
	run_say(in->scope.run, "%s", line.sentence);
}

/* In a stage or not. */
static uint64_t
rows_of_value(const struct input *in, const char *value)
{
	uint64_t all = funnel_value_rows(&in->scope.funnel, in->log, value);

	for (size_t i = 0; i < event_log_others(in->log); i++) {
		size_t len;
		uint64_t rows;
		const char *other = event_log_other(in->log, i, &len, &rows);

		if (strlen(value) == len && memcmp(other, value, len) == 0)
			all += rows;
	}
	return all;
}

static void
say_no_value(const struct input *in, enum absent what,
    const struct stage_value *v, const char *const *names, size_t n)
{
	const struct funnel *f = &in->scope.funnel;
	struct buffer text = { 0 };
	struct fault line;
	uint64_t rows;

	if (funnel_asked_rows(f, in->log, v))
		return;
	rows = v->conditions.n ? rows_of_value(in, v->value) : 0;
	stage_value_text(v, false, &text);
	no_row(what, text.bytes, &line);
	if (rows)
		run_say(in->scope.run, "%s: of %" PRIu64 " %s with \"%s\" the "
		    "condition holds for none", line.sentence, rows,
		    run_n(rows, "row", "rows"), v->value);
	else
		say_no_row(in, what, text.bytes, nearest(v->value, names, n));
	buffer_free(&text);
}

/* Rows decide which of the built-in stages are the funnel: also --where. */
static void
say_left_out(const struct input *in)
{
	const struct funnel *f = &in->scope.funnel;
	char list[128] = "";

	for (size_t i = 0, at = 0; i < f->nleft_out; i++)
		at += (size_t)snprintf(list + at, sizeof list - at,
		    message("%s\"%s\""), i ? ", " : "", f->left_out[i]);
	if (f->nleft_out)
		run_say(in->scope.run, "no row has %s: the funnel goes "
		    "without", list);
}

void
input_say_absent(const struct input *in)
{
	const struct funnel *f = &in->scope.funnel;

	say_left_out(in);
	const char *names[64];
	size_t n = 0;
	for (size_t i = 0; i < event_log_others(in->log) && n < 64; i++) {
		size_t len;
		uint64_t rows;

		names[n++] = event_log_other(in->log, i, &len, &rows);
	}
	for (size_t k = 0; k < f->nstages; k++) {
		const struct funnel_stage *s = &f->stages[k];

		if (funnel_stage_rows(f, in->log, k) > 0)
			continue;
		if (!funnel_asks(f))
			say_no_row(in, NO_STAGE, s->name, nearest(
			    s->values[0].value, names, n));
		for (size_t i = 0; funnel_asks(f) && i < s->nvalues; i++)
			say_no_value(in, NO_STAGE, &s->values[i], names, n);
	}
	for (size_t i = 0; f->lost_given && i < f->noutcomes; i++)
		say_no_value(in, NO_OUTCOME, &f->outcomes[i], names, n);
	for (size_t x = 0; x < f->nexclusions; x++)
		for (size_t i = 0; i < f->exclusions[x].nvalues; i++)
			say_no_value(in, NO_VALUE, &f->exclusions[x].values[i],
			    names, n);
	for (size_t i = 0; i < f->ndrops; i++)
		say_no_value(in, NO_VALUE, &f->drops[i], names, n);
}

#define VALUES_MOST 8	/* of a column that are listed */

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The values of a column in the head, each once, sorted; their number. */
static size_t
values_of(const struct input *in, size_t column, struct arena *arena,
    const char ***out)
{
	const struct head *h = &in->head;
	struct lookup *lookup = lookup_new();
	size_t n, len;

	for (size_t r = 0; r < h->rows; r++) {
		struct field f = head_cell(h, r, column);

		if (f.len)
			lookup_add(lookup, f.at, f.len);
	}
	n = lookup_size(lookup);
	*out = arena_alloc(arena, (n + 1) * sizeof **out);
	for (uint32_t i = 0; i < n; i++) {
		const char *text = lookup_text(lookup, i, &len);

		(*out)[i] = arena_copy(arena, text, len);
	}
	lookup_free(lookup);
	qsort(*out, n, sizeof **out, by_bytes);
	return n;
}

/* Of a condition that no row of the head passes: what the column has. */
static void
advise_values(const struct input *in, const struct condition *c,
    struct fault *fault)
{
	const char **names;
	size_t n;

	for (size_t r = 0; r < in->head.rows; r++)
		if (condition_ask(c, head_cell(&in->head, r, c->column),
		    NULL) == CONDITION_HOLDS)
			return;
	n = values_of(in, c->column, &in->scope.run->arena, &names);
	for (size_t i = 0; c->test == CONDITION_IN && i < c->n; i++)
		fault_suggest(fault, nearest(c->values[i].at, names, n));
	fault_advise(fault, "  in the first rows \"%s\" is ",
	    reader_column(in->reader, c->column));
	for (size_t i = 0; i < n && i < VALUES_MOST; i++)
		fault_advise(fault, message("%s\"%.60s\""), i ? ", " : "",
		    names[i]);
	fault_advise(fault, n > VALUES_MOST ? ", …\n" : "\n");
}

static int
nothing_where(const struct input *in, const struct log_facts *f,
    uint64_t rejected, struct fault *fault)
{
	const struct conditions *all = &in->options.where;

	if (f->incomparable)
		return fault_set(fault, FAULT_NO_DATA, "--where leaves no "
		    "row: %" PRIu64 " %s left out, %" PRIu64 " of them for a "
		    "cell that is no number or time, or empty; %" PRIu64
		    " rejected", f->not_where, run_n(f->not_where, "is",
		    "are"), f->incomparable, rejected);
	fault_set(fault, FAULT_NO_DATA, "--where leaves no row: %" PRIu64
	    " %s left out, %" PRIu64 " rejected", f->not_where,
	    run_n(f->not_where, "is", "are"), rejected);
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].test == CONDITION_IN ||
		    all->items[i].test == CONDITION_LIKE)
			advise_values(in, &all->items[i], fault);
	return -1;
}

int
input_check_rows(const struct input *in, struct fault *fault)
{
	const struct log_facts *f = event_log_facts(in->log);
	uint64_t rejected = 0;

	for (int i = 0; i < REJECTS; i++)
		rejected += f->rejected[i];
	uint64_t rows = f->read - f->footers - f->blank;
	if (in->scope.settings->partial)
		return 0;
	if (rows == 0) {
		fault_set(fault, FAULT_NO_DATA, "no rows, only a header");
		return fault_at(fault, reader_file(in->reader, 0), 0, NULL);
	}
	if (rows == rejected + f->not_where && f->not_where)
		return nothing_where(in, f, rejected, fault);
	if (rows == rejected)
		return fault_set(fault, FAULT_NO_DATA,
		    "no row can be used: %s%" PRIu64 " %s rejected",
		    run_n(rejected, "", "all "), rejected,
		    run_n(rejected, "is", "are"));
	return 0;
}
