/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/retention.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/near.h"
#include "tests/unit/random.h"
#include "tests/unit/reference.h"

#define SIGNUP 0	/* starts */
#define LOGIN 1		/* returns */
#define ORDER 2		/* both */
#define NOISE 3		/* neither */

#define DAY0 19723	/* 2024-01-01, a Monday */
#define DAYS 1100	/* of the brute force's calendar */
#define CELLS_MAX 16

/*
 * The independent model: a calendar of three years, counted off day by
 * day; an entity's periods are looked at one after another, each against
 * every event.  No code of analytics is in it.
 */
static int labels[EVERY_YEAR + 1][DAYS];

static void
count_off_days(void)
{
	static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31 };
	int year = 0, month = 0, day = 1;

	for (int i = 0; i < DAYS; i++) {
		labels[EVERY_DAY][i] = i;
		labels[EVERY_WEEK][i] = i / 7;
		labels[EVERY_MONTH][i] = year * 12 + month;
		labels[EVERY_QUARTER][i] = year * 4 + month / 3;
		labels[EVERY_YEAR][i] = year;
		int last = month_days[month] + (year == 0 && month == 1);
		if (day++ < last)
			continue;
		day = 1;
		month++;
		year += month / 12;
		month %= 12;
	}
}

static int
day_index(const struct retention_definition *d, int64_t time)
{
	return (int)((d->dates ? time : time / DAY_MICROS) - DAY0);
}

/* The period of an entity's own that a time lies in. */
static int64_t
model_period(const struct retention_definition *d, int64_t start,
    int64_t time)
{
	if (d->clock == RETENTION_CALENDAR)
		return labels[d->period][day_index(d, time)] -
		    labels[d->period][day_index(d, start)];
	int64_t width = d->span.count * (d->span.unit == UNIT_WEEK ? 7 : 1) *
	    (d->dates ? 1 : DAY_MICROS);
	return (time - start) / width;
}

/* The periods of a cell, both ends in it. */
static void
model_cell(const struct retention_definition *d, size_t k, int64_t *from,
    int64_t *to)
{
	*from = *to = (int64_t)k;
	if (!d->brackets || k == 0)
		return;
	*from = k == 1 ? 1 : d->brackets[k - 2] + 1;
	*to = d->brackets[k - 1];
}

static bool
model_active(const struct retention_definition *d, const struct timeline *t,
    size_t start, size_t k)
{
	int64_t from, to;

	model_cell(d, k, &from, &to);
	for (size_t i = 0; i < t->n; i++) {
		const struct event *e = &t->events[i];
		const struct event *s = &t->events[start];
		bool later = e->class == LOGIN ? e->time >= s->time :
		    e->class == ORDER && e->time > s->time;

		if (!later || e->time > d->as_of)
			continue;
		int64_t period = model_period(d, s->time, e->time);
		if (period >= from && period <= to)
			return true;
	}
	return false;
}

static bool
model_retained(const struct retention_definition *d,
    enum retention_mode mode, const bool *active, size_t k)
{
	bool any = false, each = true;
	size_t from = mode == RETENTION_AFTER ? k : 1;
	size_t to = mode == RETENTION_AFTER ? d->nperiods : k;

	if (mode == RETENTION_ON)
		return active[k];
	for (size_t i = from; i <= to; i++) {
		any |= active[i];
		each &= active[i];
	}
	return mode == RETENTION_STREAK ? each : any;
}

/* Every day of the cohort has all periods of the cell behind it. */
static bool
model_over(const struct retention_definition *d, int cohort, size_t k,
    int64_t latest)
{
	int64_t from, to;

	model_cell(d, k, &from, &to);
	int64_t unit = d->dates ? 1 : DAY_MICROS;
	for (int i = 0; i < DAYS - 400; i++) {
		/* The last time of the day at which one could start. */
		int64_t start = (DAY0 + i + 1) * unit - 1;

		if (start >= d->to)
			start = d->to - 1;
		if (d->every == EVERY_NONE)
			start = latest;
		else if (labels[d->every][i] != cohort ||
		    day_index(d, start) != i)
			continue;
		/* Is the moment behind as-of still in the cell? */
		if (d->as_of + 1 <= start ||
		    model_period(d, start, d->as_of + 1) <= to)
			return false;
	}
	return true;
}

static bool
model_begun(const struct retention_definition *d,
    enum retention_mode mode, size_t k, int64_t earliest)
{
	int64_t from, to;

	model_cell(d, mode == RETENTION_BEFORE ? 1 : k, &from, &to);
	return model_period(d, earliest, d->as_of) >= from;
}

#define ENTITIES 400
#define EVENTS_MAX 40

struct world {
	struct event events[ENTITIES][EVENTS_MAX];
	struct timeline timelines[ENTITIES];
	uint64_t seed;
};

static uint32_t
draw(struct world *w, uint32_t below)
{
	return (uint32_t)random_next(&w->seed) % below;
}

