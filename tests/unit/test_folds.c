/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Folds that are driven together take most attempts in batches, one by one
 * they have every timeline: they are to hold the same, to the byte.
 */
#include "analytics/fold/folds.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/fold/bookings.h"
#include "analytics/fold/flow.h"
#include "analytics/fold/forecast.h"
#include "analytics/fold/outcomes.h"
#include "analytics/fold/projection.h"
#include "analytics/fold/retention.h"
#include "analytics/match/duration.h"
#include "analytics/match/plain_attempts.h"
#include "tests/unit/near.h"
#include "tests/unit/random.h"

#define STAGES 4
#define LOST 4
#define RETURNS 5
#define CLASSES 6
#define EVENTS_MOST 7
#define ENTITIES 2000	/* so that some batches are full */
#define DAYS 300
#define TUPLES 6
#define FOLDS_MOST 16

static uint64_t seed;

static uint32_t
draw(uint32_t below)
{
	return (uint32_t)random_next(&seed) % below;
}

/* Two hours east, and three from day 100 on. */
static struct zone_change change = { 100 * 86400, 3 * 3600 };
static const struct zone zone = { .name = "Two", .first = 2 * 3600,
	.changes = &change, .n = 1, .rule = { .standard = 3 * 3600 } };

/* What all definitions have in common. */
struct world {
	bool dates, values, odd;
	struct match_rules rules, open;	/* open: without a window */
	uint32_t repeats;		/* one of so many, and steps back */
	int64_t day;			/* in the unit of its times */
};

static void
draw_rules(struct world *w)
{
	w->rules = (struct match_rules){ .nstages = STAGES,
	    .stages = { 1, 2, 4, 8 }, .outcome = { [LOST] = true },
	    .dates = w->dates, .zone = w->dates ? &zone_utc : &zone,
	    .windowed = draw(2), .within = { 5 + draw(60), UNIT_DAY },
	    .from = draw(3) ? INT64_MIN : 20 * w->day,
	    .to = draw(3) ? INT64_MAX : 200 * w->day,
	    .as_of = DAYS * w->day };
	/* One class that can be either of two stages, as others have it. */
	if (draw(3) == 0)
		w->rules.stages[1] |= 4;
	w->rules.attempts = draw(8) == 0;
	w->rules.reopen_new = draw(8) == 0;
	w->rules.drops[RETURNS] = draw(8) == 0;
	w->open = w->rules;
	w->open.windowed = false;
}

static struct world
draw_world(unsigned which)
{
	struct world w = { .dates = which & 1, .values = which & 2,
	    .odd = which & 4, .repeats = 2 + (which >> 3) % 9 };

	w.day = w.dates ? 1 : DAY_MICROS;
	draw_rules(&w);
	return w;
}

/* Mostly on its way from stage to stage, some again and again. */
static uint8_t
draw_class(const struct world *w, const struct event *events, size_t i)
{
	size_t next = i ? events[i - 1].class + 1u : 0;

	if (draw(w->odd ? 3 : 12) == 0)
		return (uint8_t)draw(CLASSES);
	if (i && draw(w->repeats) == 0)
		return draw(3) ? events[i - 1].class :
		    (uint8_t)draw(events[i - 1].class + 1u);
	return draw(5) == 0 ? LOST : (uint8_t)(next % STAGES);
}

static bool
is_even(const struct timeline *t)
{
	const struct event *first = &t->events[0];

	for (const struct event *e = first; e < first + t->n; e++)
		if (e->value != DECIMAL_NONE || e->group != first->group ||
		    !e->having || (e > first && e->time <= e[-1].time))
			return false;
	return true;
}

