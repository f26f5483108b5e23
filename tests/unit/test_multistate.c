/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The estimate against reference/multistate, made without the program and
 * checked there against R 4.2.2's multi-state survfit and etm; closed
 * forms; and worked by hand what no log of it holds.
 */
#include "analytics/rates/proportion.h"
#include "tests/unit/multistate_log.h"
#include "tests/unit/random.h"

#define STAGES 6

/* Moves of one group (NULL: of all), times as cells: their ranks. */
struct table {
	struct multistate_moves moves[STAGES];
	struct multistate_table table;
	long watched;		/* the longest */
};

/* All times of a log, in order; a cell is the place of one. */
struct times {
	long *items;
	size_t n;
};

static int
by_number(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

static void
times_of(const struct log *l, struct times *out)
{
	out->items = malloc((l->nmoves + 1) * sizeof *out->items);
	out->n = 0;
	for (size_t i = 0; i < l->nmoves; i++)
		out->items[out->n++] = l->moves[i].clock;
	qsort(out->items, out->n, sizeof *out->items, by_number);
	size_t kept = 0;
	for (size_t i = 0; i < out->n; i++)
		if (kept == 0 || out->items[kept - 1] != out->items[i])
			out->items[kept++] = out->items[i];
	out->n = kept;
	assert_true(kept < RISK_CELLS_MAX);
}

/* Twice the place, so that there is a cell between any two. */
static uint32_t
cell_of(const struct times *t, long time)
{
	size_t i = 0;

	while (i < t->n && t->items[i] < time)
		i++;
	return (uint32_t)(2 * i + (i < t->n && t->items[i] == time));
}

static void
tabulate(const struct log *l, const struct times *times, const char *group,
    struct table *out)
{
	*out = (struct table){ .table.nstages = (size_t)l->nstages,
	    .watched = -1 };
	for (size_t k = 0; k < STAGES; k++)
		out->table.stages[k] = &out->moves[k];
	for (size_t i = 0; i < l->nentities; i++) {
		if (group && strcmp(l->entities[i].group, group) != 0)
			continue;
		out->table.entered++;
		if (l->entities[i].watched > out->watched)
			out->watched = l->entities[i].watched;
	}
	for (size_t i = 0; i < l->nmoves; i++) {
		const struct log_move *m = &l->moves[i];
		const long *at = bsearch(&m->clock, times->items, times->n,
		    sizeof *times->items, by_number);

		if (!group || strcmp(m->group, group) == 0)
			histogram_add(&out->moves[m->stage].by[m->move],
			    (uint32_t)(2 * (at - times->items) + 1), 1);
	}
}

static void
table_free(struct table *t)
{
	for (size_t k = 0; k < STAGES; k++)
		for (int m = 0; m < MOVES; m++)
			histogram_free(&t->moves[k].by[m]);
}

static long
time_of(const struct times *t, uint32_t cell)
{
	return t->items[cell / 2];
}

static const struct multistate_time never = { UINT32_MAX, UINT32_MAX };

/* What convert would print of a group. */
struct answer {
	struct multistate_stage stages[STAGES];
	double days;
};

static struct answer
answer_of(const struct log *l, const struct times *times,
    const struct table *pooled, const struct table *group)
{
	struct answer a = { .days = NAN };
	struct multistate_horizon h = { .windowed = l->within >= 0 };
	uint32_t last, reach;
	long horizon = l->within;

	for (size_t k = 0; k < STAGES; k++)
		a.stages[k] = (struct multistate_stage){ false, NAN, NAN,
		    NAN, NAN, { NAN, NAN, NAN }, { never, never, never,
		    never, never, never, UINT32_MAX } };
	if (l->within < 0) {
		if (!multistate_last_move(&group->table, &last))
			return a;
		horizon = time_of(times, last);
	}
	a.days = l->dates ? (double)horizon : (double)horizon / 86400;
	if (l->within < 0 && multistate_reach(&pooled->table, .95, &reach) ==
	    STATUS_OK && group->watched < time_of(times, reach))
		return a;
	for (size_t k = 0; k < STAGES; k++)
		h.cell[k] = cell_of(times, horizon);
	assert_int_equal(multistate_estimate(&group->table, &h, .95, NULL,
	    a.stages), STATUS_OK);
	return a;
}

/* An interval's end: 1e-7 as it stands, or NA, or empty. */
static void
expect_end(const char *what, double actual, const char *expected)
{
	double wanted = csv_number(expected);

	if (isnan(wanted) ? !isnan(actual) : !(fabs(actual - wanted) <=
	    1e-7 * fmax(wanted, 1e-7)))
		fail_msg("%s is %.15g, not %s", what, actual, expected);
}

static void
expect_estimate(const char *what, double actual, const char *expected)
{
	double wanted = csv_number(expected);

	if (isnan(wanted) ? !isnan(actual) : !(fabs(actual - wanted) <=
	    1e-9 * fabs(wanted)))
		fail_msg("%s is %.15g, not %s", what, actual, expected);
}

static void
expect_row(const struct csv *c, size_t row, const struct answer *a, size_t k)
{
	const struct multistate_stage *s = &a->stages[k];
	const char *stage = csv_cell(c, row, "stage");
	char what[9][128];
	static const char *const columns[] = { "eventual_overall", "se",
	    "eventual", "eventual_days", "eventual_overall_low",
	    "eventual_overall_high", "eventual_low", "eventual_high" };
	const double values[] = { s->estimate, sqrt(s->variance),
	    s->eventual.rate, a->days, s->low, s->high, s->eventual.low,
	    s->eventual.high };

	for (size_t i = 0; i < 8; i++) {
		snprintf(what[i], sizeof what[i], "%s %s %s %s: %s",
		    csv_cell(c, row, "log"), csv_cell(c, row, "group"),
		    csv_cell(c, row, "within"), stage, columns[i]);
		const char *wanted = csv_cell(c, row, columns[i]);
		if (i < 4)
			expect_estimate(what[i], values[i], wanted);
		else
			expect_end(what[i], values[i], wanted);
	}
}

/* Before the first of all cells lies 0. */
static double
days_of(const struct log *l, const struct times *times, uint32_t cell)
{
	double time = cell == UINT32_MAX ? NAN : cell == 0 ? 0 :
	    (double)time_of(times, cell);

	return l->dates ? time : time / 86400;
}

static void
expect_time(const struct log *l, const struct times *times,
    const struct multistate_time *t, const struct csv *c, size_t row,
    const char *column)
{
	char what[128];

	snprintf(what, sizeof what, "%s %s %s: %s", csv_cell(c, row, "log"),
	    csv_cell(c, row, "within"), csv_cell(c, row, "stage"), column);
	expect_estimate(what, (days_of(l, times, t->cell) +
	    days_of(l, times, t->until)) / 2, csv_cell(c, row, column));
}

/* Of those who get to a stage of a whole log. */
static void
expect_times(const struct log *l, const struct times *times,
    const struct multistate_stage *s, const char *log, const char *within,
    const char *stage)
{
	struct csv c;
	size_t row = 0;

	assert_true(csv_read("tests/reference/multistate/times.csv", &c));
	while (row < c.n && (strcmp(csv_cell(&c, row, "log"), log) != 0 ||
	    strcmp(csv_cell(&c, row, "within"), within) != 0 ||
	    strcmp(csv_cell(&c, row, "stage"), stage) != 0))
		row++;
	assert_true(row < c.n);
	expect_time(l, times, &s->times.median, &c, row, "median");
	expect_time(l, times, &s->times.low, &c, row, "low");
	expect_time(l, times, &s->times.high, &c, row, "high");
	expect_time(l, times, &s->times.p25, &c, row, "p25");
	expect_time(l, times, &s->times.p75, &c, row, "p75");
	expect_time(l, times, &s->times.p90, &c, row, "p90");
	csv_free(&c);
}

struct reference {
	const char *answers, *log;	/* log: NULL: one a name, small */
	const char *columns[3];
	const char *stages[STAGES];
};

static const struct reference references[] = {
	{ "maven", "../shared/reference/multistate/maven-log.csv",
	    { "opportunity_id", "stage", "time" }, { "engaged", "won" } },
	{ "eventual-step", "tests/cases/eventual-step.csv",
	    { "entity", "stage", "time" }, { "in", "mid", "won" } },
	{ "flow-dates", "../shared/reference/flow/flow-dates.csv",
	    { "deal_id", "stage", "time" },
	    { "lead", "qualified", "demo", "proposal", "won" } },
	{ "sim_pipeline", "../shared/data/sim_pipeline/sim_pipeline.csv",
	    { "deal_id", "stage", "date" },
	    { "identified", "contacted", "engaged", "won" } },
	{ "b2b", "samples/b2b.csv", { "lead_id", "stage", "occurred_at" },
	    { "identified", "contacted", "engaged", "won", "served" } },
	{ "b2c", "samples/b2c.csv", { "lead_id", "stage", "occurred_at" },
	    { "identified", "contacted", "engaged", "won" } },
	{ "small", NULL, { "id", "stage", "time" },
	    { "s0", "s1", "s2", "s3", "s4" } },
};

static bool
same_cell(const struct csv *c, size_t a, size_t b, const char *column)
{
	return strcmp(csv_cell(c, a, column), csv_cell(c, b, column)) == 0;
}

/* Rows [from, to) are of one group. */
static size_t
end_of_group(const struct csv *c, size_t from)
{
	size_t to = from;

	while (to < c->n && same_cell(c, from, to, "log") &&
	    same_cell(c, from, to, "by") && same_cell(c, from, to, "group") &&
	    same_cell(c, from, to, "within"))
		to++;
	return to;
}

/* False: the log is missing. */
static bool
expect_group(const struct reference *r, const struct csv *c, size_t from,
    size_t to)
{
	struct log l;
	struct times times;
	struct table pooled, own;
	char path[128];
	const char *by = csv_cell(c, from, "by");
	const char *group = csv_cell(c, from, "group");
	const char *columns[] = { r->columns[0], r->columns[1],
	    r->columns[2], *by ? by : NULL };

	snprintf(path, sizeof path, "tests/reference/multistate/%s.csv",
	    csv_cell(c, from, "log"));
	if (!log_read(&l, r->log ? r->log : path, columns, r->stages,
	    (int)(to - from), csv_cell(c, from, "as_of"),
	    csv_cell(c, from, "within")))
		return false;
	times_of(&l, &times);
	tabulate(&l, &times, NULL, &pooled);
	tabulate(&l, &times, !*by || strcmp(group, "(total)") == 0 ? NULL :
	    group, &own);
	struct answer a = answer_of(&l, &times, &pooled, &own);
	for (size_t k = from; k < to; k++)
		expect_row(c, k, &a, k - from);
	for (size_t k = from + 1; k < to && !*by; k++)
		expect_times(&l, &times, &a.stages[k - from],
		    csv_cell(c, k, "log"), csv_cell(c, k, "within"),
		    csv_cell(c, k, "stage"));
	table_free(&pooled);
	table_free(&own);
	free(times.items);
	log_free(&l);
	return true;
}

static void
every_reference(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof references / sizeof *references; i++) {
		const struct reference *r = &references[i];
		struct csv c;
		char path[128];

		snprintf(path, sizeof path,
		    "tests/reference/multistate/%s.csv", r->answers);
		assert_true(csv_read(path, &c));
		for (size_t from = 0, to; from < c.n; from = to) {
			to = end_of_group(&c, from);
			if (!expect_group(r, &c, from, to))
				print_message("# no log: %s\n", r->answers);
		}
		csv_free(&c);
	}
}

