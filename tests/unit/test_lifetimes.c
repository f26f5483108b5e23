/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/lifetimes.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/near.h"
#include "tests/unit/random.h"
#include "tests/unit/spans.h"

#define START 0		/* starts */
#define BOTH 1		/* starts and ends */
#define END 2		/* ends */
#define STAGE 3		/* undoes an outcome */
#define LOST 4
#define NOISE 5
#define ENTITIES 600
#define EVENTS_MAX 8
#define GROUPS 3

static struct lifetimes_definition
definition_of(int64_t as_of)
{
	return (struct lifetimes_definition){
		.starts = { [START] = true, [BOTH] = true },
		.ends = { [BOTH] = true, [END] = true },
		.stages = { [START] = true, [BOTH] = true, [END] = true,
		    [STAGE] = true },
		.outcomes = { [LOST] = true },
		.as_of = as_of, .from = INT64_MIN, .to = INT64_MAX,
	};
}

static struct world {
	struct event events[ENTITIES][EVENTS_MAX];
	struct timeline timelines[ENTITIES];
	uint64_t seed;
} world;

static int64_t
draw(int64_t below)
{
	return (int64_t)random_next(&world.seed) % below;
}

/* Few times: ties everywhere.  Many: none. */
static void
draw_world(uint64_t seed, int64_t times)
{
	world.seed = seed;
	for (size_t i = 0; i < ENTITIES; i++) {
		size_t n = 1 + (size_t)draw(EVENTS_MAX);

		for (size_t j = 0; j < n; j++)
			world.events[i][j] = (struct event){ draw(times),
			    (uint32_t)draw(GROUPS), (uint8_t)draw(6),
			    draw(10) > 0, false, DECIMAL_NONE };
		qsort(world.events[i], n, sizeof world.events[i][0],
		    random_by_time);
		world.timelines[i] = (struct timeline){
		    .events = world.events[i], .n = n };
	}
}

/*
 * The model looks at every pair of events.  A lifetime's end is the first
 * event that ends it; without one, an outcome is an end if no event of a
 * stage comes behind it, and no outcome before it that is one.
 */
static bool
is_behind(const struct event *events, size_t i, size_t start)
{
	return events[i].time > events[start].time ||
	    (events[i].time == events[start].time &&
	    events[i].class != START && events[i].class != BOTH);
}

static bool
model_lifetime(const struct lifetimes_definition *d,
    const struct timeline *t, struct life_span *span, uint32_t *group)
{
	size_t start = 0;

	while (start < t->n && t->events[start].class > BOTH)
		start++;
	if (start == t->n || t->events[start].time > d->as_of ||
	    !t->events[start].having || t->events[start].time < d->from ||
	    t->events[start].time >= d->to)
		return false;
	const struct event *e = t->events;
	int64_t began = e[start].time, to = d->as_of;
	*group = e[start].group;
	span->end = LIFE_CENSORED;
	for (size_t i = t->n; i-- > 0;) {
		if (e[i].class != LOST || e[i].time > d->as_of ||
		    !is_behind(e, i, start))
			continue;
		bool undone = false;
		for (size_t j = i + 1; j < t->n; j++)
			undone |= e[j].time <= d->as_of &&
			    e[j].class <= STAGE;
		if (undone)
			continue;
		to = e[i].time;
		span->end = LIFE_COMPETING;
	}
	for (size_t i = t->n; i-- > 0;) {
		if ((e[i].class == END || e[i].class == BOTH) &&
		    e[i].time <= d->as_of && is_behind(e, i, start)) {
			to = e[i].time;
			span->end = LIFE_EVENT;
		}
	}
	span->to = (double)(to - began);
	span->from = d->late && d->observed_from > began ?
	    (double)(d->observed_from - began) - 1 : -INFINITY;
	return true;
}

/* 13 significant bits, the rest zero: digit by digit. */
static double
model_round(double time)
{
	double unit = 1;

	while (time / unit >= 8192)
		unit *= 2;
	return floor(time / unit) * unit;
}