static struct timeline
draw_timeline(const struct world *w, struct event events[EVENTS_MOST])
{
	static const char *const ids[] = { "", "a", "entity 77" };
	struct timeline t = { .events = events, .n = 1 + draw(EVENTS_MOST),
	    .undated = draw(20) == 0 };
	int64_t time = (int64_t)draw(DAYS - 60) * w->day;
	uint32_t group = draw(TUPLES);

	t.id = ids[draw(3)];
	t.id_len = strlen(t.id);
	for (size_t i = 0; i < t.n; i++) {
		time += (1 + (int64_t)draw(9)) * w->day -
		    (w->dates ? 0 : (int64_t)draw(86400) * MICROS);
		events[i] = (struct event){ .time = draw(30) ? time :
		    i ? events[i - 1].time : time,
		    .group = draw(10) ? group : draw(TUPLES),
		    .class = draw_class(w, events, i), .having = draw(25) > 0,
		    .undated = t.undated && draw(2), .value = w->values &&
		    draw(2) ? (decimal)draw(1000) : DECIMAL_NONE };
	}
	qsort(events, t.n, sizeof *events, random_by_time);
	/* Whoever does not know says no. */
	t.even = is_even(&t) && draw(4);
	return t;
}

/* Of every class at least one, with and without groups. */
struct definitions {
	struct conversion_definition conversion[2];
	struct bookings_definition bookings;
	struct outcomes_definition outcomes[2];
	struct forecast_definition forecast;
	struct flow_definition flow;
	struct retention_definition retention;
	struct period periods[2];
	uint32_t groups[TUPLES];
	struct projection_definition projections[FOLDS_MOST];
};

static void
define_matched(const struct world *w, struct definitions *d)
{
	struct attribute by = { .of = draw(6) ? ATTRIBUTE_ENTRY :
	    ATTRIBUTE_LAST };

	d->conversion[0] = (struct conversion_definition){ .rules = w->rules,
	    .attribute = by, .every = EVERY_MONTH };
	d->conversion[1] = (struct conversion_definition){ .rules = w->open,
	    .values = w->values && draw(2) };
	d->bookings = (struct bookings_definition){ .rules = w->rules,
	    .attribute = by, .goal = 1 + draw(STAGES - 1),
	    .every = draw(2) ? EVERY_NONE : EVERY_WEEK };
	d->periods[0] = (struct period){ 0, 90 * w->day };
	d->periods[1] = (struct period){ 90 * w->day, 150 * w->day };
	d->outcomes[0] = (struct outcomes_definition){ .rules = w->rules,
	    .attribute = by, .ages = true };
	d->outcomes[1] = (struct outcomes_definition){ .rules = w->rules,
	    .periods = d->periods, .nperiods = 2 };
	d->forecast = (struct forecast_definition){ .rules = w->open,
	    .attribute = by, .goal = 1 + draw(STAGES - 1),
	    .views = { DAYS, 273, 242, 211 }, .nviews = 1 + draw(4),
	    .horizon = 30, .values = w->values && draw(2),
	    .stays = draw(6) == 0 };
	if (!w->dates) {
		d->forecast.rules.as_of = zone_day_start(&zone, DAYS + 1) - 1;
		d->forecast.rules.from = INT64_MIN;
	}
}

static void
define_others(const struct world *w, struct definitions *d)
{
	d->flow = (struct flow_definition){ .state = { 0, 1, 2, 3, 4,
	    draw(2) ? FLOW_NONE : 5 }, .nstates = 6, .nstages = STAGES,
	    .ends = draw(4), .keep = draw(3) == 0, .dates = w->dates,
	    .as_of = draw(4) ? w->rules.as_of : 150 * w->day,
	    .from = w->rules.from, .to = w->rules.to };
	d->flow.end[3] = d->flow.ends;
	d->flow.end[4] = d->flow.ends && draw(2);
	if (draw(4) == 0)
		d->flow.state[2] = 1;
	d->retention = (struct retention_definition){ .cohort = draw(2) ?
	    RETENTION_FIRST : RETENTION_RECURRING, .every = EVERY_MONTH,
	    .clock = draw(2) ? RETENTION_CALENDAR : RETENTION_ROLLING,
	    .period = EVERY_WEEK, .span = { 9, UNIT_DAY }, .nperiods = 6,
	    .dates = w->dates, .zone = w->rules.zone,
	    .values = w->values && draw(2), .as_of = w->rules.as_of,
	    .from = w->rules.from, .to = w->rules.to };
	d->retention.starts[draw(LOST + 1)] = true;
	d->retention.returns[draw(CLASSES)] = true;
	d->retention.returns[RETURNS] = true;
}