static void
draw_world(struct world *w, bool dates, uint32_t days)
{
	for (size_t i = 0; i < ENTITIES; i++) {
		size_t n = 1 + draw(w, EVENTS_MAX - 1);
		uint32_t first = draw(w, days), span = 1 + draw(w, days);

		for (size_t j = 0; j < n; j++) {
			struct event *e = &w->events[i][j];
			int64_t day = DAY0 + first + draw(w, span);

			/* Hours of 0 and 12: many equal times. */
			e->time = dates ? day : day * DAY_MICROS +
			    draw(w, 2) * 12 * 3600 * MICROS;
			e->class = (uint8_t)draw(w, 4);
			e->group = draw(w, 2);
			e->having = draw(w, 10) > 0;
			e->value = DECIMAL_NONE;
		}
		qsort(w->events[i], n, sizeof w->events[i][0], random_by_time);
		w->timelines[i] = (struct timeline){ .events = w->events[i],
		    .n = n };
	}
}

/* What the model counts for one group (or all) of one cohort (or all). */
struct model {
	uint64_t size[CELLS_MAX + 1], retained[CELLS_MAX + 1];
	bool complete[CELLS_MAX + 1];
	int64_t earliest, latest;
	uint64_t all;
};

static bool
is_first_of_cohort(const struct retention_definition *d,
    const struct timeline *t, size_t start)
{
	for (size_t i = 0; i < start; i++) {
		uint8_t class = t->events[i].class;

		if (class != SIGNUP && class != ORDER)
			continue;
		if (d->cohort == RETENTION_FIRST ||
		    labels[d->every][day_index(d, t->events[i].time)] ==
		    labels[d->every][day_index(d, t->events[start].time)])
			return false;
	}
	return true;
}

static bool
starts_here(const struct retention_definition *d, const struct timeline *t,
    size_t i)
{
	const struct event *e = &t->events[i];

	return (e->class == SIGNUP || e->class == ORDER) &&
	    e->time <= d->as_of && is_first_of_cohort(d, t, i) &&
	    e->having && e->time >= d->from && e->time < d->to;
}

static void
model_start(const struct retention_definition *d, enum retention_mode mode,
    const struct timeline *t, size_t start, struct model *out)
{
	bool active[CELLS_MAX + 1];
	int64_t time = t->events[start].time;

	for (size_t k = 0; k <= d->nperiods; k++)
		active[k] = model_active(d, t, start, k);
	for (size_t k = 0; k <= d->nperiods; k++) {
		out->size[k]++;
		out->retained[k] += model_retained(d, mode, active, k);
	}
	if (out->all++ == 0 || time < out->earliest)
		out->earliest = time;
	if (out->all == 1 || time > out->latest)
		out->latest = time;
}

/* group GROUP_NONE: any; cohort -1: any. */
static void
model_cohort(const struct retention_definition *d, enum retention_mode mode,
    const struct world *w, uint32_t group, int cohort, struct model *out)
{
	*out = (struct model){ 0 };
	for (size_t i = 0; i < ENTITIES; i++) {
		const struct timeline *t = &w->timelines[i];

		for (size_t j = 0; j < t->n; j++) {
			if (!starts_here(d, t, j) || (group != GROUP_NONE &&
			    t->events[j].group != group))
				continue;
			int own = d->every == EVERY_NONE ? 0 : labels[
			    d->every][day_index(d, t->events[j].time)];
			if (own == cohort)
				model_start(d, mode, t, j, out);
		}
	}
	for (size_t k = 0; k <= d->nperiods; k++)
		out->complete[k] = out->all && model_over(d, cohort,
		    mode == RETENTION_AFTER ? d->nperiods : k, out->latest);
}

static void
cohort_is_the_models(const struct retention_definition *d,
    enum retention_mode mode, const struct model *m,
    const struct retention_block *b)
{
	assert_int_equal(b->size, m->all);
	for (size_t k = 0; k <= d->nperiods; k++) {
		const struct retention_cell *c = &b->cells[k];

		assert_int_equal(c->size, m->all);
		if (mode == RETENTION_BEFORE && k == 0) {
			assert_false(c->complete);
			assert_nan(c->rate.rate);
			continue;
		}
		assert_int_equal(c->retained, m->retained[k]);
		assert_int_equal(c->complete, m->complete[k]);
		double rate = (double)m->retained[k] / (double)m->all;
		if (m->complete[k]) {
			assert_near(c->rate.rate, rate, 1e-15);
			assert_nan(c->rate_so_far);
			continue;
		}
		assert_nan(c->rate.rate);
		assert_nan(c->rate.low);
		if (model_begun(d, mode, k, m->earliest))
			assert_near(c->rate_so_far, rate, 1e-15);
		else
			assert_nan(c->rate_so_far);
	}
}