/* Moves by hand: how many of a stage, when. */
struct by_hand {
	uint32_t cell;
	int stage;
	enum move move;
	uint64_t count;
};

static void
fill(struct table *t, size_t nstages, uint64_t entered,
    const struct by_hand *moves, size_t n)
{
	*t = (struct table){ .table = { .nstages = nstages,
	    .entered = entered } };
	for (size_t k = 0; k < STAGES; k++)
		t->table.stages[k] = &t->moves[k];
	for (size_t i = 0; i < n; i++)
		histogram_add(&t->moves[moves[i].stage].by[moves[i].move],
		    moves[i].cell, moves[i].count);
}

static void
estimate(const struct table *t, uint32_t horizon, const double *effects,
    struct multistate_stage *out)
{
	struct multistate_horizon h = { .windowed = true };

	for (size_t k = 0; k < STAGES; k++)
		h.cell[k] = horizon;
	assert_int_equal(multistate_estimate(&t->table, &h, .95, effects,
	    out), STATUS_OK);
}

/* All but one are won, one at a time, and one is open: never [1, 1]. */
static void
one_is_decided_on_counts(void **state)
{
	(void)state;
	for (uint32_t n = 3; n <= 30; n++) {
		struct table t;
		struct multistate_stage s[STAGES];
		struct proportion wilson;
		struct by_hand moves[32] = { { 2, 0, MOVE_CENSORED, 1 } };

		for (uint32_t i = 1; i < n; i++)
			moves[i] = (struct by_hand){ i + 2, 0, MOVE_ADVANCED,
			    1 };
		fill(&t, 2, n, moves, n);
		estimate(&t, 60, NULL, s);
		assert_true(s[1].estimate == 1 && s[1].variance == 0);
		assert_int_equal(proportion_wilson(n - 1, n - 1, .95,
		    &wilson), STATUS_OK);
		assert_near(s[1].low, wilson.low, 1e-12);
		assert_near(s[1].high, 1, 1e-12);
		/* Of 8: 8 / (8 + z^2). */
		if (n == 9)
			assert_near(s[1].low, 8 / (8 + 3.841458820694124),
			    1e-12);
		table_free(&t);
	}
}

