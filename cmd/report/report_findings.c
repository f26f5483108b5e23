/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found, the largest first, and what was not. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/report/report.h"
#include "io/text/words.h"

void
find(struct findings *f, const struct finding *finding)
{
	f->items = memory_reserve(f->items, &f->room, f->n + 1,
	    sizeof *f->items);
	f->items[f->n++] = *finding;
}

static int
compare(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->stake > y->stake || x->stake < y->stake)
		return x->stake > y->stake ? -1 : 1;
	return strcmp(x->is.lead, y->is.lead);
}

void
report_find(const struct report *report, struct findings *out)
{
	for (size_t p = 0; report->parts[p]; p++) {
		const struct part *part = report->parts[p];

		size_t n = out->n;

		if (part->find && (!part->has || part->has(report)))
			part->find(report, out);
		for (; n < out->n; n++)
			out->items[n].part = part;
	}
	if (out->n)
		qsort(out->items, out->n, sizeof *out->items, compare);
	if (out->n > FINDINGS_MOST)
		out->n = FINDINGS_MOST;
}

/* Its first letter large, where the language has such. */
static const char *
capital(const struct report *report, const char *text)
{
	char *own = arena_copy(report->arena, text, strlen(text));

	if (own[0] >= 'a' && own[0] <= 'z')
		own[0] -= 'a' - 'A';
	return own;
}

const char *
report_headline(const struct report *report, const struct findings *f)
{
	const char *first = f->n ? capital(report, f->items[0].headline) :
	    NULL;

	if (f->n == 0)
		return NULL;
	return f->n == 1 ? report_text(report, _("%s."), first) :
	    report_text(report, _("%s, and %s."), first,
	    f->items[1].headline);
}
