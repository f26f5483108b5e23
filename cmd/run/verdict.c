/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/verdict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/base/nearest.h"
#include "io/text/text.h"

#define WORD 256

enum sign { BELOW, AT_MOST, ABOVE, AT_LEAST, EQUAL, OTHER_THAN };

static const struct {
	const char *text;
	enum sign sign;
} signs[] = {
	{ "<=", AT_MOST }, { ">=", AT_LEAST }, { "!=", OTHER_THAN },
	{ "<", BELOW }, { ">", ABOVE }, { "=", EQUAL },
};
#define SIGNS (sizeof signs / sizeof signs[0])

struct question {
	char column[WORD], row[WORD];
	bool has_row;
	enum sign sign;
	double bound;
};

static const char *
copy_word(const char *from, const char *until, char *out)
{
	size_t len = strcspn(from, until);

	if (len == 0 || len >= WORD)
		return NULL;
	memcpy(out, from, len);
	out[len] = '\0';
	return from + len;
}

/* The sign and the number, to the end of the text. */
static bool
read_bound(const char *at, struct question *q)
{
	size_t i = 0;
	char *end;

	while (i < SIGNS && strncmp(at, signs[i].text,
	    strlen(signs[i].text)) != 0)
		i++;
	if (i == SIGNS)
		return false;
	at += strlen(signs[i].text);
	q->sign = signs[i].sign;
	q->bound = strtod(at, &end);
	if (end == at || !isfinite(q->bound) ||
	    at[strspn(at, "+-.0123456789%")])
		return false;
	if (*end == '%') {
		q->bound /= 100;
		end++;
	}
	return *end == '\0';
}

static bool
read_question(const char *text, struct question *q)
{
	const char *at = copy_word(text, "(<>=!", q->column);

	q->has_row = at && *at == '(';
	if (!q->has_row)
		return at && read_bound(at, q);
	/* "(all)" has parentheses itself. */
	const char *end = strrchr(at, ')');
	size_t len = end ? (size_t)(end - at) - 1 : 0;
	if (len == 0 || len >= WORD)
		return false;
	memcpy(q->row, at + 1, len);
	q->row[len] = '\0';
	return read_bound(end + 1, q);
}

static int
wrong_question(const char *text, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--fail-if: \"%s\": expected "
	    "such as 'rate(won)<0.2' or 'open(engaged)>100'", text);
}

int
verdict_check(const struct text_list *questions, struct fault *fault)
{
	struct question q;

	for (size_t i = 0; i < questions->n; i++)
		if (!read_question(questions->items[i], &q))
			return wrong_question(questions->items[i], fault);
	return 0;
}

static bool
holds(const struct question *q, double x)
{
	switch (q->sign) {
	case BELOW:
		return x < q->bound;
	case AT_MOST:
		return x <= q->bound;
	case ABOVE:
		return x > q->bound;
	case AT_LEAST:
		return x >= q->bound;
	case EQUAL:
		return x == q->bound;
	case OTHER_THAN:
		return x != q->bound;
	}
	return false;
}

static int
no_column(const struct table *t, const struct question *q,
    struct fault *fault)
{
	size_t n = table_columns(t);
	const char **names = memory_zeroed(n, sizeof *names);

	for (size_t c = 0; c < n; c++)
		names[c] = table_name(t, c);
	const char *near = nearest(q->column, names, n);
	free(names);
	if (near)
		return fault_set(fault, FAULT_USAGE, "--fail-if: the result "
		    "has no column \"%s\"; did you mean \"%s\"?", q->column,
		    near);
	return fault_set(fault, FAULT_USAGE, "--fail-if: the result has no "
	    "column \"%s\"", q->column);
}

/* As machines write it: "((none))" for a value that reads so. */
static bool
reads(const struct cell *cell, const char *text)
{
	size_t len = strlen(text);

	if (cell->kind != CELL_TEXT)
		return false;
	if (cell_escaped(cell)) {
		if (len < 2)
			return false;
		text++;
		len -= 2;
	}
	return cell->text.len == len &&
	    memcmp(cell->text.bytes, text, len) == 0;
}

static bool
row_is(const struct table *t, size_t row, const struct question *q)
{
	for (size_t c = 0; q->has_row && c < table_columns(t); c++)
		if (reads(table_cell(t, row, c), q->row))
			return true;
	return !q->has_row;
}

/* " of cpc, won": the texts that a row begins with. */
static void
name_row(const struct table *t, size_t row, size_t column, char *out,
    size_t size)
{
	size_t used = 0, n = 0;

	*out = '\0';
	for (size_t c = 0; c < column && n < 4; c++) {
		const struct cell *cell = table_cell(t, row, c);

		if (cell->kind == CELL_TEXT && used < size)
			used += (size_t)snprintf(out + used, size - used,
			    cell_escaped(cell) ? "%s(%.80s)" : "%s%.80s",
			    n++ ? ", " : message(" of "), cell->text.bytes);
	}
}

