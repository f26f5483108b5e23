/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All tests of a report as one family. */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/rates/adjust.h"
#include "cmd/report/report.h"

void
family_begin(struct family *family, const char *of)
{
	if (family->nbunches < BUNCHES_MAX)
		family->bunches[family->nbunches++] = (struct bunch){ of, 0 };
}

static void
add(struct family *f, struct tested tested)
{
	f->tests = memory_reserve(f->tests, &f->room, f->n + 1,
	    sizeof *f->tests);
	f->tests[f->n++] = tested;
	f->bunches[f->nbunches - 1].n++;
}

void
family_add(struct family *family, double p, double *q)
{
	*q = NAN;
	if (!isnan(p))
		add(family, (struct tested){ .p = p, .q = q });
}

void
family_row(struct family *family, struct table *table, size_t row, size_t p,
    size_t q)
{
	double of_row = number_at(table, row, p);

	if (!isnan(of_row))
		add(family, (struct tested){ .p = of_row, .table = table,
		    .row = row, .column = q });
}

void
family_table(struct family *family, struct table *table, size_t p, size_t q)
{
	size_t first = family->n;

	for (size_t row = 0; table && row < table_rows(table); row++)
		family_row(family, table, row, p, q);
	/* Of two each is compared with the other: that is one test. */
	if (family->n == first + 2) {
		family->tests[first + 1].p = NAN;
		family->bunches[family->nbunches - 1].n--;
	}
}

static void
put_q(const struct tested *tested, double q)
{
	if (tested->q)
		*tested->q = q;
	if (tested->table)
		table_replace_number(tested->table, tested->row,
		    tested->column, q);
}

size_t
report_tests(const struct report *report)
{
	size_t n = 0;

	for (size_t i = 0; i < report->family.nbunches; i++)
		n += report->family.bunches[i].n;
	return n;
}

/* What a picture says of its q. */
static void
tell_pictures(struct report *report)
{
	size_t n = report_tests(report);

	for (size_t i = 0; i < report->nsections; i++)
		report->sections[i]->picture.tests =
		    report->sections[i]->second.tests = n;
}

void
report_test(struct report *report)
{
	struct family *f = &report->family;
	double *p, *q;

	for (size_t i = 0; report->parts[i]; i++)
		if (report->parts[i]->test)
			report->parts[i]->test(report, f);
	p = memory_array(2 * f->n + 1, sizeof *p);
	q = p + f->n;
	for (size_t i = 0; i < f->n; i++)
		p[i] = f->tests[i].p;
	adjust_p(ADJUST_BH, p, f->n, q);
	for (size_t i = 0; i < f->n; i++)
		put_q(&f->tests[i], isnan(p[i]) && i ? q[i - 1] : q[i]);
	free(p);
	free(f->tests);
	f->tests = NULL;
	tell_pictures(report);
}

bool
report_is_sure(const struct report *report, double q)
{
	return q < 1 - scope_level(&report->input.scope);
}