/* The model is of the product-limit counts of those who are at risk. */
static void
check_projection(const struct retention_block *b, size_t nperiods)
{
	struct sbg_period periods[RETENTION_PERIODS_MAX];
	struct sbg_point points[RETENTION_PERIODS_MAX + 3];
	struct sbg fit, wanted;
	size_t n = 0, last;

	while (n < nperiods && b->limit[n].counts.at_risk > 0) {
		periods[n] = b->limit[n].counts;
		n++;
	}
	enum status status = sbg_fit(periods, n, &wanted);
	assert_int_equal(retention_project(b, nperiods, 2, .95, &fit, points,
	    &last), status);
	assert_int_equal(last, n + 2);
	if (status == STATUS_OK)
		assert_near(fit.theta, wanted.theta, 0);
}

/* The pooled row and the product-limit curve, from the model's cohorts. */
static void
pooled_is_the_models(const struct retention_definition *d,
    enum retention_mode mode, const struct world *w, uint32_t group,
    int cohorts, const struct retention_block *b)
{
	uint64_t size[CELLS_MAX + 1] = { 0 }, kept[CELLS_MAX + 1] = { 0 };
	uint64_t before[CELLS_MAX + 1] = { 0 }, after[CELLS_MAX + 1] = { 0 };
	double survival = 1;

	for (int c = 0; c < cohorts; c++) {
		struct model m, s;

		model_cohort(d, mode, w, group, c, &m);
		model_cohort(d, RETENTION_STREAK, w, group, c, &s);
		for (size_t k = 0; k <= d->nperiods; k++) {
			size[k] += m.complete[k] ? m.all : 0;
			kept[k] += m.complete[k] ? m.retained[k] : 0;
			if (k > 0 && s.complete[k]) {
				before[k] += s.retained[k - 1];
				after[k] += s.retained[k];
			}
		}
	}
	for (size_t k = mode == RETENTION_BEFORE; k <= d->nperiods; k++) {
		assert_int_equal(b->cells[k].size, size[k]);
		assert_int_equal(b->cells[k].retained, kept[k]);
		assert_int_equal(b->cells[k].complete, size[k] > 0);
		if (size[k])
			assert_near(b->cells[k].rate.rate, (double)kept[k] /
			    (double)size[k], 1e-15);
		else
			assert_nan(b->cells[k].rate.rate);
	}
	check_projection(b, d->nperiods);
	for (size_t k = 1; k <= d->nperiods; k++) {
		const struct retention_limit *l = &b->limit[k - 1];

		assert_int_equal(l->counts.at_risk, before[k]);
		assert_int_equal(l->counts.kept, after[k]);
		if (before[k])
			survival *= (double)after[k] / (double)before[k];
		else if (survival > 0)
			survival = NAN;
		if (isnan(survival))
			assert_nan(l->survival);
		else
			assert_near(l->survival, survival, 1e-13);
	}
}

static int
cohort_label(const struct retention_definition *d, int64_t first_day)
{
	return d->every == EVERY_NONE ? 0 :
	    first_day < DAY0 ? -1 : labels[d->every][first_day - DAY0];
}

static void
result_is_the_models(const struct retention_definition *d,
    enum retention_mode mode, const struct world *w,
    const struct retention *fold)
{
	int cohorts = d->every == EVERY_NONE ? 1 :
	    labels[d->every][DAYS - 1] + 1;
	struct retention_result r;
	uint64_t entered = 0, seen = 0;
	size_t pooled = 0;

	assert_int_equal(retention_finish(fold, mode, 0.95, true, &r),
	    STATUS_OK);
	for (size_t i = 0; i < r.n; i++) {
		const struct retention_block *b = &r.blocks[i];
		struct model m;

		assert_int_equal(b->total, b->group == GROUP_NONE);
		if (b->pooled) {
			pooled_is_the_models(d, mode, w, b->group, cohorts,
			    b);
			pooled++;
			continue;
		}
		assert_null(b->limit);
		model_cohort(d, mode, w, b->group, cohort_label(d,
		    b->cohort), &m);
		cohort_is_the_models(d, mode, &m, b);
		seen += b->total ? 0 : b->size;
	}
	/* None is missing: all starts of the model are in some block. */
	for (int c = 0; c < cohorts; c++) {
		struct model m;

		model_cohort(d, mode, w, GROUP_NONE, c, &m);
		entered += m.all;
	}
	assert_int_equal(seen, entered);
	assert_int_equal(r.entered, entered);
	assert_int_equal(pooled, 3);
	retention_result_free(&r);
}

static struct retention *
fold_world(const struct retention_definition *d, const struct world *w,
    size_t parts)
{
	struct retention *folds[8];

	for (size_t p = 0; p < parts; p++)
		folds[p] = fold_new(&retention_class, d);
	for (size_t i = ENTITIES; i-- > 0;)
		assert_int_equal(retention_add(folds[i % parts],
		    &w->timelines[i]), STATUS_OK);
	for (size_t p = 1; p < parts; p++) {
		fold_merge(folds[0], folds[p]);
		/* It is left empty, but may be used again. */
		fold_merge(folds[0], folds[p]);
		fold_free(folds[p]);
	}
	return folds[0];
}

