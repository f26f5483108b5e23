/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both sides, step by step: rates, what they differ by, tests. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/comparison.h"
#include "analytics/rates/power.h"

struct aged_pair
comparison_whole(const struct compared_fold *c, size_t step)
{
	struct comparison_sides all = c->sides;
	struct aged_pair pair;

	all.groups = NULL;
	all.ngroups = 1;
	comparison_count(c->fold, &all, &c->age, step, &pair);
	return pair;
}

static bool
is_touch(const struct compared_fold *c)
{
	return c->fold->definition->rules.order == MATCH_TOUCH;
}

/* Who is on each side of a row. */
static void
count_sides(const struct compared_fold *c, size_t row,
    struct count sides[2])
{
	bool overall = row + 1 == c->fold->nsteps;
	struct aged_pair of = comparison_whole(c, overall || is_touch(c) ? 0 :
	    row);
	struct aged_pair to = comparison_whole(c, overall ? c->goal :
	    row + 1);

	sides[0] = (struct count){ to.before.within, of.before.within };
	sides[1] = (struct count){ to.after.within, of.after.within };
}

static bool
can_test(const struct compared_fold *c)
{
	uint64_t open[2];

	comparison_open(c->fold, &c->sides, open);
	return outcomes_aged(&c->fold->definition->rules) ||
	    !c->sides.of_group || (open[0] == 0 && open[1] == 0);
}

enum status
comparison_finish(const struct compared_fold *c, double level,
    enum adjust method, struct comparison_row *rows, size_t *ntests)
{
	size_t n = c->fold->nsteps, distinct = n - (c->goal == 1 ||
	    is_touch(c));
	double *p = memory_array(n, sizeof *p);
	enum status status = STATUS_OK;
	bool tested = can_test(c);

	for (size_t i = 0; i < n && status == STATUS_OK; i++) {
		count_sides(c, i, rows[i].sides);
		status = comparison(rows[i].sides[0], rows[i].sides[1],
		    level, &rows[i].of);
		rows[i].p = p[i] = tested ? rows[i].of.p : NAN;
	}
	*ntests = status == STATUS_OK ? adjust_tests(p, distinct) : 0;
	if (status == STATUS_OK)
		status = adjust_p(method, p, distinct, p);
	if (distinct < n)
		p[n - 1] = p[c->goal - 1];
	for (size_t i = 0; i < n; i++)
		rows[i].q = status == STATUS_OK ? p[i] : NAN;
	free(p);
	return status;
}

void
comparison_power(const struct compared_fold *c, size_t row,
    double difference, double level, struct comparison_power *out)
{
	struct count sides[2];

	count_sides(c, row, sides);
	*out = (struct comparison_power){ { sides[0].n, sides[1].n }, NAN,
	    NAN, NAN, NAN };
	if (sides[0].n == 0)
		return;
	out->rate = count_rate(sides[0]);
	double wanted = out->rate + difference;
	if (wanted < 0 || wanted > 1)
		return;
	out->wanted = wanted;
	power_of_groups(out->rate, (double)sides[0].n, wanted,
	    (double)sides[1].n, level, &out->power);
	if (power_sample_size(out->rate, wanted, COMPARISON_POWER, level,
	    &out->needed) == STATUS_OK)
		out->needed = ceil(out->needed);
}

enum status
comparison_trend(const struct compared_fold *c, size_t n,
    struct count *parts, struct trend *out)
{
	struct compared_fold part = *c;

	for (size_t i = 0; i < n; i++) {
		memset(part.sides.of_period, SIDE_NONE,
		    sizeof part.sides.of_period);
		part.sides.of_period[i] = 0;
		parts[i] = (struct count){
		    comparison_whole(&part, c->goal).before.within,
		    comparison_whole(&part, 0).before.n };
	}
	return trend(parts, NULL, n, out);
}

/* A group with what it is ranked by. */
struct ranked {
	uint64_t n;
	size_t group;
};

static int
by_size(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->group < y->group ? -1 : 1;
}

/* The groups of which most entered, as true. */
static bool *
find_top(const struct outcomes *fold, const struct comparison_sides *s,
    size_t top)
{
	struct aged_pair *counts = memory_array(s->ngroups, sizeof *counts);
	struct ranked *all = memory_array(s->ngroups, sizeof *all);
	bool *is_top = memory_zeroed(s->ngroups, sizeof *is_top);

	comparison_count(fold, s, &(struct comparison_age){ .all = true }, 0,
	    counts);
	for (size_t g = 0; g < s->ngroups; g++)
		all[g] = (struct ranked){ counts[g].before.n +
		    counts[g].after.n, g };
	qsort(all, s->ngroups, sizeof *all, by_size);
	for (size_t i = 0; i < top; i++)
		is_top[all[i].group] = true;
	free(counts);
	free(all);
	return is_top;
}

void
comparison_keep_top(const struct outcomes *fold, struct comparison_sides *s,
    const uint32_t *tuples, size_t n, uint32_t *groups, size_t top,
    size_t *kept)
{
	size_t next = 0;

	if (!top || s->ngroups <= top)
		return;
	bool *is_top = find_top(fold, s, top);
	size_t *to = memory_array(s->ngroups, sizeof *to);

	for (size_t g = 0; g < s->ngroups; g++) {
		to[g] = is_top[g] ? next : top;
		if (is_top[g])
			kept[next++] = g;
	}
	for (size_t i = 0; i < n; i++)
		groups[tuples[i]] = (uint32_t)to[groups[tuples[i]]];
	s->ngroups = top + 1;
	free(is_top);
	free(to);
}