/*
 * Nobody censored: of n who come one after another at 1, 2, … the interval
 * of G = i / n is logit's with n, in closed form.
 */
static void
times_of_a_count(void **state)
{
	const double z = 1.959963984540054;

	(void)state;
	for (uint32_t n = 2; n <= 60; n++) {
		struct by_hand moves[64];
		struct multistate_times times;
		struct table t;
		uint32_t low = n, high = 1;

		for (uint32_t i = 1; i <= n; i++)
			moves[i - 1] = (struct by_hand){ i, 0, MOVE_ADVANCED,
			    1 };
		moves[n] = (struct by_hand){ 70, 0, MOVE_OFF, 5 };
		fill(&t, 2, n + 5, moves, n + 1);
		assert_int_equal(multistate_all_times(&t.table, .95, 1,
		    &times), STATUS_OK);
		for (uint32_t i = n - 1; i >= 1; i--) {
			double g = (double)i / n;
			double half = z / sqrt(n * g * (1 - g));

			low = log(g / (1 - g)) + half >= 0 ? i : low;
			if (high == 1 && log(g / (1 - g)) - half <= 0)
				high = i + 1;
		}
		assert_int_equal(times.median.cell, (n + 1) / 2);
		assert_int_equal(times.median.until, n / 2 + 1);
		assert_int_equal(times.low.cell, n < 4 ? 0 : low);
		assert_int_equal(times.high.cell, n < 4 ? UINT32_MAX : high);
		table_free(&t);
	}
}