static void
write_figure(enum look look, double x, char out[TEXT_NUMBER])
{
	if (look == LOOK_PERCENT)
		text_percent(x, out);
	else if (look == LOOK_DAYS)
		text_days(x, out);
	else if (look == LOOK_COUNT)
		snprintf(out, TEXT_NUMBER, "%.0f", x);
	else
		snprintf(out, TEXT_NUMBER, "%.6g", x);
}

/* The row that holds of how many the figure is a share. */
static size_t
row_of_n(const struct table *t, size_t row, const struct column *look)
{
	if (look->of_row == OF_ROW_BEFORE)
		return block_begins(t, row) ? row : row - 1;
	while (look->of_row == OF_FIRST_ROW && !block_begins(t, row))
		row--;
	return row;
}

/* " is 42.4% (38.4% to 46.5%) of 568" */
static void
write_answer(const struct table *t, size_t row, size_t column, char *out,
    size_t size)
{
	const struct column *look = table_look(t, column);
	char x[TEXT_NUMBER], low[TEXT_NUMBER], high[TEXT_NUMBER];
	double ends[2] = { NAN, NAN };
	size_t used;

	if (look->low) {
		ends[0] = number_at(t, row, (size_t)look->low);
		ends[1] = number_at(t, row, (size_t)look->high);
	}
	write_figure(look->look, cell_number(table_cell(t, row, column)), x);
	write_figure(look->look, ends[0], low);
	write_figure(look->look, ends[1], high);
	used = (size_t)snprintf(out, size, message(" is %s"), x);
	if (!isnan(ends[0]) && !isnan(ends[1]))
		used += (size_t)snprintf(out + used, size - used,
		    message(" (%s to %s)"), low, high);
	if (look->of && table_has(t, (size_t)look->of))
		snprintf(out + used, size - used, message(" of %.0f"),
		    number_at(t, row_of_n(t, row, look), (size_t)look->of));
}

#define SAID_MOST 20	/* lines; a table may have a million rows */

/* An error, for -q keeps those: an alarm that is silent is none. */
static void
tell(struct verdict *v, const char *question, const struct table *t,
    size_t row, size_t column)
{
	struct fault line;
	char name[400], answer[4 * TEXT_NUMBER];
	const struct cell *cell = table_cell(t, row, column);

	if (v->said++ >= SAID_MOST)
		return;
	name_row(t, row, column, name, sizeof name);
	if (isnan(cell_number(cell)))
		snprintf(answer, sizeof answer, "%s", cell->kind == CELL_NA ?
		    message(" is not known yet") :
		    message(" is not defined"));
	else
		write_answer(t, row, column, answer, sizeof answer);
	fault_set(&line, FAULT_NO_DATA, "--fail-if %s: %s%s%s%s", question,
	    table_name(t, column), name, answer, v->said == SAID_MOST ?
	    message("; further rows are not told") : "");
	run_fault(v->run, &line);
}

/* Whether a number that is missing leaves the question open: undefined in
   some rows of a whole column says nothing. */
static bool
is_open(const struct verdict *v, const struct question *q,
    const struct column *look, const struct cell *cell)
{
	if (look->later && cell->kind == CELL_NA)
		return false;
	return isnan(cell_number(cell)) && !v->part &&
	    (q->has_row || cell->kind == CELL_NA);
}

/* Whether there was such a row. */
static bool
ask_rows(struct verdict *v, const char *text, const struct question *q,
    const struct table *t, size_t column)
{
	size_t first = (size_t)-1;
	bool answered = false;

	for (size_t r = 0; r < table_rows(t); r++) {
		const struct cell *cell = table_cell(t, r, column);
		double x = cell_number(cell);
		bool fires = !isnan(x) && holds(q, x);
		bool open = is_open(v, q, table_look(t, column), cell);

		if (!row_is(t, r, q))
			continue;
		first = first == (size_t)-1 ? r : first;
		v->fires |= fires;
		v->unknown |= open;
		answered |= !isnan(x) || open;
		if (fires || open)
			tell(v, text, t, r, column);
	}
	if (first != (size_t)-1 && !answered && !v->part) {
		v->unknown = true;
		tell(v, text, t, first, column);
	}
	return first != (size_t)-1;
}

int
verdict_ask(struct verdict *v, const struct text_list *questions,
    const struct table *t, struct fault *fault)
{
	for (size_t i = 0; i < questions->n; i++) {
		struct question q;
		size_t column;

		if (!read_question(questions->items[i], &q))
			return wrong_question(questions->items[i], fault);
		column = table_find(t, q.column);
		if (column == (size_t)-1)
			return no_column(t, &q, fault);
		if (!ask_rows(v, questions->items[i], &q, t, column) &&
		    !v->part)
			return fault_set(fault, FAULT_USAGE, "--fail-if: no "
			    "row of the result has \"%s\"", q.row);
	}
	return 0;
}

int
verdict_status(const struct verdict *v)
{
	return v->fires ? 1 : v->unknown ? FAULT_NO_DATA : 0;
}