/* Into out, twice: with the groups of tuples, and with others or none. */
static size_t
make_folds(struct definitions *d, void *out[FOLDS_MOST])
{
	const struct {
		const struct fold_class *class;
		const void *definition;
	} all[] = { { &conversion_class, &d->conversion[0] },
		{ &conversion_class, &d->conversion[1] },
		{ &bookings_class, &d->bookings },
		{ &outcomes_class, &d->outcomes[0] },
		{ &outcomes_class, &d->outcomes[1] },
		{ &forecast_class, &d->forecast },
		{ &flow_class, &d->flow },
		{ &retention_class, &d->retention } };
	size_t n = sizeof all / sizeof *all;

	for (size_t i = 0; i < n; i++) {
		d->projections[i] = (struct projection_definition){
		    all[i].class, all[i].definition,
		    i % 2 ? d->groups : NULL };
		out[i] = fold_new(all[i].class, all[i].definition);
		out[n + i] = fold_new(&projection_class, &d->projections[i]);
	}
	return 2 * n;
}

static const char *
name_of(void *context, uint32_t group, size_t *len)
{
	static char names[TUPLES][2];

	(void)context;
	*len = 1;
	assert_true(group < TUPLES);
	names[group][0] = (char)('a' + group);
	return names[group];
}

static void
expect_same(void *alone, void *together)
{
	const struct group_names names = { .text = name_of };
	struct buffer one = { 0 }, two = { 0 };
	bool projected = ((struct fold *)alone)->class == &projection_class;
	void *a = projected ? projection_inner(alone) : alone;
	void *b = projected ? projection_inner(together) : together;

	assert_int_equal(fold_save(a, &names, &one), STATUS_OK);
	assert_int_equal(fold_save(b, &names, &two), STATUS_OK);
	if (one.len != two.len || memcmp(one.bytes, two.bytes, one.len) != 0)
		fail_msg("%s differs:\n%.*s\n%.*s", ((struct fold *)a)->
		    class->name, (int)one.len, one.bytes, (int)two.len,
		    two.bytes);
	buffer_free(&one);
	buffer_free(&two);
}

static void
together_they_hold_the_same(void **state)
{
	(void)state;
	for (unsigned k = 0; k < 160; k++) {
		void *alone[FOLDS_MOST], *together[FOLDS_MOST];
		struct definitions d = { .groups = { 0, 0, 2, 2, 0, 2 } };
		struct event events[EVENTS_MOST];
		size_t failed;

		seed = 1000 + k;
		struct world w = draw_world(k);
		define_matched(&w, &d);
		define_others(&w, &d);
		size_t n = make_folds(&d, alone);
		make_folds(&d, together);
		struct folds *folds = folds_new(together, n);
		for (size_t i = 0; i < ENTITIES; i++) {
			struct timeline t = draw_timeline(&w, events);

			assert_int_equal(folds_add(folds, &t, &failed),
			    STATUS_OK);
			for (size_t f = 0; f < n; f++)
				assert_int_equal(((struct fold *)alone[f])->
				    class->add(alone[f], &t), STATUS_OK);
		}
		folds_flush(folds);
		folds_free(folds);
		for (size_t f = 0; f < n; f++) {
			expect_same(alone[f], together[f]);
			fold_free(alone[f]);
			fold_free(together[f]);
		}
	}
}

/* The last of a batch. */
static void
expect_attempt(const struct plain_batch *b, const struct attempt *a,
    const struct event *events)
{
	size_t i = b->n - 1;

	assert_int_equal(b->reached, a->reached);
	assert_int_equal(b->nevents, a->reached + (a->fate == FATE_LOST));
	assert_int_equal(b->fate, a->fate);
	assert_int_equal(b->over, a->deadline <= b->rules->as_of);
	assert_int_equal(b->deadline[i], a->deadline);
	for (size_t s = 0; s < a->reached; s++) {
		assert_int_equal(b->time[s][i], a->time[s]);
		assert_int_equal(b->class[s], events[a->event[s]].class);
	}
	if (a->fate == FATE_LOST)
		assert_int_equal(b->time[a->reached][i], a->fate_time);
}

/* The last of a whole batch. */
static void
expect_whole(const struct plain_batch *b, const struct timeline *t)
{
	struct event events[PLAIN_EVENTS_MAX];
	struct timeline all = plain_timeline(b, b->n - 1, events);

	assert_int_equal(all.n, t->n);
	for (size_t i = 0; i < t->n; i++) {
		const struct event *e = &t->events[i];

		assert_true(e->having);
		assert_int_equal(events[i].time, e->time);
		assert_int_equal(events[i].class, e->class);
		assert_int_equal(events[i].group, e->group);
	}
}