/* The spans of a group; GROUPS: of all. */
static size_t
model_spans(const struct lifetimes_definition *d, uint32_t group,
    bool rounded, bool no_competing, struct life_span *spans)
{
	size_t n = 0;

	for (size_t i = 0; i < ENTITIES; i++) {
		struct life_span s;
		uint32_t own;

		if (!model_lifetime(d, &world.timelines[i], &s, &own) ||
		    (group != GROUPS && own != group) || s.from >= s.to)
			continue;
		if (rounded) {
			s.to = model_round(s.to);
			s.from = s.from < 0 ? -1 : model_round(s.from + 1) - 1;
		}
		if (no_competing && s.end == LIFE_COMPETING)
			s.end = LIFE_CENSORED;
		spans[n++] = s;
	}
	return n;
}

static void
tables_are_equal(const struct life_table *a, const struct life_table *b,
    double unit)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		assert_near(a->rows[i].time, b->rows[i].time / unit, 1e-15);
		assert_int_equal(a->rows[i].at_risk, b->rows[i].at_risk);
		assert_int_equal(a->rows[i].events, b->rows[i].events);
		assert_int_equal(a->rows[i].competing, b->rows[i].competing);
		assert_int_equal(a->rows[i].censored, b->rows[i].censored);
	}
}

/* life_table_make is tested against R and by brute force. */
static void
fold_is_the_models(const struct lifetimes_definition *d,
    const struct lifetimes *fold, bool rounded, bool no_competing)
{
	static const uint32_t apart[GROUPS] = { 2, 0, 1 };
	static struct life_span spans[ENTITIES];
	static struct life_row rows[ENTITIES];
	struct lifetimes_shape shape = { apart, GROUPS, 4, no_competing,
		false };
	struct lifetimes_shape one = { NULL, 1, 1, no_competing, false };
	struct lifetimes_result r;
	struct life_table table;

	assert_int_equal(lifetimes_finish(fold, &shape, &r), STATUS_OK);
	assert_int_equal(r.rounded, rounded);
	for (uint32_t g = 0; g < GROUPS; g++) {
		size_t n = model_spans(d, g, rounded, no_competing, spans);

		assert_true(n > 0);
		assert_int_equal(life_table_make(spans, n, rows, &table,
		    NULL), STATUS_OK);
		tables_are_equal(&r.tables[apart[g]], &table, 4);
	}
	lifetimes_result_free(&r);

	assert_int_equal(lifetimes_finish(fold, &one, &r), STATUS_OK);
	size_t n = model_spans(d, GROUPS, rounded, no_competing, spans);
	assert_int_equal(life_table_make(spans, n, rows, &table, NULL),
	    STATUS_OK);
	tables_are_equal(&r.tables[0], &table, 1);
	lifetimes_result_free(&r);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* A row in each table wherever one has an end. */
static void
aligned_tables_are_the_models(const struct lifetimes_definition *d,
    const struct lifetimes *fold)
{
	static const uint32_t own[GROUPS] = { 0, 1, 2 };
	static struct life_span spans[ENTITIES];
	static struct life_row rows[ENTITIES];
	static double times[ENTITIES];
	struct lifetimes_shape shape = { own, GROUPS, 1, false, true };
	struct lifetimes_result r;
	struct life_table table;
	size_t n = model_spans(d, GROUPS, false, false, spans), ntimes = 0;

	for (size_t i = 0; i < n; i++)
		times[i] = spans[i].to;
	qsort(times, n, sizeof *times, by_value);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || times[i] != times[i - 1])
			times[ntimes++] = times[i];
	assert_int_equal(lifetimes_finish(fold, &shape, &r), STATUS_OK);
	for (uint32_t g = 0; g < GROUPS; g++) {
		n = model_spans(d, g, false, false, spans);
		assert_int_equal(life_table_make_at(spans, n, times, ntimes,
		    rows, &table, NULL), STATUS_OK);
		tables_are_equal(&r.tables[g], &table, 1);
	}
	lifetimes_result_free(&r);
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

	for (uint32_t i = 0; i < GROUPS; i++)
		if (strlen(names[i]) == len &&
		    memcmp(names[i], text, len) == 0)
			return i;
	return GROUP_NONE;
}

static const char *const group_texts[GROUPS] = { "web", "", "a b\n%" };
static const struct group_names names = {
	.context = (void *)(uintptr_t)group_texts, .text = name_of,
	.number = number_of, .columns = 1 };

/* Entities first, first + step, … */
static struct lifetimes *
fold_of(const struct lifetimes_definition *d, size_t first, size_t step)
{
	struct lifetimes *f = fold_new(&lifetimes_class, d);

	for (size_t i = first; i < ENTITIES; i += step)
		assert_int_equal(lifetimes_add(f, &world.timelines[i]),
		    STATUS_OK);
	return f;
}

