/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/convert_steps.h"

#include <math.h>

struct steps {
	const struct table *table;
	size_t first, end;	/* rows */
	enum convert_column by;
};

static bool
is_step(const struct steps *s, size_t row)
{
	return !isnan(number_at(s->table, row, s->by));
}

/* Whether no other step's interval meets this one's.  One without an end
   meets all. */
static void
compare_others(const struct steps *s, struct convert_step *found)
{
	double low = number_at(s->table, found->row, s->by + 1);
	double high = number_at(s->table, found->row, s->by + 2);

	found->apart = found->found;
	for (size_t r = s->first; r < s->end; r++) {
		if (!found->found || r == found->row || !is_step(s, r))
			continue;
		found->several = true;
		found->apart &= high < number_at(s->table, r, s->by + 1) ||
		    low > number_at(s->table, r, s->by + 2);
	}
	found->apart &= found->several;
}

/* Eventual has holes where it is not known yet. */
static enum convert_column
usual_rate(const struct steps *s)
{
	for (size_t r = s->first; r < s->end; r++)
		if (is_step(s, r) &&
		    isnan(number_at(s->table, r, CONVERT_EVENTUAL)))
			return CONVERT_RATE;
	return CONVERT_EVENTUAL;
}

/* Someone went on from the stage before, or is known not to. */
static bool
was_left(const struct steps *s, size_t row)
{
	do
		row--;
	while (row >= s->first && !is_filled(s->table, row, CONVERT_OPEN));
	return count_at(s->table, row, CONVERT_ENTERED) >
	    count_at(s->table, row, CONVERT_OPEN);
}

struct convert_step
convert_weakest(const struct table *t, size_t first, size_t n)
{
	struct steps s = { t, first + 1, first + n, CONVERT_RATE };
	struct convert_step found = { .by = s.by };

	s.by = found.by = usual_rate(&s);
	for (size_t r = s.first; r < s.end; r++)
		if (is_step(&s, r) && was_left(&s, r) && (!found.found ||
		    number_at(t, r, s.by) < number_at(t, found.row, s.by))) {
			found.found = true;
			found.row = r;
		}
	compare_others(&s, &found);
	return found;
}

struct convert_step
convert_slowest(const struct table *t, size_t first, size_t n)
{
	struct steps s = { t, first, first + n, CONVERT_MEDIAN_DAYS };
	struct convert_step found = { .by = s.by };

	for (size_t r = s.first; r < s.end; r++)
		if (is_step(&s, r) && (!found.found ||
		    number_at(t, r, s.by) > number_at(t, found.row, s.by))) {
			found.found = true;
			found.row = r;
		}
	compare_others(&s, &found);
	return found;
}