/* What is gathered as plain is what the matcher says, and mostly is. */
static void
plain_is_what_the_matcher_says(void **state)
{
	size_t plain = 0, whole = 0, others = 0, all = 0;

	(void)state;
	for (unsigned k = 0; k < 400; k++) {
		struct event events[EVENTS_MOST];
		struct plain_gathered *g;
		struct matcher *m;

		seed = 5000 + k;
		struct world w = draw_world((k & 3) | k >> 2 << 3);
		g = plain_new(&w.rules);
		if (!g)
			continue;
		m = matcher_new(&w.rules);
		for (size_t i = 0; i < PLAIN_BATCH; i++, all++) {
			struct timeline t = draw_timeline(&w, events);
			const struct plain_batch *b = plain_gather(g, &t);
			const struct attempt *a;
			size_t n;

			if (!b)
				continue;
			plain++;
			matcher_match(m, &t, &a, &n, NULL);
			assert_int_equal(n, 1);
			expect_attempt(b, a, events);
			if (!b->whole)
				continue;
			expect_whole(b, &t);
			whole++;
			others += b->nall > b->nevents;
		}
		matcher_free(m);
		plain_free(g);
	}
	assert_true(plain > all / 3 && whole > plain / 2 &&
	    others > whole / 5);
}

static const struct match_rules simple = { .nstages = STAGES,
    .stages = { 1, 2, 4, 8 }, .outcome = { [LOST] = true },
    .zone = &zone_utc, .to = INT64_MAX, .as_of = INT64_MAX };

/* Every event a day after the one before. */
static struct timeline
put_classes(struct event *events, const uint8_t *classes, size_t n,
    bool even)
{
	for (size_t i = 0; i < n; i++)
		events[i] = (struct event){ .time = (int64_t)(i + 1) *
		    DAY_MICROS, .class = classes[i], .having = true,
		    .value = DECIMAL_NONE };
	return (struct timeline){ .events = events, .n = n, .even = even };
}

/* Other events are known while they are few, and cost no attempt where they
   are not: whatever came, and however much. */
static void
others_cost_no_attempt(void **state)
{
	(void)state;
	for (unsigned k = 0; k < 200; k++) {
		struct plain_gathered *g = plain_new(&simple);
		struct matcher *m = matcher_new(&simple);

		seed = 11000 + k;
		for (size_t j = 0; j < 400; j++) {
			struct event events[64];
			uint8_t classes[64] = { 0 };
			size_t n = 1 + draw(draw(4) ? 9 : 64), next = 1, many;
			uint32_t often = 1 + draw(6);

			/* A stage that was reached, or the next one. */
			for (size_t i = 1; i < n; i++) {
				bool on = draw(often) == 0 && next < STAGES;

				classes[i] = (uint8_t)(on ? next++ :
				    draw(8) ? draw((uint32_t)next) : RETURNS);
			}
			if (n > 1 && next < STAGES && draw(2))
				classes[n - 1] = LOST;
			struct timeline t = put_classes(events, classes, n,
			    draw(2));
			struct plain_batch *b = plain_gather(g, &t);
			const struct attempt *a;

			matcher_match(m, &t, &a, &many, NULL);
			/* The place of an attempt is one of a few. */
			assert_non_null(b);
			expect_attempt(b, a, events);
			assert_true(!b->whole || n <= b->nevents +
			    PLAIN_OTHERS_MAX);
			if (b->whole)
				expect_whole(b, &t);
			if (b->n == PLAIN_BATCH)
				plain_empty(b);
		}
		matcher_free(m);
		plain_free(g);
	}
}