static const uint32_t brackets[] = { 1, 3, 7, 14, 30 };

static struct retention_definition
definition_of(enum retention_cohort cohort, enum every every,
    enum retention_clock clock, enum every period, struct span span,
    size_t nperiods, bool dates)
{
	int64_t unit = dates ? 1 : DAY_MICROS;

	return (struct retention_definition){
		.starts = { [SIGNUP] = true, [ORDER] = true },
		.returns = { [LOGIN] = true, [ORDER] = true },
		.cohort = cohort, .every = every, .clock = clock,
		.period = period, .span = span, .nperiods = nperiods,
		.dates = dates, .zone = &zone_utc,
		.as_of = (DAY0 + 250) * unit + (dates ? 0 : unit / 3),
		.from = INT64_MIN, .to = INT64_MAX,
	};
}

static void
counts_are_those_of_brute_force(void **state)
{
	static const struct {
		enum retention_cohort cohort;
		enum every every;
		enum retention_clock clock;
		enum every period;
		struct span span;
		size_t nperiods;
		const uint32_t *brackets;
		uint32_t days;
	} cases[] = {
		{ RETENTION_FIRST, EVERY_MONTH, RETENTION_CALENDAR,
		    EVERY_MONTH, { 0 }, 8, NULL, 280 },
		{ RETENTION_FIRST, EVERY_MONTH, RETENTION_CALENDAR,
		    EVERY_WEEK, { 0 }, 12, NULL, 280 },
		{ RETENTION_FIRST, EVERY_QUARTER, RETENTION_CALENDAR,
		    EVERY_YEAR, { 0 }, 1, NULL, 280 },
		{ RETENTION_FIRST, EVERY_WEEK, RETENTION_ROLLING,
		    EVERY_NONE, { 1, UNIT_DAY }, 14, NULL, 60 },
		{ RETENTION_FIRST, EVERY_MONTH, RETENTION_ROLLING,
		    EVERY_NONE, { 1, UNIT_DAY }, 5, brackets, 280 },
		{ RETENTION_FIRST, EVERY_NONE, RETENTION_ROLLING,
		    EVERY_NONE, { 2, UNIT_WEEK }, 10, NULL, 200 },
		{ RETENTION_FIRST, EVERY_NONE, RETENTION_CALENDAR,
		    EVERY_DAY, { 0 }, 5, brackets, 230 },
		{ RETENTION_RECURRING, EVERY_MONTH, RETENTION_CALENDAR,
		    EVERY_MONTH, { 0 }, 8, NULL, 280 },
		{ RETENTION_RECURRING, EVERY_WEEK, RETENTION_ROLLING,
		    EVERY_NONE, { 1, UNIT_WEEK }, 6, NULL, 100 },
		{ RETENTION_RECURRING, EVERY_QUARTER, RETENTION_ROLLING,
		    EVERY_NONE, { 3, UNIT_DAY }, 5, brackets, 280 },
	};
	static struct world w = { .seed = 3 };

	(void)state;
	count_off_days();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		for (int dates = 0; dates < 2; dates++) {
			struct retention_definition d = definition_of(
			    cases[i].cohort, cases[i].every, cases[i].clock,
			    cases[i].period, cases[i].span,
			    cases[i].nperiods, dates);

			d.brackets = cases[i].brackets;
			if (i % 2) {
				int64_t unit = dates ? 1 : DAY_MICROS;

				d.from = (DAY0 + 20) * unit;
				d.to = (DAY0 + 170) * unit;
			}
			assert_int_equal(retention_check(&d), STATUS_OK);
			draw_world(&w, dates, cases[i].days);
			struct retention *fold = fold_world(&d, &w, 1 + i % 3);
			for (int mode = RETENTION_ON;
			    mode <= RETENTION_STREAK; mode++)
				result_is_the_models(&d,
				    (enum retention_mode)mode, &w, fold);
			fold_free(fold);
		}
}

static const char *
name_of(void *context, uint32_t group, size_t *len)
{
	const char *const *names = context;

	*len = strlen(names[group]);
	return names[group];
}

static uint32_t
number_of(void *context, const char *text, size_t len)
{
	const char *const *names = context;

	for (uint32_t i = 0; i < 2; i++)
		if (strlen(names[i]) == len &&
		    memcmp(names[i], text, len) == 0)
			return i;
	return GROUP_NONE;
}

