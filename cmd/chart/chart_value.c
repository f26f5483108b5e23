/* SPDX-License-Identifier: GPL-3.0-or-later */
/* value --every: what customers of each cohort have brought, by age. */
#include <math.h>
#include <string.h>

#include "analytics/time/calendar.h"
#include "cmd/chart/chart.h"
#include "cmd/results/value_columns.h"

static const int columns[] = { COHORT_COHORT, COHORT_AGE, COHORT_N,
	COHORT_COMPLETE, COHORT_VALUE, COHORT_VALUE_LOW, COHORT_VALUE_HIGH,
	COHORT_PROJECTED, -1 };

/* Rows of one cohort, by age. */
struct block {
	size_t first, n, known;		/* known: ages that are over */
	bool total;
};

struct reading {
	const struct chart_source *source;
	struct block *blocks;
	size_t nblocks, cohorts;
	double days;			/* of a period */
};

static void
read_blocks(struct reading *r)
{
	const struct table *t = r->source->table;

	for (size_t row = 0; row < table_rows(t); row++) {
		struct block *b = &r->blocks[r->nblocks];

		if (row == 0 || strcmp(text_at(t, row - 1, COHORT_COHORT),
		    text_at(t, row, COHORT_COHORT)) != 0) {
			*b = (struct block){ .first = row, .total = is_marker(
			    t, row, COHORT_COHORT, "(all)") };
			r->nblocks++;
		}
		b = &r->blocks[r->nblocks - 1];
		b->n++;
		b->known += !isnan(number_at(t, row, COHORT_VALUE));
	}
}

/* Cohorts of which something is known; all of them behind the rest, where
   they fit into one plot. */
static void
keep_blocks(struct reading *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->nblocks; i++)
		r->cohorts += !r->blocks[i].total && r->blocks[i].known > 0;
	for (size_t i = 0; i < r->nblocks; i++)
		if (r->blocks[i].known > 0 && (!r->blocks[i].total ||
		    r->cohorts == 0 || r->cohorts < CURVES_TOGETHER))
			r->blocks[kept++] = r->blocks[i];
	r->nblocks = kept;
}

/* Cohorts that are older than an age. */
static size_t
behind(const struct reading *r, size_t age)
{
	size_t n = 0;

	for (size_t i = 0; i < r->nblocks; i++)
		n += !r->blocks[i].total && r->blocks[i].known > age;
	return n;
}

/* What is projected has no band: it would hold something else, how cohorts
   differ and not how customers do. */
static struct curve_point
point_of(const struct reading *r, const struct block *b, size_t age)
{
	const struct table *t = r->source->table;
	size_t row = b->first + age;
	bool known = age < b->known;
	size_t column = known ? COHORT_VALUE : COHORT_PROJECTED;

	return (struct curve_point){ .x = r->days * (double)(age + 1),
		.y = number_at(t, row, column),
		.low = known ? number_at(t, row, column + 1) : NAN,
		.high = known ? number_at(t, row, column + 2) : NAN,
		.state = known ? POINT_WHOLE : POINT_OPEN };
}

static const char *
amount_words(const struct reading *r, double amount)
{
	return chart_number(r->source->arena, amount, true);
}

static const char *
range_words(const struct reading *r, const struct curve_point *p)
{
	if (isnan(p->low) || isnan(p->high))
		return amount_words(r, p->y);
	return chart_words(r->source->arena, _("%s (%s–%s)"),
	    amount_words(r, p->y), amount_words(r, p->low),
	    amount_words(r, p->high));
}

static struct curve
curve_of(const struct reading *r, const struct block *b)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	struct curve_point *points = arena_alloc(arena, b->n *
	    sizeof *points);
	uint64_t n = count_at(t, b->first, COHORT_N);
	struct curve curve = { .shape = CURVE_LINE, .bare = true,
		.points = points, .median = NAN, .level = NAN,
		.name = chart_words(arena, "%s · %s", b->total ? _("all") :
		    chart_cohort(r->source, text_at(t, b->first,
		    COHORT_COHORT), false), chart_n(arena, n)) };

	for (size_t age = 0; age < b->n; age++) {
		points[curve.npoints] = point_of(r, b, age);
		curve.npoints += !isnan(points[curve.npoints].y);
	}
	curve.end = chart_words(arena, _("%s in %.0f d"), range_words(r,
	    &points[b->known - 1]), points[b->known - 1].x);
	if (curve.npoints > b->known)
		curve.more = chart_words(arena, _("then ~%s"),
		    amount_words(r, points[curve.npoints - 1].y));
	return curve;
}

/* At the oldest age that two cohorts have: the one whose interval touches
   no other's; NULL where there is none, or no two are. */