/* Ways of few others, by hand. */
static void
whole_ways_are_known(void **state)
{
	static const struct {
		uint8_t classes[9];
		size_t n, nevents;
		bool whole;
	} ways[] = {
		{ { 0, 0, 1 }, 3, 2, true },
		{ { 0, 1, 0, 2 }, 4, 3, true },
		{ { 0, 1, 2, 3, 2 }, 5, 4, true },
		{ { 0, 1, LOST, LOST }, 4, 3, true },
		{ { 0, RETURNS, 1, 1, LOST, RETURNS }, 6, 3, true },
		{ { 0, 0, 0, 0, 1, 2, 3 }, 7, 4, true },
		{ { 0, 0, 0, 0, 0 }, 5, 1, false },
		{ { 0, 0, 0, 0, 0, 1, 2, 3 }, 8, 4, false },
		{ { 0, 0, 0, 0, 1, 2, 3, 3, 3 }, 9, 4, false },
		/* Lost, and open again: the matcher's. */
		{ { 0, 1, LOST, 2 }, 4, 0, false },
		{ { 0, 0, LOST, 0 }, 4, 0, false },
	};
	struct plain_gathered *g = plain_new(&simple);

	(void)state;
	for (size_t k = 0; k < 4 * sizeof ways / sizeof *ways; k++) {
		size_t i = k / 4;
		struct event events[9];
		struct timeline t = put_classes(events, ways[i].classes,
		    ways[i].n, k & 1);
		const struct plain_batch *b = plain_gather(g, &t);

		if (!ways[i].nevents) {
			assert_null(b);
			continue;
		}
		assert_non_null(b);
		assert_int_equal(b->nevents, ways[i].nevents);
		assert_int_equal(b->whole, ways[i].whole);
		if (b->whole)
			expect_whole(b, &t);
	}
	plain_free(g);
}

/* However long they are: of them nothing is written down. */
static void
odd_ones_may_be_long(void **state)
{
	struct event events[400];
	uint8_t classes[400];
	struct plain_gathered *g = plain_new(&simple);
	struct timeline t;

	(void)state;
	/* An entry, and the stage behind the next, again and again. */
	for (size_t i = 0; i < 400; i++)
		classes[i] = i % 2 ? 2 : 0;
	for (size_t i = 0; i < 4; i++) {
		t = put_classes(events, classes, 400, i > 1);
		assert_null(plain_gather(g, &t));
	}
	t.n = 1;
	assert_int_equal(plain_gather(g, &t)->n, 1);
	plain_free(g);
}

/* Whole seconds of any size, or a microsecond more or less; a few are of
   centuries. */
static int64_t
draw_passed(const struct world *w)
{
	int64_t some = (int64_t)(random_next(&seed) >> draw(31));

	if (w->dates)
		return 1 + some % 200000;
	return (1 + some) * (draw(50) ? 1 : 16) * MICROS +
	    (int64_t)draw(3) - 1;
}

static void
expect_span(const struct plain_batch *b, enum plain_since since,
    size_t until)
{
	const struct plain_span *span = plain_span(b, since, until);
	uint64_t unit = b->rules->dates ? 1 : MICROS, units = 0, micros = 0;

	for (size_t i = 0; i < b->n; i++) {
		int64_t passed = plain_passed(b, since, until, i);

		passed = passed < 0 ? 0 : passed;
		assert_int_equal(span->cell[i], duration_cell_of(b->rules,
		    passed));
		units += (uint64_t)passed / unit;
		micros += (uint64_t)passed % unit;
	}
	assert_int_equal(span->units, units);
	assert_int_equal(span->micros, micros);
}

static void
expect_derived(const struct plain_batch *b)
{
	for (size_t k = 0; k < b->nevents; k++) {
		const int32_t *days = plain_days(b, k);

		for (size_t i = 0; i < b->n; i++)
			assert_int_equal(days[i], b->rules->dates ?
			    b->time[k][i] : zone_day(b->rules->zone,
			    b->time[k][i]));
	}
	for (size_t k = 1; k <= b->nevents; k++) {
		size_t until = k < b->nevents ? k : PLAIN_AS_OF;

		expect_span(b, PLAIN_ENTRY, until);
		expect_span(b, PLAIN_BEFORE, until);
	}
	if (b->over)
		expect_span(b, PLAIN_BEFORE, PLAIN_DEADLINE);
}

/* What is made of many at once is what duration_cell_of and zone_day say of
   each: about whole seconds and days, before 1970, and ages later. */