/* The bytes do not depend on order, cut or numbers of groups. */
static void
saved_folds_come_back(void **state)
{
	static const char *const names[] = { "a b%c", "客户" };
	static const char *const turned[] = { "客户", "a b%c" };
	static struct world w = { .seed = 5 };
	const struct group_names own = {
		.context = (void *)(uintptr_t)names, .text = name_of,
		.number = number_of, .columns = 1 };
	const struct group_names other = {
		.context = (void *)(uintptr_t)turned, .text = name_of,
		.number = number_of, .columns = 1 };
	struct retention_definition d = definition_of(RETENTION_RECURRING,
	    EVERY_MONTH, RETENTION_CALENDAR, EVERY_MONTH, (struct span){ 0 },
	    6, true);
	struct buffer one = { 0 }, cut = { 0 }, back = { 0 };

	(void)state;
	draw_world(&w, true, 280);
	struct retention *a = fold_world(&d, &w, 1);
	struct retention *b = fold_world(&d, &w, 5);
	assert_int_equal(fold_save(a, &own, &one), STATUS_OK);
	assert_int_equal(fold_save(b, &own, &cut), STATUS_OK);
	assert_int_equal(one.len, cut.len);
	assert_memory_equal(one.bytes, cut.bytes, one.len);

	struct retention *c = fold_new(&retention_class, &d);
	assert_int_equal(fold_load(c, &other, one.bytes, one.len, NULL),
	    STATUS_OK);
	assert_int_equal(fold_save(c, &other, &back), STATUS_OK);
	assert_int_equal(back.len, one.len);
	assert_memory_equal(back.bytes, one.bytes, one.len);
	fold_free(c);

	/* Cut off anywhere, it is no fold. */
	for (size_t len = 0; len < one.len; len += 7) {
		c = fold_new(&retention_class, &d);
		assert_int_equal(fold_load(c, &own, one.bytes, len, NULL),
		    STATUS_FORMAT);
		fold_free(c);
	}
	struct retention_definition longer = d;
	longer.nperiods = 7;
	c = fold_new(&retention_class, &longer);
	assert_int_equal(fold_load(c, &own, one.bytes, one.len, NULL),
	    STATUS_MISMATCH);
	fold_free(c);
	fold_free(a);
	fold_free(b);
	free(one.bytes);
	free(cut.bytes);
	free(back.bytes);
}

static void
broken_saves_are_refused(void **state)
{
/* Counts of cell k: 0 … 2 on, 3 … first, 6 … last, 9 … of the run. */
#define HEAD "retention 2\ncohorts 1\ngroup =a 1\n"
#define CELL HEAD "19723 2 19723 19724\n"
	static const struct { const char *text; enum status status; }
	    cases[] = {
		{ CELL "counts 12 1:1 4:1 7:1 9:1 10:1\nend\n", STATUS_OK },
		{ "retention 2\ncohorts 0\nend\n", STATUS_OK },
		{ "retention 1 2\nend\n", STATUS_VERSION },
		{ "retention 3\ncohorts 0\nend\n", STATUS_VERSION },
		{ CELL "counts 16 9:2\nend\n", STATUS_MISMATCH },
		{ "conversion 2\ncohorts 0\nend\n", STATUS_FORMAT },
		{ "retention 2\ncohorts 0\nend\nmore", STATUS_FORMAT },
		{ "retention 2\ncohorts 0\nend\nend\n", STATUS_FORMAT },
		{ CELL "counts 12 9:1 12:1\nend\n", STATUS_FORMAT },
		{ CELL "counts 12 9:1\nend\n", STATUS_FORMAT },
		{ CELL "counts 12 10:1 9:1\nend\n", STATUS_FORMAT },
		{ CELL "counts 12 1:3 9:2\nend\n", STATUS_FORMAT },
		{ CELL "counts 12 1:0 9:2\nend\n", STATUS_FORMAT },
		{ CELL "counts 12 1:x 9:2\nend\n", STATUS_FORMAT },
		{ CELL "counts 12 9:99999999999999999999\nend\n",
		    STATUS_FORMAT },
		{ HEAD "19723 2 19724 19723\ncounts 12 9:2\nend\n",
		    STATUS_FORMAT },
		{ HEAD "19723 2 - 19723\ncounts 12 9:2\nend\n",
		    STATUS_FORMAT },
		{ HEAD "9223372036854775807 2 1 1\ncounts 12 9:2\nend\n",
		    STATUS_FORMAT },
		{ HEAD "19723 0 1 1\ncounts 12\nend\n", STATUS_FORMAT },
		{ "retention 2\ncohorts 1\ngroup x 1\n"
		    "19723 2 1 1\ncounts 12 9:2\nend\n", STATUS_FORMAT },
		{ "retention 2\ncohorts 1\ngroup =%G0 1\n"
		    "19723 2 1 1\ncounts 12 9:2\nend\n", STATUS_FORMAT },
		{ "retention 2\ncohorts 1\ngroup =unknown 1\n"
		    "19723 2 1 1\ncounts 12 9:2\nend\n", STATUS_LIMIT },
	};
	static const char *const none[] = { "a", "b" };
	const struct group_names names = {
		.context = (void *)(uintptr_t)none, .text = name_of,
		.number = number_of, .columns = 1 };
	struct retention_definition d = definition_of(RETENTION_FIRST,
	    EVERY_DAY, RETENTION_CALENDAR, EVERY_DAY, (struct span){ 0 }, 2,
	    true);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct retention *fold = fold_new(&retention_class, &d);

		assert_int_equal(fold_load(fold, &names, cases[i].text,
		    strlen(cases[i].text), NULL), cases[i].status);
		fold_free(fold);
	}
}

