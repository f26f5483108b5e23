/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/purchases_cohorts.h"

#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/purchases_private.h"
#include "analytics/models/chain_ladder.h"

/* A cohort's amounts up to each age, over customers. */
struct cohort {
	int64_t first_day;
	uint64_t n;
	size_t complete;	/* ages that are over for its last day */
};

struct work {
	const struct purchases *fold;
	struct tally_item *items;
	size_t n;
	struct cohort *cohorts;
	size_t ncohorts;
	size_t ages, cohort_ages;	/* of any customer; any cohort */
	double *amounts;	/* scratch: a customer's, by age */
};

static int
by_first_day(const void *a, const void *b)
{
	int64_t x = ((const struct cohort *)a)->first_day;
	int64_t y = ((const struct cohort *)b)->first_day;

	return (x > y) - (x < y);
}

/* Those of one cohort become one; whoever bought first on its last day
   decides what is over. */
static void
join_cohorts(struct work *w)
{
	const struct purchases_definition *d = w->fold->definition;
	size_t kept = 0;

	qsort(w->cohorts, w->n, sizeof *w->cohorts, by_first_day);
	for (size_t i = 0; i < w->n; i++)
		if (kept > 0 && by_first_day(&w->cohorts[kept - 1],
		    &w->cohorts[i]) == 0)
			w->cohorts[kept - 1].n += w->cohorts[i].n;
		else
			w->cohorts[kept++] = w->cohorts[i];
	for (size_t i = 0; i < kept; i++) {
		struct cohort *c = &w->cohorts[i];

		c->complete = purchases_over(d, every_add(d->every,
		    c->first_day, 1) - 1);
		w->cohort_ages = c->complete > w->cohort_ages ? c->complete :
		    w->cohort_ages;
	}
	w->ncohorts = kept;
}

static void
begin(struct work *w, const struct purchases *f)
{
	*w = (struct work){ .fold = f, .n = f->facts.n,
		.items = tally_sorted(&f->facts),
		.cohorts = memory_array(f->facts.n, sizeof *w->cohorts) };
	for (size_t i = 0; i < w->n; i++) {
		struct purchases_path path;

		purchases_path(f, &w->items[i], &path);
		w->cohorts[i] = (struct cohort){ path.cohort, path.n, 0 };
		w->ages = path.complete > w->ages ? path.complete : w->ages;
	}
	join_cohorts(w);
	/* No cohort as a whole is so old: each has a row all the same. */
	if (w->ages > 0 && w->cohort_ages == 0)
		w->cohort_ages = 1;
	w->amounts = memory_array(w->ages, sizeof *w->amounts);
}

static void
end(struct work *w)
{
	free(w->items);
	free(w->cohorts);
	free(w->amounts);
}

/* By age, each alone, into the scratch. */
static void
read_path(const struct work *w, size_t item, struct purchases_path *path)
{
	uint32_t period;
	decimal amount;

	purchases_path(w->fold, &w->items[item], path);
	for (size_t j = 0; j < path->complete; j++)
		w->amounts[j] = 0;
	while (purchases_path_next(path, &period, &amount))
		w->amounts[period] = decimal_double(amount);
}

static struct estimate
of_value(double value, double error, double level)
{
	return value > 0 ? estimate_of_log(value, error * error / (value *
	    value), level) : (struct estimate){ value, NAN, NAN };
}

/*
 * The variance of a sum of means over different customers: each has added
 * to it what it was off, by all the periods that it has complete.
 */
static void
add_influence(const struct work *w, const struct cohort_value *rows,
    double *variance)
{
	for (size_t i = 0; i < w->n; i++) {
		struct purchases_path path;
		double off = 0;

		read_path(w, i, &path);
		for (size_t j = 0; j < w->ages; j++) {
			if (j < path.complete)
				off += (w->amounts[j] - rows[j].increment) /
				    (double)rows[j].n;
			variance[j] += (double)path.n * off * off;
		}
	}
}