/* A variance that is twice as large is that of half as many. */
static void
times_widen_by_the_design(void **state)
{
	struct by_hand moves[40];
	struct multistate_times once, twice;
	struct table t;

	(void)state;
	for (uint32_t i = 0; i < 40; i++)
		moves[i] = (struct by_hand){ i + 1, 0, MOVE_ADVANCED, 1 };
	fill(&t, 2, 40, moves, 40);
	multistate_all_times(&t.table, .95, 1, &once);
	multistate_all_times(&t.table, .95, 2, &twice);
	/* |ln(i / (40 - i))| <= z * sqrt(effect * 40 / (i * (40 - i))) */
	assert_int_equal(once.low.cell, 14);
	assert_int_equal(once.high.cell, 27);
	assert_int_equal(twice.low.cell, 11);
	assert_int_equal(twice.high.cell, 30);
	table_free(&t);
	fill(&t, 2, 40, moves, 0);
	assert_int_equal(multistate_all_times(&t.table, .95, 1, &once),
	    STATUS_OK);
	assert_int_equal(once.median.cell, UINT32_MAX);
	assert_int_equal(multistate_all_times(&t.table, 1, 1, &once),
	    STATUS_DOMAIN);
}

/* Of one step times have a loop of their own: the same as those of an
   estimate, which goes through all states, to behind the last cell. */