static struct buffer
saved(const struct lifetimes *f)
{
	struct buffer out = { 0 };

	assert_int_equal(fold_save(f, &names, &out), STATUS_OK);
	return out;
}

/* Merged in either order, saved and loaded: the same bytes. */
static void
parts_make_the_whole(const struct lifetimes_definition *d,
    const struct lifetimes *whole)
{
	struct buffer wanted = saved(whole);

	for (size_t order = 0; order < 2; order++) {
		struct lifetimes *into = fold_of(d, order, 3);
		struct lifetimes *from = fold_of(d, 1 - order, 3);
		struct lifetimes *last = fold_of(d, 2, 3);
		struct lifetimes *back = fold_new(&lifetimes_class, d);

		fold_merge(into, from);
		struct buffer one = saved(into), two = saved(last);
		assert_int_equal(fold_load(back, &names, two.bytes,
		    two.len, NULL), STATUS_OK);
		assert_int_equal(fold_load(back, &names, one.bytes,
		    one.len, NULL), STATUS_OK);
		struct buffer found = saved(back);
		assert_int_equal(found.len, wanted.len);
		assert_memory_equal(found.bytes, wanted.bytes, wanted.len);
		buffer_free(&one);
		buffer_free(&two);
		buffer_free(&found);
		fold_free(into);
		fold_free(from);
		fold_free(last);
		fold_free(back);
	}
	buffer_free(&wanted);
}