static void
put_pooled(const struct work *w, double level, struct cohort_value *rows)
{
	double *variance = memory_zeroed(w->ages, sizeof *variance);
	double value = 0;

	for (size_t j = 0; j < w->ages; j++)
		rows[j] = (struct cohort_value){ .pooled = true,
			.age = (uint32_t)j, .complete = true,
			.projected = { NAN, NAN, NAN } };
	for (size_t i = 0; i < w->n; i++) {
		struct purchases_path path;

		read_path(w, i, &path);
		for (size_t j = 0; j < path.complete; j++) {
			rows[j].n += path.n;
			rows[j].increment += (double)path.n * w->amounts[j];
		}
	}
	for (size_t j = 0; j < w->ages; j++)
		rows[j].increment /= (double)rows[j].n;
	add_influence(w, rows, variance);
	for (size_t j = 0; j < w->ages; j++) {
		value += rows[j].increment;
		rows[j].value = of_value(value, sqrt(variance[j]), level);
	}
	free(variance);
}

static size_t
cohort_of(const struct work *w, int64_t first_day)
{
	const struct cohort key = { .first_day = first_day };

	return (size_t)((const struct cohort *)bsearch(&key, w->cohorts,
	    w->ncohorts, sizeof key, by_first_day) - w->cohorts);
}

/* Sums over the customers of each cohort: of what they brought up to each
   age (means NULL), or of how far that is off the mean, squared. */
static void
add_cohorts(const struct work *w, const double *means, double *sums)
{
	for (size_t i = 0; i < w->n; i++) {
		struct purchases_path path;
		size_t c, at;
		double sum = 0;

		read_path(w, i, &path);
		c = cohort_of(w, path.cohort);
		for (size_t j = 0; j < w->cohorts[c].complete; j++) {
			double off;

			at = c * w->cohort_ages + j;
			sum += w->amounts[j];
			off = means ? sum - means[at] : 0;
			sums[at] += (double)path.n * (means ? off * off :
			    sum);
		}
	}
}

/* One cohort: what is over, then what older ones say of the rest. */
static void
put_cohort(const struct work *w, size_t number,
    const struct chain_ladder *ladder, const double *means,
    const double *squares, double level, struct cohort_value *rows)
{
	const struct cohort *c = &w->cohorts[number];
	double n = (double)c->n, before = 0;
	struct projected_total *later = memory_array(w->cohort_ages,
	    sizeof *later);

	if (c->complete > 0)
		chain_ladder_project(ladder, w->cohort_ages, c->complete - 1,
		    n * means[c->complete - 1], later);
	for (size_t j = 0; j < w->cohort_ages; j++) {
		struct cohort_value *row = &rows[j];

		*row = (struct cohort_value){ c->first_day, false,
			(uint32_t)j, c->n, j < c->complete, NAN,
			{ NAN, NAN, NAN }, { NAN, NAN, NAN } };
		if (row->complete) {
			row->value = of_value(means[j], sqrt(squares[j] /
			    (n - 1) / n), level);
			row->increment = means[j] - before;
			before = means[j];
		} else if (c->complete > 0) {
			row->projected = of_value(later[j].total / n,
			    later[j].error / n, level);
		}
	}
	free(later);
}

static void
put_cohorts(const struct work *w, double level, struct cohort_value *rows)
{
	size_t cells = w->ncohorts * w->cohort_ages;
	double *means = memory_zeroed(cells, sizeof *means);
	double *squares = memory_zeroed(cells, sizeof *squares);
	double *totals = memory_array(cells, sizeof *totals);
	struct chain_ladder *ladder = memory_array(w->cohort_ages,
	    sizeof *ladder);

	add_cohorts(w, NULL, means);
	for (size_t i = 0; i < cells; i++) {
		const struct cohort *c = &w->cohorts[i / w->cohort_ages];

		totals[i] = i % w->cohort_ages < c->complete ? means[i] :
		    NAN;
		means[i] /= (double)c->n;
	}
	add_cohorts(w, means, squares);
	chain_ladder(totals, w->ncohorts, w->cohort_ages, ladder);
	for (size_t c = 0; c < w->ncohorts; c++)
		put_cohort(w, c, ladder, &means[c * w->cohort_ages],
		    &squares[c * w->cohort_ages], level,
		    &rows[c * w->cohort_ages]);
	free(means);
	free(squares);
	free(totals);
	free(ladder);
}

struct cohort_value *
purchases_cohorts(const struct purchases *f, double level, size_t *n)
{
	struct cohort_value *rows;
	struct work w;

	begin(&w, f);
	*n = w.ages + w.ncohorts * w.cohort_ages;
	rows = memory_array(*n, sizeof *rows);
	put_pooled(&w, level, rows);
	put_cohorts(&w, level, rows + w.ages);
	end(&w);
	return rows;
}
