/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/drivers/drivers.h"
#include "cmd/results/drivers_columns.h"
#include "cmd/results/test_columns.h"
#include "cmd/run/statistic.h"

/* Fitted numbers of two machines agree no further. */
static double
fitted(double number)
{
	char text[32];

	snprintf(text, sizeof text, "%.8g", number);
	return strtod(text, NULL);
}

/* The ends of a ratio may be infinite: no number, and left empty. */
static void
put_effect(struct table *t, size_t at, const struct effect *e, bool model)
{
	const double numbers[] = { e->estimate, e->low, e->high };

	for (size_t i = 0; i < 3; i++)
		if (isfinite(numbers[i]))
			table_number(t, at + i, model ? fitted(numbers[i]) :
			    numbers[i]);
}

static void
put_attribute(struct table *t, const char *name)
{
	table_add_row(t);
	table_word(t, DRIVERS_ATTRIBUTE, name);
}

static void
put_level(const struct scope *scope, struct table *t, size_t attribute,
    const struct driver *d, const struct driver_level *l)
{
	const struct effect rate = { l->rate.rate, l->rate.low,
		l->rate.high };
	bool cox = drivers_model(drivers_settings(scope)) == DRIVERS_COX;
	struct buffer name = { 0 };

	put_attribute(t, drivers_name(scope, attribute));
	drivers_label(scope, attribute, d, l, &name);
	table_label(t, DRIVERS_LEVEL, name.bytes, name.len);
	buffer_free(&name);
	table_count(t, DRIVERS_N, l->count.n);
	table_count(t, DRIVERS_K, l->count.k);
	put_effect(t, DRIVERS_RATE, &rate, false);
	put_effect(t, cox ? DRIVERS_HAZARD : DRIVERS_CRUDE, &l->crude, cox ||
	    d->is_number);
	put_effect(t, DRIVERS_ADJUSTED, &l->adjusted, true);
	put_effect(t, DRIVERS_EFFECT, &l->points, true);
	statistic_p(t, DRIVERS_P, l->p);
}

static void
put_driver(const struct scope *scope, struct table *t,
    const struct driver *d, size_t attribute)
{
	bool models = drivers_model(drivers_settings(scope)) !=
	    DRIVERS_NONE;

	put_attribute(t, drivers_name(scope, attribute));
	table_number(t, DRIVERS_CHI2, models ? fitted(d->test.statistic) :
	    d->test.statistic);
	table_number(t, DRIVERS_DF, d->test.df);
	statistic_p(t, DRIVERS_P, models ? fitted(d->test.p) : d->test.p);
	statistic_p(t, DRIVERS_Q, models ? fitted(d->q) : d->q);
	for (size_t l = 0; l < d->n; l++)
		put_level(scope, t, attribute, d, &d->levels[l]);
}

static void
put_test(struct table *t, const char *name, const struct test *test)
{
	table_add_row(t);
	table_word(t, TEST_NAME, name);
	table_number(t, TEST_STATISTIC, fitted(test->statistic));
	table_number(t, TEST_DF, test->df);
	statistic_p(t, TEST_P, fitted(test->p));
}

/* Are hazards proportional: of one attribute, of all. */
static void
put_proportional(struct table *t, const char *name, const struct test *test)
{
	struct buffer text = { 0 };

	buffer_format(&text, "proportional %s", name);
	buffer_add(&text, "", 1);
	put_test(t, text.bytes, test);
	buffer_free(&text);
}

static void
put_tests(const struct scope *scope, struct table *t,
    const struct drivers *d)
{
	put_test(t, "model", &d->model);
	for (size_t a = 0; a < d->n; a++)
		put_test(t, drivers_name(scope, a), &d->all[a].test);
	for (size_t a = 0; a < d->n && d->times; a++)
		put_proportional(t, drivers_name(scope, a),
		    &d->all[a].proportional);
	if (d->times)
		put_proportional(t, "hazards", &d->proportional);
	put_test(t, d->times ? "concordance" : "auc", &(struct test){ d->auc,
	    NAN, NAN });
	if (!d->times)
		put_test(t, "brier", &(struct test){ d->brier, NAN, NAN });
	put_test(t, "deviance", &(struct test){ d->deviance, NAN, NAN });
}

static struct table *
empty_table(const struct scope *scope)
{
	const struct drivers_settings *s = drivers_settings(scope);
	struct table *t = table_new(s->tests ? &test_columns :
	    &drivers_columns);

	scope_define(scope, t);
	if (s->tests) {
		table_has_columns(t, TEST_NAME, TEST_P);
		return t;
	}
	if (drivers_model(s) == DRIVERS_COX) {
		table_has_columns(t, DRIVERS_ATTRIBUTE, DRIVERS_K);
		table_has_columns(t, DRIVERS_HAZARD, DRIVERS_ADJUSTED_HIGH);
	} else {
		table_has_columns(t, DRIVERS_ATTRIBUTE, DRIVERS_CRUDE_HIGH);
	}
	if (drivers_model(s) == DRIVERS_LOGISTIC)
		table_has_columns(t, DRIVERS_ADJUSTED, DRIVERS_EFFECT_HIGH);
	table_has_columns(t, DRIVERS_CHI2, DRIVERS_Q);
	return t;
}

struct table *
drivers_make_table(const struct scope *scope, const struct drivers *d)
{
	struct table *t = empty_table(scope);
	struct buffer caption = { 0 };
	const struct drivers_settings *s = drivers_settings(scope);

	buffer_format(&caption, "associated with %s, not shown to cause it; "
	    "known at %s", drivers_goal(scope), s->landmark.given ?
	    "the landmark" : drivers_of_table(s) ? "entry, if the table holds "
	    "what was known then" : "entry");
	if (drivers_model(s) == DRIVERS_COX)
		buffer_format(&caption, "; a ratio of hazards is not one of "
		    "chances");
	buffer_add(&caption, "", 1);
	if (drivers_of_table(s))
		table_define(t, "goal", drivers_goal(scope));
	table_define(t, "reading", caption.bytes);
	buffer_free(&caption);
	if (s->tests)
		put_tests(scope, t, d);
	else
		for (size_t a = 0; a < d->n; a++)
			put_driver(scope, t, &d->all[a], a);
	return t;
}