static void
tables_are_those_of_brute_force(void **state)
{
	static const struct {
		int64_t times, as_of, from, to, observed_from;
	} cases[] = {
		{ 12, 12, INT64_MIN, INT64_MAX, -1 },
		{ 12, 9, INT64_MIN, INT64_MAX, -1 },
		{ 40, 35, 5, 20, -1 },
		{ 12, 12, INT64_MIN, INT64_MAX, 4 },
		{ 200, 180, 10, 150, 60 },
		{ 1000000, 900000, INT64_MIN, INT64_MAX, -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lifetimes_definition d = definition_of(
		    cases[i].as_of);

		d.from = cases[i].from;
		d.to = cases[i].to;
		d.late = cases[i].observed_from >= 0;
		d.observed_from = cases[i].observed_from;
		draw_world(i + 1, cases[i].times);
		struct lifetimes *f = fold_of(&d, 0, 1);
		fold_is_the_models(&d, f, false, false);
		fold_is_the_models(&d, f, false, true);
		aligned_tables_are_the_models(&d, f);
		parts_make_the_whole(&d, f);
		fold_free(f);
	}
}

/* Each part alone would have kept exact times; the whole does not. */
static void
too_many_times_are_rounded(void **state)
{
	static const size_t most[] = { 1, 50, 250, 100000 };

	(void)state;
	for (int late = 0; late < 2; late++)
		for (size_t i = 0; i < sizeof most / sizeof most[0]; i++) {
			struct lifetimes_definition d =
			    definition_of(900000);

			d.second = 1;
			d.most = most[i];
			d.late = late;
			d.observed_from = 300000;
			draw_world(11 + i, 1000000);
			struct lifetimes *f = fold_of(&d, 0, 1);
			fold_is_the_models(&d, f, most[i] < 1000, false);
			parts_make_the_whole(&d, f);
			fold_free(f);
		}
}

/* In microseconds, half a second is no time. */
static void
cells_are_whole_seconds(void **state)
{
	struct lifetimes_definition d = definition_of(0);
	struct lifetimes_shape all = { NULL, 1, 1e6, false, false };
	struct lifetimes_result r;

	(void)state;
	d.second = 1000000;
	d.most = 2;
	struct lifetimes *f = fold_new(&lifetimes_class, &d);
	assert_int_equal(lifetimes_count(f, 0, 500000, LIFE_EVENT),
	    STATUS_OK);
	assert_int_equal(lifetimes_count(f, 0, 1999999, LIFE_EVENT),
	    STATUS_OK);
	assert_int_equal(lifetimes_count(f, 0, 16385999999, LIFE_EVENT),
	    STATUS_OK);
	assert_int_equal(lifetimes_finish(f, &all, &r), STATUS_OK);
	assert_int_equal(r.tables[0].n, 3);
	assert_near(r.tables[0].rows[0].time, 0, 0);
	assert_near(r.tables[0].rows[1].time, 1, 0);
	assert_near(r.tables[0].rows[2].time, 16384, 0);
	lifetimes_result_free(&r);
	fold_free(f);
}

/*
 * A part that was rounded rounds those it comes to: 10^6 s, in cells of
 * 128, lie in that from 999,936 on.
 */
static void
rounding_is_catching(void **state)
{
	struct lifetimes_definition d = definition_of(0);
	struct lifetimes_shape all = { NULL, 1, 1, false, false };
	struct lifetimes_result r;

	(void)state;
	d.second = 1;
	d.most = 5;
	struct lifetimes *many = fold_new(&lifetimes_class, &d);
	struct lifetimes *few = fold_new(&lifetimes_class, &d);
	for (int64_t i = 0; i < 8; i++)
		assert_int_equal(lifetimes_count(many, 0, 1000000 + i,
		    LIFE_EVENT), STATUS_OK);
	assert_int_equal(lifetimes_count(few, 0, 1000050, LIFE_EVENT),
	    STATUS_OK);
	fold_merge(few, many);
	assert_int_equal(lifetimes_finish(few, &all, &r), STATUS_OK);
	assert_true(r.rounded);
	assert_int_equal(r.tables[0].n, 1);
	assert_near(r.tables[0].rows[0].time, 999936, 0);
	assert_int_equal(r.tables[0].rows[0].events, 9);
	lifetimes_result_free(&r);
	fold_free(many);
	fold_free(few);
}

static void
who_ended_before_is_left_out(void **state)
{
	static const struct event early[] = {
		{ 1, 0, START, true, false, DECIMAL_NONE },
		{ 3, 0, END, true, false, DECIMAL_NONE },
	};
	const struct timeline t = { .events = early, .n = 2 };
	struct lifetimes_definition d = definition_of(9);
	struct lifetimes_shape all = { NULL, 1, 1, false, false };
	struct lifetimes_result r;

	(void)state;
	d.late = true;
	d.observed_from = 4;
	struct lifetimes *f = fold_new(&lifetimes_class, &d);
	assert_int_equal(lifetimes_finish(f, &all, &r), STATUS_TOO_FEW);
	assert_int_equal(r.left_out, 0);
	assert_int_equal(lifetimes_add(f, &t), STATUS_OK);
	assert_int_equal(lifetimes_finish(f, &all, &r), STATUS_TOO_FEW);
	assert_int_equal(r.left_out, 1);
	/* What happens at the first observed time was seen. */
	d.observed_from = 3;
	assert_int_equal(lifetimes_add(f, &t), STATUS_OK);
	assert_int_equal(lifetimes_finish(f, &all, &r), STATUS_OK);
	assert_int_equal(r.left_out, 1);
	assert_int_equal(r.tables[0].n, 1);
	assert_int_equal(r.tables[0].rows[0].at_risk, 1);
	assert_int_equal(r.tables[0].rows[0].events, 1);
	lifetimes_result_free(&r);
	assert_int_equal(lifetimes_count(f, 0, -1, LIFE_EVENT),
	    STATUS_DOMAIN);
	assert_int_equal(lifetimes_count(f, 0, LIFETIME_MAX + 1, LIFE_EVENT),
	    STATUS_DOMAIN);
	fold_free(f);
}

/* By hand: of three alike, one began and one ended nobody knows when. */
static void
who_has_no_date_is_left_out(void **state)
{
	const struct lifetimes_definition d = definition_of(9);
	struct lifetimes_shape all = { NULL, 1, 1, false, false };
	struct event pair[] = {
		{ .time = 1, .class = START, .having = true },
		{ .time = 3, .class = END, .having = true } };
	const struct timeline t = { .events = pair, .n = 2 };
	struct lifetimes *f = fold_new(&lifetimes_class, &d);
	struct lifetimes_result r;

	(void)state;
	assert_int_equal(lifetimes_add(f, &t), STATUS_OK);
	for (size_t i = 0; i < 2; i++) {
		pair[0].undated = i == 0;
		pair[1].undated = i == 1;
		assert_int_equal(lifetimes_add(f, &t), STATUS_OK);
	}
	assert_int_equal(lifetimes_finish(f, &all, &r), STATUS_OK);
	assert_int_equal(r.undated, 2);
	assert_int_equal(r.tables[0].n, 1);
	assert_int_equal(r.tables[0].rows[0].at_risk, 1);
	assert_int_equal(r.tables[0].rows[0].events, 1);
	lifetimes_result_free(&r);
	fold_free(f);
}

static void
broken_saves_are_refused(void **state)
{
/* A key is 4 times the time, and the kind: an event at 5 is 20. */
#define HEAD "lifetimes 2 0 0 0\ncounts 1\ngroup =web "
	static const struct { const char *text; enum status status; }
	    cases[] = {
		{ HEAD "2\n-1 2\n20 2\nend\n", STATUS_OK },
		{ "lifetimes 2 0 0 0\ncounts 0\nend\n", STATUS_OK },
		{ "lifetimes 2 7 3 1\ncounts 0\nend\n", STATUS_OK },
		{ "", STATUS_FORMAT },
		{ "lifetimes 1 0 exact\nend\n", STATUS_VERSION },
		{ "lifetimes 3 0 0 0\ncounts 0\nend\n", STATUS_VERSION },
		{ "retention 2 0 0 0\ncounts 0\nend\n", STATUS_FORMAT },
		{ "lifetimes 2 0 0\ncounts 0\nend\n", STATUS_FORMAT },
		{ "lifetimes 2 x 0 0\ncounts 0\nend\n", STATUS_FORMAT },
		{ "lifetimes 2 0 0 2\ncounts 0\nend\n", STATUS_FORMAT },
		{ "lifetimes 2 00 0 0\ncounts 0\nend\n", STATUS_FORMAT },
		{ "lifetimes 2 +0 0 0\ncounts 0\nend\n", STATUS_FORMAT },
		{ "lifetimes 2  0 0 0\ncounts 0\nend\n", STATUS_FORMAT },
		{ "lifetimes 2 99999999999999999 0 0\ncounts 0\nend\n",
		    STATUS_FORMAT },
		{ "lifetimes 2 0 0 0\n", STATUS_FORMAT },
		{ "lifetimes 2 0 0 0\n20 2\nend\n", STATUS_FORMAT },
		{ "lifetimes 2 0 0 0\ncounts 1\ngroup =no 1\n20 2\nend\n",
		    STATUS_LIMIT },
		{ "lifetimes 2 0 0 0\ncounts 1\ngroup web 1\n20 2\nend\n",
		    STATUS_FORMAT },
		{ "lifetimes 2 0 0 0\ncounts 1\ngroup =%G0 1\n20 2\nend\n",
		    STATUS_FORMAT },
		{ HEAD "1\n-4 2\nend\n", STATUS_FORMAT },
		{ HEAD "1\n-5 2\nend\n", STATUS_FORMAT },
		{ HEAD "1\n20 0\nend\n", STATUS_FORMAT },
		{ HEAD "1\n20 2 1\nend\n", STATUS_FORMAT },
		{ HEAD "1\n9000000000000000000 2\nend\n",
		    STATUS_FORMAT },
		{ HEAD "1\n20 9000000000000000000\nend\n",
		    STATUS_FORMAT },
		{ HEAD "2\n20 2\n20 2\nend\n", STATUS_FORMAT },
		{ HEAD "2\n20 2\n16 2\nend\n", STATUS_FORMAT },
		{ HEAD "0\nend\n", STATUS_FORMAT },
		{ "lifetimes 2 0 0 0\ncounts 0\nend\nmore", STATUS_FORMAT },
	};
	struct lifetimes_definition d = definition_of(9);

	(void)state;
	d.second = 1;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lifetimes *f = fold_new(&lifetimes_class, &d);
		enum status status = fold_load(f, &names, cases[i].text,
		    strlen(cases[i].text), NULL);

		if (status != cases[i].status)
			fail_msg("%d, not %d: %s", (int)status,
			    (int)cases[i].status, cases[i].text);
		fold_free(f);
	}
	/* Days have no cells. */
	d.second = 0;
	struct lifetimes *f = fold_new(&lifetimes_class, &d);
	assert_int_equal(fold_load(f, &names, cases[2].text,
	    strlen(cases[2].text), NULL), STATUS_FORMAT);
	fold_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_those_of_brute_force),
		cmocka_unit_test(too_many_times_are_rounded),
		cmocka_unit_test(cells_are_whole_seconds),
		cmocka_unit_test(rounding_is_catching),
		cmocka_unit_test(who_ended_before_is_left_out),
		cmocka_unit_test(who_has_no_date_is_left_out),
		cmocka_unit_test(broken_saves_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