static const struct block *
find_apart(const struct reading *r, size_t *age)
{
	const struct table *t = r->source->table;
	size_t most = 0;

	for (size_t i = 0; i < r->nblocks; i++)
		most = r->blocks[i].known > most ? r->blocks[i].known : most;
	*age = most;
	while (*age > 0 && behind(r, *age - 1) < 2)
		--*age;
	if ((*age)-- == 0)
		return NULL;
	for (size_t i = 0; i < r->nblocks; i++) {
		const struct block *one = &r->blocks[i];
		bool above = true, below = true;

		for (size_t k = 0; k < r->nblocks; k++) {
			const struct block *other = &r->blocks[k];

			if (k == i || other->total || other->known <= *age)
				continue;
			above &= number_at(t, one->first + *age,
			    COHORT_VALUE_LOW) > number_at(t, other->first +
			    *age, COHORT_VALUE_HIGH);
			below &= number_at(t, one->first + *age,
			    COHORT_VALUE_HIGH) < number_at(t, other->first +
			    *age, COHORT_VALUE_LOW);
		}
		if (!one->total && one->known > *age && (above || below))
			return one;
	}
	return NULL;
}

/* "971" of two cohorts, else "773–971": all but one. */
static const char *
others_words(const struct reading *r, const struct block *but, size_t age)
{
	double least = INFINITY, most = -INFINITY;

	for (size_t i = 0; i < r->nblocks; i++) {
		const struct block *b = &r->blocks[i];
		double value;

		if (b == but || b->total || b->known <= age)
			continue;
		value = number_at(r->source->table, b->first + age,
		    COHORT_VALUE);
		least = fmin(least, value);
		most = fmax(most, value);
	}
	return least == most ? amount_words(r, least) : chart_words(
	    r->source->arena, "%s–%s", amount_words(r, least),
	    amount_words(r, most));
}

static const char *
title(const struct reading *r, const struct block *apart, size_t age)
{
	const struct table *t = r->source->table;

	const char *topic = _("What a customer has brought, by age");

	if (!apart)
		return topic;
	return chart_title(r->source, chart_words(r->source->arena,
	    _("Customers of %s: %s each in %.0f days, others %s"),
	    chart_cohort(r->source, text_at(t, apart->first, COHORT_COHORT),
	    false),
	    amount_words(r, number_at(t, apart->first + age, COHORT_VALUE)),
	    r->days * (double)(age + 1), others_words(r, apart, age)),
	    topic);
}

/* In one plot one is to be seen, a cohort apart or else all of them, and
   the rest stands behind it, grey. */
static struct curve *
curves_of(const struct reading *r, const struct block *apart)
{
	struct curve *curves = arena_alloc(r->source->arena, r->nblocks *
	    sizeof *curves);

	for (size_t i = 0; i < r->nblocks; i++) {
		const struct block *b = &r->blocks[i];

		curves[i] = curve_of(r, b);
		curves[i].total = r->nblocks <= CURVES_TOGETHER &&
		    (apart ? b != apart : r->cohorts > 1 && !b->total);
	}
	return curves;
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	const char *period = chart_definition(s->table, "period");
	struct reading reading = { .source = s, .days = 30,
		.blocks = arena_alloc(s->arena, (table_rows(s->table) + 1) *
		    sizeof *reading.blocks) }, *r = &reading;
	const struct block *apart;
	struct span span;
	size_t age;

	if (period && span_parse(period, strlen(period), &span))
		r->days = (double)span_end_day(span, 0);
	read_blocks(r);
	keep_blocks(r);
	if (r->nblocks == 0)
		return fault_set(fault, FAULT_INPUT, "holds no period that "
		    "is over for a cohort");
	apart = find_apart(r, &age);
	out->engine = ENGINE_CURVES;
	out->curves = (struct curves_chart){
		.frame = chart_frame_of(s, title(r, apart, age),
		    _("A customer's amounts since the first purchase, by its "
		    "date. Solid: watched that long. Dashed: as older "
		    "cohorts grew (chain ladder)."),
		    chart_definition(s->table, "first_customers") ?
		    _("customers of the first days may be older than the "
		    "log") : NULL),
		.kind = AXIS_DAYS, .amounts = true,
		.x_title = _("Days since the first purchase"),
		.y_title = _("Amount per customer"),
		.curves = curves_of(r, apart), .ncurves = r->nblocks,
		.together = CURVES_TOGETHER,
	};
	return 0;
}

const struct chart_kind chart_kind_value = {
	.name = "value",
	.shows = N_("what customers of each cohort have brought, by age"),
	.result = &cohort_columns,
	.of = "value --every quarter",
	.columns = columns,
	.describe = describe,
};