/* A fold of one timeline, its cells of the only cohort. */
static struct retention_result
retain(const struct retention_definition *d, const struct event *events,
    size_t n, enum retention_mode mode)
{
	const struct timeline t = { .events = events, .n = n };
	struct retention *fold = fold_new(&retention_class, d);
	struct retention_result r;

	assert_int_equal(retention_check(d), STATUS_OK);
	assert_int_equal(retention_add(fold, &t), STATUS_OK);
	assert_int_equal(retention_finish(fold, mode, 0.95, false, &r),
	    STATUS_OK);
	fold_free(fold);
	return r;
}

/*
 * By hand: a month from 31 January 2024 ends with 28 February (the next
 * begins on the 29th), the second with 30 March, counted from the start.
 */
static void
rolling_months_are_counted_from_the_start(void **state)
{
	static const struct { int64_t day; size_t cell; } cases[] = {
		{ 19753 + 28, 0 },	/* 2024-02-28 */
		{ 19753 + 29, 1 },	/* 2024-02-29 */
		{ 19753 + 59, 1 },	/* 2024-03-30 */
		{ 19753 + 60, 2 },	/* 2024-03-31 */
		{ 19753 + 90, 3 },	/* 2024-04-30 */
		{ 19753 + 366, 12 },	/* 2025-01-31 */
	};
	struct retention_definition d = definition_of(RETENTION_FIRST,
	    EVERY_NONE, RETENTION_ROLLING, EVERY_NONE,
	    (struct span){ 1, UNIT_MONTH }, 12, true);

	(void)state;
	d.as_of = DAY0 + 900;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct event events[] = {
			{ 19753, GROUP_NONE, SIGNUP, true, false,
			    DECIMAL_NONE },
			{ cases[i].day, GROUP_NONE, LOGIN, true, false,
			    DECIMAL_NONE },
		};
		struct retention_result r = retain(&d, events, 2,
		    RETENTION_ON);

		for (size_t k = 0; k <= 12; k++)
			assert_int_equal(r.blocks[0].cells[k].retained,
			    k == cases[i].cell);
		retention_result_free(&r);
	}
}

/* Of a start and a return, the cell k of which the calendar says so. */
static void
rolling_periods_are_those_of_the_calendar(void **state)
{
	static const struct span spans[] = { { 1, UNIT_DAY },
		{ 2, UNIT_WEEK }, { 36, UNIT_HOUR }, { 1, UNIT_MONTH },
		{ 3, UNIT_MONTH }, { 1, UNIT_YEAR } };
	static struct zone_change changes[] = { { 1711846800, 7200 },
		{ 1729990800, 3600 }, { 1743296400, 7200 },
		{ 1761440400, 3600 } };	/* Berlin, 2024 and 2025 */
	const struct zone berlin = { .name = "Berlin", .first = 3600,
		.changes = changes, .n = 4, .rule = { .standard = 3600 } };
	static struct world w = { .seed = 5 };

	(void)state;
	for (size_t i = 0; i < 6000; i++) {
		bool dates = i % 2;
		struct span span = spans[i / 2 % 6];
		struct retention_definition d = definition_of(
		    RETENTION_FIRST, EVERY_NONE, RETENTION_ROLLING,
		    EVERY_NONE, span, CELLS_MAX, dates);
		int64_t start = (int64_t)draw(&w, 400) + DAY0;
		int64_t time = start + draw(&w, 300);

		if (!dates) {
			start = start * DAY_MICROS + draw(&w, 86400) * MICROS;
			time = time * DAY_MICROS + draw(&w, 86400) * MICROS;
			time = time < start ? start : time;
		}
		d.zone = &berlin;
		d.as_of = INT64_MAX / 4;
		const struct event events[] = {
			{ start, GROUP_NONE, SIGNUP, true, false,
			    DECIMAL_NONE },
			{ time, GROUP_NONE, LOGIN, true, false, DECIMAL_NONE },
		};
		const struct timeline t = { .events = events, .n = 2 };
		size_t cell = 0;
		for (; cell <= CELLS_MAX; cell++) {
			struct span next = { span.count *
			    ((int64_t)cell + 1), span.unit };

			if (time < (dates ? span_end_day(next, start) :
			    span_end_instant(next, start, &berlin)))
				break;
		}
		struct retention *fold = fold_new(&retention_class, &d);
		assert_int_equal(retention_add(fold, &t), STATUS_OK);
		struct buffer saved = { 0 };
		assert_int_equal(fold_save(fold, NULL, &saved),
		    STATUS_OK);
		/* Active comes before all other counts; one that never was
		   has a run of 0 alone. */
		char wanted[64];
		if (cell <= CELLS_MAX)
			snprintf(wanted, sizeof wanted, "\ncounts %d %zu:1 ",
			    4 * (CELLS_MAX + 1), cell);
		else
			snprintf(wanted, sizeof wanted, "\ncounts %d %d:1\n",
			    4 * (CELLS_MAX + 1), 3 * (CELLS_MAX + 1));
		buffer_add(&saved, "", 1);
		if (!strstr(saved.bytes, wanted))
			fail_msg("%zu: not in cell %zu: %s", i, cell,
			    saved.bytes);
		buffer_free(&saved);
		fold_free(fold);
	}
}