static void
derived_is_what_one_by_one_is(void **state)
{
	static const struct zone fixed = { .name = "Fixed",
	    .first = -5 * 3600, .rule = { .standard = -5 * 3600 } };

	(void)state;
	for (unsigned k = 0; k < 300; k++) {
		struct event events[STAGES];
		struct plain_gathered *g;
		struct plain_batch *b;

		seed = 9000 + k;
		struct world w = draw_world(k & 1);
		w.rules.zone = k & 2 ? &fixed : w.rules.zone;
		w.rules.from = INT64_MIN;
		w.rules.to = INT64_MAX;
		w.rules.as_of = INT64_C(1) << (w.dates ? 24 : 52);
		g = plain_new(&w.rules);
		for (size_t i = 0; g && i < 1 + k % PLAIN_BATCH; i++) {
			struct timeline t = { .events = events,
			    .n = 1 + draw(STAGES) };
			int64_t time = (int64_t)(draw(8) ? draw(20000) : 0) *
			    w.day - (draw(2) ? 1 : 0);

			for (size_t e = 0; e < t.n; e++) {
				events[e] = (struct event){ .time = time,
				    .class = (uint8_t)e, .having = true,
				    .value = DECIMAL_NONE };
				time += draw_passed(&w);
			}
			plain_gather(g, &t);
		}
		while (g && (b = plain_waiting(g))) {
			expect_derived(b);
			plain_empty(b);
		}
		plain_free(g);
	}
}

/* From stage to stage, a few days or weeks each, and maybe lost then; more of
   them than a byte counts have equal days. */
static struct timeline
draw_way(const struct world *w, struct event events[EVENTS_MOST])
{
	struct timeline t = { .events = events, .n = 1 + draw(STAGES) };
	bool lost = draw(3) == 0;
	int64_t time = (int64_t)draw(draw(2) ? 3 : 200) * w->day;
	uint32_t group = draw(9) ? 0 : draw(TUPLES);

	t.n += lost;
	for (size_t i = 0; i < t.n; i++) {
		events[i] = (struct event){ .time = time, .group = group,
		    .class = (uint8_t)(lost && i + 1 == t.n ? LOST : i),
		    .having = true, .value = DECIMAL_NONE };
		time += (1 + (int64_t)draw(draw(2) ? 4 : 90)) * w->day;
	}
	return t;
}

/* Attempts that take months, of which many views know a part. */
static void
views_know_of_many_what_they_know_of_one(void **state)
{
	(void)state;
	for (unsigned k = 0; k < 24; k++) {
		struct forecast_definition d = {
		    .attribute.of = ATTRIBUTE_ENTRY,
		    .goal = 1 + k % (STAGES - 1), .nviews = 1 + k % 21,
		    .horizon = 30 };
		struct event events[EVENTS_MOST];
		size_t failed;

		seed = 7000 + k;
		struct world w = draw_world(k & 1);
		d.rules = (struct match_rules){ .nstages = STAGES,
		    .stages = { 1, 2, 4, 8 }, .outcome = { [LOST] = true },
		    .dates = w.dates, .zone = w.rules.zone,
		    .from = INT64_MIN, .to = INT64_MAX,
		    .as_of = w.dates ? DAYS : zone_day_start(&zone,
		    DAYS + 1) - 1 };
		for (size_t v = 0; v < d.nviews; v++)
			d.views[v] = DAYS - 13 * (int64_t)v;
		void *alone = fold_new(&forecast_class, &d);
		void *together = fold_new(&forecast_class, &d);
		struct folds *folds = folds_new(&together, 1);
		for (size_t i = 0; i < ENTITIES; i++) {
			struct timeline t = draw_way(&w, events);

			assert_int_equal(folds_add(folds, &t, &failed),
			    STATUS_OK);
			assert_int_equal(forecast_class.add(alone, &t),
			    STATUS_OK);
		}
		folds_flush(folds);
		folds_free(folds);
		expect_same(alone, together);
		fold_free(alone);
		fold_free(together);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(together_they_hold_the_same),
		cmocka_unit_test(plain_is_what_the_matcher_says),
		cmocka_unit_test(others_cost_no_attempt),
		cmocka_unit_test(whole_ways_are_known),
		cmocka_unit_test(odd_ones_may_be_long),
		cmocka_unit_test(derived_is_what_one_by_one_is),
		cmocka_unit_test(views_know_of_many_what_they_know_of_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