static void
times_of_a_step_are_those_of_an_estimate(void **state)
{
	unsigned short seed[3] = { 7, 8, 9 };
	const struct multistate_horizon end = { .windowed = true,
	    .cell = { UINT32_MAX, UINT32_MAX } };

	(void)state;
	for (uint64_t n = 1; n < 400; n++) {
		struct by_hand moves[1200];
		struct multistate_stage stages[2];
		struct multistate_times times;
		struct table t;
		uint64_t left = n;
		uint32_t cells = 1 + (uint32_t)(nrand48(seed) % 600);
		size_t k = 0;

		/* So many an hour leave, for one of three reasons. */
		for (uint32_t cell = 0; cell < cells && left; cell++) {
			uint64_t some = (uint64_t)nrand48(seed) %
			    (2 * n / cells + 2) % (left + 1);

			moves[k++] = (struct by_hand){ cell, 0,
			    nrand48(seed) % 2 ? MOVE_ADVANCED :
			    nrand48(seed) % 2 ? MOVE_OFF : MOVE_CENSORED,
			    some };
			left -= some;
		}
		fill(&t, 2, n, moves, k);
		assert_int_equal(multistate_all_times(&t.table, .9, 1.5,
		    &times), STATUS_OK);
		assert_int_equal(multistate_estimate(&t.table, &end, .9,
		    (double[]){ 1, 1.5 }, stages), STATUS_OK);
		if (stages[1].known)
			assert_memory_equal(&times, &stages[1].times,
			    sizeof times);
		table_free(&t);
	}
}

/* Nobody was watched long enough: of 0 all intervals are possible. */
static void
nobody_watched_knows_nothing(void **state)
{
	const struct by_hand moves[] = { { 2, 0, MOVE_OFF, 1 },
	    { 3, 0, MOVE_CENSORED, 1 } };
	struct table t;
	struct multistate_stage s[STAGES];

	(void)state;
	fill(&t, 3, 2, moves, 2);
	/* Half of all is emptied by censoring before 9, but not before 3. */
	estimate(&t, 9, NULL, s);
	assert_true(s[0].known && !s[1].known && !s[2].known);
	assert_nan(s[1].estimate);
	assert_nan(s[1].low);
	assert_nan(s[1].eventual.rate);
	estimate(&t, 3, NULL, s);
	assert_true(s[1].known && s[1].estimate == 0);
	/* F(1) = 0: no share of it. */
	assert_true(s[2].known && s[2].estimate == 0);
	assert_nan(s[2].eventual.rate);
	table_free(&t);
}

/* 1 of 50 at a stage, .02, is carried; 1 of 49 is not. */
static void
little_is_carried_as_it_stands(void **state)
{
	(void)state;
	for (uint64_t n = 49; n <= 50; n++) {
		const struct by_hand moves[] = {
			{ 2, 0, MOVE_ADVANCED, n - 1 },
			{ 3, 0, MOVE_CENSORED, 1 },
			{ 4, 1, MOVE_ADVANCED, n - 9 },
		};
		struct table t;
		struct multistate_stage s[STAGES];

		fill(&t, 3, n, moves, 3);
		estimate(&t, 9, NULL, s);
		assert_int_equal(s[1].known, n == 50);
		assert_int_equal(s[2].known, n == 50);
		if (n == 50)
			assert_near(s[2].estimate, 41 / 50., 1e-12);
		table_free(&t);
	}
}

/* Off and back: 4 of 10 lost at 1, 2 come back at 3, one advances at 4. */
static void
lost_ones_come_back(void **state)
{
	const struct by_hand moves[] = {
		{ 1, 0, MOVE_OFF, 4 }, { 2, 0, MOVE_CENSORED_OFF, 2 },
		{ 3, 0, MOVE_BACK, 1 }, { 4, 0, MOVE_ADVANCED, 3 },
	};
	struct table t;
	struct multistate_stage s[STAGES];

	(void)state;
	fill(&t, 2, 10, moves, 4);
	estimate(&t, 9, NULL, s);
	/* .4 off, half of the two left of them returns: .8 at it, of seven
	   there three advance. */
	assert_near(s[1].estimate, .8 * 3 / 7, 1e-12);
	table_free(&t);
}