/* 2024-01-31T17:00Z is the first of February eight hours further east. */
static void
civil_periods_are_those_of_the_zone(void **state)
{
	const struct zone east = { .name = "East", .first = 8 * 3600 };
	const int64_t start = (INT64_C(19753) * 24 + 17) * 3600 * MICROS;
	const struct event events[] = {
		{ start, GROUP_NONE, ORDER, true, false, DECIMAL_NONE },
		{ start + 28 * DAY_MICROS, GROUP_NONE, ORDER, true, false,
		    DECIMAL_NONE },	/* 2024-02-28T17:00Z: the 29th */
	};
	struct retention_definition d = definition_of(RETENTION_FIRST,
	    EVERY_MONTH, RETENTION_CALENDAR, EVERY_MONTH, (struct span){ 0 },
	    2, false);

	(void)state;
	struct retention_result r = retain(&d, events, 2, RETENTION_ON);
	assert_int_equal(r.blocks[0].cohort, 19723);
	assert_int_equal(r.blocks[0].cells[0].retained, 0);
	assert_int_equal(r.blocks[0].cells[1].retained, 1);
	retention_result_free(&r);
	d.zone = &east;
	r = retain(&d, events, 2, RETENTION_ON);
	assert_int_equal(r.blocks[0].cohort, 19754);
	assert_int_equal(r.blocks[0].cells[0].retained, 1);
	assert_int_equal(r.blocks[0].cells[1].retained, 0);
	/* March is over in the east with the last of 15:59:59.999999Z. */
	d.as_of = (INT64_C(19814) - 1) * DAY_MICROS +
	    16 * 3600 * MICROS - 1;
	retention_result_free(&r);
	r = retain(&d, events, 2, RETENTION_ON);
	assert_true(r.blocks[0].cells[1].complete);
	d.as_of--;
	retention_result_free(&r);
	r = retain(&d, events, 2, RETENTION_ON);
	assert_false(r.blocks[0].cells[1].complete);
	assert_near(r.blocks[0].cells[1].rate_so_far, 0, 0);
	assert_nan(r.blocks[0].cells[2].rate_so_far);
	/* And it begins with 16:00Z of 29 February, to the microsecond. */
	d.as_of = INT64_C(19782) * DAY_MICROS + 16 * 3600 * MICROS;
	retention_result_free(&r);
	r = retain(&d, events, 2, RETENTION_ON);
	assert_near(r.blocks[0].cells[1].rate_so_far, 0, 0);
	d.as_of--;
	retention_result_free(&r);
	r = retain(&d, events, 2, RETENTION_ON);
	assert_nan(r.blocks[0].cells[1].rate_so_far);
	retention_result_free(&r);
}

static void
definitions_that_mean_nothing_are_refused(void **state)
{
	static const uint32_t descend[] = { 3, 1 }, zero[] = { 0, 1 };
	const struct retention_definition good = definition_of(
	    RETENTION_FIRST, EVERY_MONTH, RETENTION_ROLLING, EVERY_NONE,
	    (struct span){ 36, UNIT_HOUR }, 2, true);
	struct retention_definition d = good;

	(void)state;
	assert_int_equal(retention_check(&d), STATUS_OK);
	d.span.count = 23;
	assert_int_equal(retention_check(&d), STATUS_DOMAIN);
	d.dates = false;
	assert_int_equal(retention_check(&d), STATUS_OK);
	d.span.count = 0;
	assert_int_equal(retention_check(&d), STATUS_DOMAIN);
	d.span = (struct span){ 101, UNIT_YEAR };
	assert_int_equal(retention_check(&d), STATUS_DOMAIN);
	d = good;
	d.clock = RETENTION_CALENDAR;
	assert_int_equal(retention_check(&d), STATUS_DOMAIN);
	d = good;
	d.nperiods = 0;
	assert_int_equal(retention_check(&d), STATUS_DOMAIN);
	d.nperiods = RETENTION_PERIODS_MAX + 1;
	assert_int_equal(retention_check(&d), STATUS_DOMAIN);
	d = good;
	d.brackets = descend;
	assert_int_equal(retention_check(&d), STATUS_DOMAIN);
	d.brackets = zero;
	assert_int_equal(retention_check(&d), STATUS_DOMAIN);
	d = good;
	d.cohort = RETENTION_RECURRING;
	d.every = EVERY_NONE;
	assert_int_equal(retention_check(&d), STATUS_DOMAIN);
	d = good;
	d.starts[SIGNUP] = d.starts[ORDER] = false;
	assert_int_equal(retention_check(&d), STATUS_DOMAIN);
	d = good;
	d.returns[LOGIN] = d.returns[ORDER] = false;
	assert_int_equal(retention_check(&d), STATUS_DOMAIN);
}

