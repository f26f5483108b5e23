/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups against each other, and all of them as one. */
#include "analytics/fold/outcomes_finish.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

static struct count *
counts_of(const struct outcomes_group *groups, size_t n)
{
	struct count *counts = memory_array(n + 1, sizeof *counts);

	for (size_t i = 0; i < n; i++)
		counts[i] = groups[i].reached;
	return counts;
}

static struct segments_values *
values_of(const struct outcomes_group *groups, size_t n)
{
	struct segments_values *values = memory_array(n + 1, sizeof *values);

	for (size_t i = 0; i < n; i++)
		values[i] = (struct segments_values){ groups[i].reached.k,
			groups[i].sample };
	return values;
}

static enum status
compare(const struct outcomes_group *groups, size_t n,
    const struct segments_measure *measure, const struct segments_options *o,
    struct segment *out, struct shrinkage *prior)
{
	struct count *counts = counts_of(groups, n);
	struct segments_values *values = values_of(groups, n);
	enum status status = measure ? segments_of_values(values, n, measure,
	    o, out, prior) : segments_of_rates(counts, n, o, out, prior);

	free(counts);
	free(values);
	return status;
}

/* All groups as one. */
static enum status
join(const struct outcomes_groups *g, struct outcomes_segments *out)
{
	struct outcomes_group *whole = &out->whole;
	bool fits = true;
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		n += g->all[i].sample.n;
	out->numbers = memory_array(n + 1, sizeof *out->numbers);
	n = 0;
	for (size_t i = 0; i < g->n; i++) {
		const struct outcomes_group *one = &g->all[i];

		whole->reached.n += one->reached.n;
		whole->reached.k += one->reached.k;
		whole->open += one->open;
		fits &= decimal_add(&whole->sum, one->sum);
		if (one->sample.n)
			memcpy(out->numbers + n, one->sample.values,
			    one->sample.n * sizeof *out->numbers);
		n += one->sample.n;
	}
	return fits ? sample_sort(out->numbers, n, &whole->sample) :
	    STATUS_LIMIT;
}

enum status
outcomes_compare(const struct outcomes_groups *g,
    const struct segments_measure *measure, const struct segments_options *o,
    bool whole, struct outcomes_segments *out)
{
	struct segments_options named = *o, alone = *o;
	bool *nameless = memory_array(g->n + 1, sizeof *nameless);

	*out = (struct outcomes_segments){ .prior = { NAN, NAN },
	    .whole = { .tuple = GROUP_NONE } };
	for (size_t i = 0; i < g->n; i++)
		nameless[i] = g->all[i].nameless;
	named.nameless = nameless;
	/* One has nothing to be drawn to. */
	alone.shrink = false;
	out->all = memory_array(g->n + 1, sizeof *out->all);
	enum status status = compare(g->all, g->n, measure, &named, out->all,
	    &out->prior);
	free(nameless);
	if (status == STATUS_OK && whole)
		status = join(g, out);
	if (status == STATUS_OK && whole)
		status = compare(&out->whole, 1, measure, &alone, &out->total,
		    NULL);
	if (status == STATUS_OK)
		out->tests = segments_tests_made(out->all, g->n, o,
		    measure != NULL);
	return status;
}

void
outcomes_segments_free(struct outcomes_segments *s)
{
	free(s->all);
	free(s->numbers);
	*s = (struct outcomes_segments){ 0 };
}

/* The largest first; of equals as they came. */
struct sized {
	uint64_t n;
	size_t at;
};

static int
by_size(const void *a, const void *b)
{
	const struct sized *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

size_t
outcomes_shown(const struct segment *segments, size_t n, uint64_t least,
    uint64_t top, double alpha, bool *chosen)
{
	struct sized *sizes = memory_array(n + 1, sizeof *sizes);
	size_t kept = 0, shown = 0;

	memset(chosen, 0, n * sizeof *chosen);
	for (size_t i = 0; i < n; i++)
		if (segments[i].n >= least)
			sizes[kept++] = (struct sized){ segments[i].n, i };
	qsort(sizes, kept, sizeof *sizes, by_size);
	if (top && top < kept)
		kept = (size_t)top;
	for (size_t i = 0; i < kept; i++)
		chosen[sizes[i].at] = true;
	free(sizes);
	for (size_t i = 0; i < n; i++) {
		chosen[i] |= segments[i].q < alpha;
		shown += chosen[i];
	}
	return shown;
}

enum status
outcomes_test(const struct outcomes_groups *g,
    const struct segments_measure *measure, const struct segments_options *o,
    struct segments_test *tests, size_t *ntests)
{
	struct count *counts = counts_of(g->all, g->n);
	struct segments_values *values = values_of(g->all, g->n);
	enum status status = STATUS_OK;

	*ntests = 0;
	if (measure)
		status = segments_tests_of_values(values, g->n, measure,
		    g->scores, o, tests, ntests);
	else
		*ntests = segments_tests_of_rates(counts, g->n, g->scores, o,
		    tests);
	free(counts);
	free(values);
	return status;
}