/*
 * Of every kind of move several in one cell, one person's one after the
 * other: walked person by person, and estimated by matrices over all states,
 * at 0, off 0, at 1, …, the goal, with the covariance of all of them.
 */
#define WALK_STAGES 4
#define WALK_STATES (2 * WALK_STAGES - 1)
#define WALK_CELLS 7
#define WALKERS 60

struct walked {
	double p[WALK_STATES], covariance[WALK_STATES][WALK_STATES];
	uint64_t there[WALK_STATES];
};

/* One step of those in a state: so many go to each other one. */
static void
step_walked(struct walked *w, size_t from, const uint64_t *to)
{
	double n = (double)w->there[from], q[WALK_STATES], p = w->p[from];
	double turned[WALK_STATES][WALK_STATES], stay = 1;

	if (w->there[from] == 0)
		return;
	for (size_t k = 0; k < WALK_STATES; k++) {
		q[k] = (double)to[k] / n;
		stay -= q[k];
	}
	q[from] += stay;
	/* A' C A, where A moves the row of one state alone. */
	for (size_t i = 0; i < WALK_STATES; i++)
		for (size_t j = 0; j < WALK_STATES; j++)
			turned[i][j] = (i == from ? 0 : w->covariance[i][j]) +
			    q[i] * w->covariance[from][j];
	for (size_t i = 0; i < WALK_STATES; i++)
		for (size_t j = 0; j < WALK_STATES; j++)
			w->covariance[i][j] = (j == from ? 0 : turned[i][j]) +
			    turned[i][from] * q[j] + p * p / n * ((i == j ?
			    q[i] : 0) - q[i] * q[j]);
	w->p[from] = 0;
	for (size_t k = 0; k < WALK_STATES; k++) {
		w->p[k] += p * q[k];
		w->there[k] += to[k];
		w->there[from] -= to[k];
	}
}

/* Whoever is in a state may move to one of two, by chance. */
static void
walk(struct walked *w, struct table *t, uint64_t *seed, uint32_t cell,
    size_t from, enum move first, size_t to, enum move second, size_t other)
{
	uint64_t moves[WALK_STATES] = { 0 };

	for (uint64_t i = 0; i < w->there[from]; i++) {
		uint64_t what = random_next(seed) % 8;

		moves[to] += what < 2;
		moves[other] += what == 2;
	}
	histogram_add(&t->moves[from / 2].by[first], cell, moves[to]);
	if (other != from)
		histogram_add(&t->moves[from / 2].by[second], cell,
		    moves[other]);
	else
		moves[other] = 0;
	step_walked(w, from, moves);
}

static void
leave(struct walked *w, struct table *t, uint64_t *seed, uint32_t cell)
{
	for (size_t k = 0; k < WALK_STATES - 1; k++) {
		uint64_t gone = 0;

		for (uint64_t i = 0; i < w->there[k]; i++)
			gone += random_next(seed) % 16 == 0;
		w->there[k] -= gone;
		histogram_add(&t->moves[k / 2].by[k % 2 ? MOVE_CENSORED_OFF :
		    MOVE_CENSORED], cell, gone);
	}
}

static void
expect_walked(const struct walked *w, const struct multistate_stage *s)
{
	for (size_t k = 1; k < WALK_STAGES; k++) {
		double reached = 0, variance = 0;

		for (size_t i = 2 * k; i < WALK_STATES; i++) {
			reached += w->p[i];
			for (size_t j = 2 * k; j < WALK_STATES; j++)
				variance += w->covariance[i][j];
		}
		if (!s[k].known)
			return;
		assert_near(s[k].estimate, reached, 1e-12);
		if (reached > 1e-9 && reached < 1 - 1e-9)
			assert_near(s[k].variance, variance, 1e-10);
	}
}

