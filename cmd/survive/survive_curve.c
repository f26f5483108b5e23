/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves, row by row or at chosen times. */
#include <math.h>

#include "cmd/survive/survive_table.h"

static void
put_point(const struct making *m, size_t group, double time,
    const struct life_row *counts, struct life_chance chance)
{
	struct table *t = m->table;

	table_add_row(t);
	survive_keys(m, group);
	table_number(t, m->time, time);
	table_count(t, CURVE_AT_RISK, chance.at_risk);
	table_count(t, CURVE_EVENTS, counts->events);
	table_count(t, CURVE_COMPETING, counts->competing);
	table_count(t, CURVE_CENSORED, counts->censored);
	table_range(t, m->chance, chance.estimate, chance.low, chance.high);
	/* Behind the last time that was seen. */
	for (size_t i = 0; isnan(chance.estimate) && i < 3; i++)
		table_na(t, m->chance + i);
}

/* A row at a time, its counts of what happened since the row before. */
static void
add_point(const struct making *m, size_t group, const struct life_curve *c,
    double time, size_t *next)
{
	struct life_row sum = life_table_until(c->life, time, next);

	put_point(m, group, time, &sum, life_curve_at(c, time));
}

static int
add_at(const struct making *m, size_t group, const struct life_curve *c,
    struct fault *fault)
{
	size_t next = 0;

	for (size_t i = 0; i < m->settings->at.n; i++) {
		double time;

		if (survive_time(m->settings, "at", m->settings->at.items[i],
		    &time, fault) != 0)
			return -1;
		add_point(m, group, c, time, &next);
	}
	return 0;
}

/* Few rows for people, the last of them the curve's last. */
static void
add_steps(const struct making *m, size_t group, const struct life_curve *c)
{
	double last = c->life->rows[c->life->n - 1].time, time;
	size_t next = 0, k = 1;

	do {
		time = fmin(m->step * (double)k++, last);
		add_point(m, group, c, time, &next);
	} while (time < last);
}

int
survive_add_curve(const struct making *m, size_t group,
    const struct life_table *life, struct fault *fault)
{
	struct life_curve c;
	enum status status = life_curve_make(life, m->incidence, m->band,
	    m->level, &c);
	int failed = status == STATUS_OK ? 0 :
	    survive_status_fault(status, fault);

	if (!failed && m->settings->at.n)
		failed = add_at(m, group, &c, fault);
	else if (!failed && m->step > 0)
		add_steps(m, group, &c);
	else
		for (size_t i = 0; i < life->n && !failed; i++)
			put_point(m, group, life->rows[i].time,
			    &life->rows[i], life_curve_row(&c, i));
	life_curve_free(&c);
	return failed;
}

#define ROWS_FOR_PEOPLE 40
#define STEPS_FOR_PEOPLE 20

/*
 * The least of 1, 2, 5, 10 … that is no less; of days also 30, 60 …, 365,
 * and below a day hours and minutes.
 */
static double
round_step(double least, bool days)
{
	static const double steps[] = { 1.0 / 1440, 2.0 / 1440, 5.0 / 1440,
	    10.0 / 1440, 20.0 / 1440, 1.0 / 24, 2.0 / 24, 3.0 / 24, 6.0 / 24,
	    12.0 / 24, 1, 2, 5, 10, 15, 20, 30, 60, 90, 180, 365 };

	for (size_t i = 0; days && i < sizeof steps / sizeof steps[0]; i++)
		if (steps[i] >= least)
			return steps[i];
	double decade = pow(10, floor(log10(least)));
	return decade >= least ? decade : 2 * decade >= least ? 2 * decade :
	    5 * decade >= least ? 5 * decade : 10 * decade;
}

double
survive_step(const struct making *m, const struct lifetimes_result *r)
{
	bool many = false;

	for (size_t i = 0; i < r->n; i++)
		many |= r->tables[i].n > ROWS_FOR_PEOPLE;
	return many ? round_step(lifetimes_last(r) / STEPS_FOR_PEOPLE,
	    !survive_of_durations(m->settings)) : 0;
}
