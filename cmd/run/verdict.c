/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/base/nearest.h"

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

int
verdict_check(const struct text_list *questions, struct fault *fault)
{
	struct question q;
	for (size_t i = 0; i < questions->n; i++)
		if (!read_question(questions->items[i], &q))
			return fault_set(fault, FAULT_USAGE, "--fail-if: "
			    "\"%s\": expected such as 'rate(won)<0.2' or "
			    "'open(engaged)>100'", questions->items[i]);
	return 0;
}

static bool
row_is(const struct table *t, size_t row, const struct question *q)
{
	for (size_t c = 0; q->has_row && c < table_columns(t); c++) {
		const struct cell *cell = table_cell(t, row, c);
		if (cell->kind == CELL_TEXT &&
		    cell->text.len == strlen(q->row) &&
		    memcmp(cell->text.bytes, q->row, cell->text.len) == 0)
			return true;
	}
	return !q->has_row;
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

struct asking {
	void (*unknown)(void *context, const char *question);
	void *context;
	bool *fails;
	bool part;	/* other rows may be the ones asked for */
};

static int
ask_one(const char *text, const struct table *t, const struct asking *a,
    struct fault *fault)
{
	struct question q;
	bool found = false, unknown = false;
	read_question(text, &q);
	size_t column = table_find(t, q.column);
	if (column == (size_t)-1)
		return no_column(t, &q, fault);
	for (size_t r = 0; r < table_rows(t); r++) {
		if (!row_is(t, r, &q))
			continue;
		double x = cell_number(table_cell(t, r, column));
		found = true;
		unknown |= isnan(x);
		*a->fails |= holds(&q, x) && !isnan(x);
	}
	if (!found && !a->part)
		return fault_set(fault, FAULT_USAGE, "--fail-if: no row of "
		    "the result has \"%s\"", q.row);
	if (unknown && a->unknown)
		a->unknown(a->context, text);
	return 0;
}

int
verdict_ask(const struct text_list *questions, const struct table *table,
    void (*unknown)(void *context, const char *question), void *context,
    bool *fails, struct fault *fault)
{
	const struct asking asking = { unknown, context, fails, false };
	*fails = false;
	for (size_t i = 0; i < questions->n; i++)
		if (ask_one(questions->items[i], table, &asking, fault) != 0)
			return -1;
	return 0;
}

int
verdict_ask_part(const struct text_list *questions,
    const struct table *part, bool *fails, struct fault *fault)
{
	const struct asking asking = { NULL, NULL, fails, true };
	for (size_t i = 0; i < questions->n; i++)
		if (ask_one(questions->items[i], part, &asking, fault) != 0)
			return -1;
	return 0;
}