static void
many_moves_in_a_cell(void **state)
{
	(void)state;
	for (uint64_t world = 1; world <= 300; world++) {
		struct walked w = { .p = { 1 }, .there = { WALKERS } };
		struct multistate_stage s[STAGES];
		struct table t;
		uint64_t seed = world;

		fill(&t, WALK_STAGES, WALKERS, NULL, 0);
		for (uint32_t cell = 0; cell < WALK_CELLS; cell++) {
			for (size_t k = 0; k < WALK_STAGES - 1; k++)
				walk(&w, &t, &seed, cell, 2 * k + 1,
				    MOVE_BACK, 2 * k, MOVE_BACK, 2 * k + 1);
			for (size_t k = 0; k < WALK_STAGES - 1; k++)
				walk(&w, &t, &seed, cell, 2 * k,
				    MOVE_ADVANCED, 2 * k + 2, MOVE_OFF,
				    2 * k + 1);
			leave(&w, &t, &seed, cell);
		}
		estimate(&t, WALK_CELLS, NULL, s);
		expect_walked(&w, s);
		table_free(&t);
	}
}

/* Nothing censored: ratios of counts, and the rate's own Wilson. */
static void
counted_ones_are_ratios(void **state)
{
	const struct by_hand moves[] = {
		{ 1, 0, MOVE_ADVANCED, 21 }, { 2, 0, MOVE_OFF, 3 },
		{ 5, 1, MOVE_ADVANCED, 7 }, { 6, 1, MOVE_OFF, 2 },
		/* at the horizon is not before it */
		{ 9, 0, MOVE_CENSORED, 6 }, { 9, 1, MOVE_CENSORED, 12 },
	};
	static const double effects[] = { 1, 4, 4 };
	struct table t;
	struct multistate_stage s[STAGES], wide[STAGES];
	struct proportion wilson;

	(void)state;
	fill(&t, 3, 30, moves, 6);
	estimate(&t, 9, NULL, s);
	assert_true(s[2].estimate == 7 / 30.);
	assert_near(s[2].variance, 7 / 30. * 23 / 30 / 30, 1e-12);
	assert_true(s[2].eventual.rate == 7 / 21.);
	assert_int_equal(proportion_wilson(7, 21, .95, &wilson), STATUS_OK);
	assert_near(s[2].eventual.low, wilson.low, 1e-12);
	assert_near(s[2].eventual.high, wilson.high, 1e-12);
	estimate(&t, 9, effects, wide);
	assert_near(wide[2].variance, 4 * s[2].variance, 1e-12);
	assert_int_equal(proportion_wilson_effective(7 / 21., 21 / 4., .95,
	    &wilson), STATUS_OK);
	assert_near(wide[2].eventual.low, wilson.low, 1e-12);
	table_free(&t);
}

/* The curve at a time is the estimate with that horizon. */
static void
a_curve_is_many_estimates(void **state)
{
	const struct by_hand moves[] = {
		{ 1, 0, MOVE_ADVANCED, 20 }, { 2, 0, MOVE_CENSORED, 3 },
		{ 2, 0, MOVE_OFF, 5 }, { 4, 1, MOVE_ADVANCED, 4 },
		{ 5, 1, MOVE_CENSORED, 6 }, { 6, 0, MOVE_BACK, 2 },
		{ 7, 0, MOVE_ADVANCED, 4 }, { 8, 1, MOVE_ADVANCED, 5 },
	};
	static const uint32_t cells[] = { 0, 1, 4, 5, 6, 8, 50 };
	struct table t;
	/* at an earlier stage behind the cell before, and what they did */
	static const uint64_t counts[][4] = { { 40, 0, 0, 0 },
		{ 40, 0, 0, 0 }, { 40, 4, 5, 3 }, { 28, 0, 0, 0 },
		{ 28, 0, 0, 6 }, { 24, 5, 0, 0 }, { 19, 0, 0, 0 } };
	struct multistate_stage s[STAGES];
	struct multistate_point curve[7];

	(void)state;
	fill(&t, 3, 40, moves, 8);
	assert_int_equal(multistate_curve(&t.table, 2, true, .95, cells, 7,
	    curve), STATUS_OK);
	for (size_t i = 0; i < 7; i++) {
		estimate(&t, cells[i], NULL, s);
		const struct multistate_stage *c = &curve[i].stage;
		assert_true(c->known && s[2].known);
		assert_true(c->estimate == s[2].estimate);
		assert_true(c->low == s[2].low && c->high == s[2].high);
		assert_int_equal(curve[i].at_risk, counts[i][0]);
		assert_int_equal(curve[i].reached, counts[i][1]);
		assert_int_equal(curve[i].off, counts[i][2]);
		assert_int_equal(curve[i].censored, counts[i][3]);
	}
	table_free(&t);
}