static void
nobody_is_too_few(void **state)
{
	const struct retention_definition d = definition_of(RETENTION_FIRST,
	    EVERY_MONTH, RETENTION_CALENDAR, EVERY_MONTH, (struct span){ 0 },
	    3, true);
	const struct event login = { DAY0, GROUP_NONE, LOGIN, true, false,
		DECIMAL_NONE };
	const struct timeline t = { .events = &login, .n = 1 };
	struct retention *fold = fold_new(&retention_class, &d);
	struct retention_result r;

	(void)state;
	assert_int_equal(retention_class.add(fold, &t), STATUS_OK);
	assert_int_equal(retention_finish(fold, RETENTION_ON, 0.95, true,
	    &r), STATUS_TOO_FEW);
	assert_int_equal(r.n, 0);
	assert_int_equal(retention_finish(fold, RETENTION_ON, 1, true, &r),
	    STATUS_DOMAIN);
	fold_free(fold);
}

/* n customers who bought in the months from December 2010 on that are 1. */
static void
add_customers(struct retention *fold, const char *months, uint64_t n)
{
	struct event events[13];
	size_t count = 0;

	for (unsigned m = 0; m < 13; m++) {
		struct civil first = { 2010 + (m + 11) / 12,
			(m + 11) % 12 + 1, 1 };

		if (months[m] == '1')
			events[count++] = (struct event){ civil_to_day(first) *
			    DAY_MICROS, GROUP_NONE, ORDER, true, false,
			    DECIMAL_NONE };
	}
	const struct timeline t = { .events = events, .n = count };

	for (; n > 0; n--)
		assert_int_equal(retention_add(fold, &t), STATUS_OK);
}

/* Distinct customers by month and by their first: see reference/README. */
static void
online_retail_has_its_cohorts(void **state)
{
	struct reference customers, facts;
	struct retention_definition d = definition_of(RETENTION_FIRST,
	    EVERY_MONTH, RETENTION_CALENDAR, EVERY_MONTH, (struct span){ 0 },
	    12, false);
	struct retention_result r;
	size_t rows = 0;

	(void)state;
	d.as_of = (civil_to_day((struct civil){ 2011, 12, 9 }) + 1) *
	    DAY_MICROS - 1;
	struct retention *fold = fold_new(&retention_class, &d);
	reference_open(&customers, "online_retail_months.csv");
	while (reference_row(&customers))
		add_customers(fold, customers.cell[0],
		    reference_count(&customers, 1));
	assert_int_equal(retention_finish(fold, RETENTION_ON, 0.95, false,
	    &r), STATUS_OK);
	reference_open(&facts, "facts_online_retail_cohorts_no_cancel.csv");
	for (; reference_row(&facts); rows++) {
		struct civil first = { .day = 1 };
		const struct retention_block *b = r.blocks;
		size_t last = 12 - rows;

		assert_int_equal(sscanf(facts.cell[0], "%d-%d", &first.year,
		    &first.month), 2);
		while (b->pooled || b->cohort != civil_to_day(first))
			assert_true(++b < r.blocks + r.n);
		assert_int_equal(b->size, reference_count(&facts, 1));
		for (size_t k = 1; k <= last; k++) {
			uint64_t count = reference_count(&facts, k + 1);

			assert_int_equal(count, b->cells[k].retained);
			/* December 2011, the last of a row, is not over. */
			assert_int_equal(b->cells[k].complete, k < last);
			if (k == last)
				assert_near(b->cells[k].rate_so_far,
				    (double)count / (double)b->size, 1e-15);
		}
		if (last < 12)
			assert_nan(b->cells[last + 1].rate_so_far);
	}
	assert_int_equal(rows, 13);
	assert_int_equal(r.n, 14);
	retention_result_free(&r);
	fold_free(fold);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_those_of_brute_force),
		cmocka_unit_test(saved_folds_come_back),
		cmocka_unit_test(broken_saves_are_refused),
		cmocka_unit_test(rolling_months_are_counted_from_the_start),
		cmocka_unit_test(rolling_periods_are_those_of_the_calendar),
		cmocka_unit_test(civil_periods_are_those_of_the_zone),
		cmocka_unit_test(definitions_that_mean_nothing_are_refused),
		cmocka_unit_test(nobody_is_too_few),
		cmocka_unit_test(online_retail_has_its_cohorts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