/* 19 of 20 by 7, the last at 9: .95 of the end is reached at 7. */
static void
the_time_by_which_most_are_there(void **state)
{
	const struct by_hand moves[] = { { 3, 0, MOVE_ADVANCED, 10 },
	    { 7, 0, MOVE_ADVANCED, 9 }, { 9, 0, MOVE_ADVANCED, 1 } };
	struct table t;
	uint32_t cell;

	(void)state;
	fill(&t, 2, 40, moves, 3);
	assert_int_equal(multistate_reach(&t.table, .95, &cell), STATUS_OK);
	assert_int_equal(cell, 7);
	assert_true(multistate_last_move(&t.table, &cell));
	assert_int_equal(cell, 9);
	table_free(&t);
	fill(&t, 2, 40, moves, 0);
	assert_int_equal(multistate_reach(&t.table, .95, &cell),
	    STATUS_TOO_FEW);
	assert_false(multistate_last_move(&t.table, &cell));
	table_free(&t);
}

/* Many cells are held otherwise than few: the same comes out. */
static void
many_cells_are_as_few(void **state)
{
	struct table t;
	struct multistate_stage s[STAGES];

	(void)state;
	fill(&t, 2, 12000, NULL, 0);
	for (uint32_t i = 0; i < 9000; i++)
		histogram_add(&t.moves[0].by[i % 3 ? MOVE_ADVANCED : MOVE_OFF],
		    7 * i, 1);
	assert_non_null(t.moves[0].by[MOVE_ADVANCED].low);
	estimate(&t, 90000, NULL, s);
	assert_near(s[1].estimate, .5, 1e-12);
	assert_near(s[1].variance, .25 / 12000, 1e-9);
	table_free(&t);
}

static void
what_is_unsound_is_refused(void **state)
{
	static const struct by_hand bad[] = { { 1, 0, MOVE_OFF, 3 },
	    { 1, 0, MOVE_BACK, 1 }, { 1, 1, MOVE_ADVANCED, 1 },
	    { 1, 0, MOVE_CENSORED, 3 } };
	struct multistate_horizon h = { .windowed = true,
	    .cell = { 9, 9, 9 } };
	struct multistate_stage s[STAGES];
	struct table t;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		fill(&t, 3, 2, &bad[i], 1);
		assert_int_equal(multistate_estimate(&t.table, &h, .95, NULL,
		    s), STATUS_DOMAIN);
		table_free(&t);
	}
	fill(&t, 3, 2, bad, 0);
	assert_int_equal(multistate_estimate(&t.table, &h, 1, NULL, s),
	    STATUS_DOMAIN);
	t.table.entered = 0;
	assert_int_equal(multistate_estimate(&t.table, &h, .95, NULL, s),
	    STATUS_TOO_FEW);
	assert_false(s[1].known);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reference),
		cmocka_unit_test(one_is_decided_on_counts),
		cmocka_unit_test(times_of_a_count),
		cmocka_unit_test(times_widen_by_the_design),
		cmocka_unit_test(times_of_a_step_are_those_of_an_estimate),
		cmocka_unit_test(nobody_watched_knows_nothing),
		cmocka_unit_test(little_is_carried_as_it_stands),
		cmocka_unit_test(lost_ones_come_back),
		cmocka_unit_test(many_moves_in_a_cell),
		cmocka_unit_test(counted_ones_are_ratios),
		cmocka_unit_test(a_curve_is_many_estimates),
		cmocka_unit_test(the_time_by_which_most_are_there),
		cmocka_unit_test(many_cells_are_as_few),
		cmocka_unit_test(what_is_unsound_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
