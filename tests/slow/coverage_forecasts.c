/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pipelines of a known truth: three stages, in each a stay that is gamma
 * distributed and an end that goes with it (who is quick goes on more
 * often), entries that double over 18 months, amounts that are log-normal,
 * known from the start or only when they are won.  They are forecast on a
 * day, and watched for 45 days more.
 */
#include "analytics/fold/forecast_finish.h"
#include "tests/slow/coverage.h"

enum { FIRST, SECOND, THIRD, WON, LOST };

#define TODAY 540
#define HORIZON 45
#define PIPELINES 1000

/* What came of a pipeline in the horizon. */
struct came {
	double open, open_amount, all, all_amount;
};

struct deal {
	struct event events[LOST + 1];
	size_t n;
};

static void
happens(struct deal *deal, int64_t day, uint8_t class, decimal amount)
{
	deal->events[deal->n++] = (struct event){ day, GROUP_NONE, class,
	    true, false, amount };
}

/* The chance to go on falls with the stay: from .9 to .4. */
static void
live(gsl_rng *random, bool known, struct deal *deal)
{
	static const double mean[] = { 8, 20, 35 };
	double time = TODAY * (sqrt(1 + 3 * gsl_rng_uniform(random)) - 1) *
	    1.15;
	decimal amount = (decimal)(1e9 * floor(100 * gsl_ran_lognormal(
	    random, 8, 1)) / 100);

	deal->n = 0;
	happens(deal, (int64_t)time, FIRST, known ? amount : DECIMAL_NONE);
	for (uint8_t stage = FIRST; stage < WON; stage++) {
		double stay = gsl_ran_gamma(random, 2, mean[stage] / 2);
		double goes_on = .4 + .5 * exp(-stay / mean[stage]);
		bool on = gsl_rng_uniform(random) < goes_on;

		time += stay;
		happens(deal, (int64_t)time, on ? stage + 1 : LOST, known ||
		    (on && stage + 1 == WON) ? amount : DECIMAL_NONE);
		if (!on)
			return;
	}
}

static struct forecast_definition
define(void)
{
	struct forecast_definition d = { .goal = WON, .horizon = HORIZON,
	    .views = { TODAY, TODAY - HORIZON }, .nviews = 2,
	    .values = true };

	d.rules.nstages = LOST;
	for (size_t k = 0; k < LOST; k++)
		d.rules.stages[k] = UINT32_C(1) << k;
	d.rules.outcome[LOST] = true;
	d.rules.dates = true;
	d.rules.zone = &zone_utc;
	d.rules.as_of = TODAY;
	d.rules.from = INT64_MIN;
	d.rules.to = INT64_MAX;
	return d;
}

/* Its events up to today go in; what comes later is what came. */
static void
add_deal(struct forecast *fold, const struct deal *deal, struct came *came)
{
	struct timeline known = { .events = deal->events };
	const struct event *end = &deal->events[deal->n - 1];
	bool won = end->class == WON && end->time > TODAY &&
	    end->time <= TODAY + HORIZON;

	while (known.n < deal->n && deal->events[known.n].time <= TODAY)
		known.n++;
	came->all += won;
	came->all_amount += won ? decimal_double(end->value) : 0;
	if (known.n == 0)
		return;
	came->open += won;
	came->open_amount += won ? decimal_double(end->value) : 0;
	sure(forecast_class.add(fold, &known) == STATUS_OK, "add");
}

/* How often intervals held, and the model's chances were the better. */
struct held {
	struct coverage open, amount, all, all_amount, better;
};

static void
judge(const struct forecast *fold, const struct came *came,
    struct held *held)
{
	static const int64_t until = TODAY + HORIZON;
	struct forecast_ask ask = { .until = &until, .n = 1, .level = LEVEL,
	    .arrivals = 90 };
	struct forecast_result result;
	const struct forecast_part *parts;

	sure(forecast_finish(fold, &ask, false, &result) == STATUS_OK,
	    "forecast_finish");
	parts = result.blocks[0].parts;
	tally(&held->open, parts[FORECAST_OPEN].wins.low,
	    parts[FORECAST_OPEN].wins.high, came->open);
	tally(&held->amount, parts[FORECAST_OPEN].amount.low,
	    parts[FORECAST_OPEN].amount.high, came->open_amount);
	tally(&held->all, parts[FORECAST_ALL].wins.low,
	    parts[FORECAST_ALL].wins.high, came->all);
	tally(&held->all_amount, parts[FORECAST_ALL].amount.low,
	    parts[FORECAST_ALL].amount.high, came->all_amount);
	tally(&held->better, 0, result.blocks[0].naive_brier,
	    result.blocks[0].brier);
	forecast_result_free(&result);
}

static void
cover(int deals, bool known)
{
	struct forecast_definition d = define();
	struct held held = { 0 };
	gsl_rng *random = random_new((unsigned long)deals);
	char of[40];

	for (int run = 0; run < PIPELINES; run++) {
		struct forecast *fold = fold_new(&forecast_class, &d);
		struct came came = { 0 };

		for (int i = 0; i < deals; i++) {
			struct deal deal;

			live(random, known, &deal);
			add_deal(fold, &deal, &came);
		}
		judge(fold, &came, &held);
		fold_free(fold);
	}
	gsl_rng_free(random);
	snprintf(of, sizeof of, "%d deals", deals);
	if (!known) {
		print_tally("forecast, amount of open deals, known when won",
		    of, held.amount, 90);
		print_tally("forecast, amount of all deals", of,
		    held.all_amount, 90);
		return;
	}
	print_tally("forecast, open deals won", of, held.open, 93);
	print_tally("forecast, their amount", of, held.amount, 90);
	print_tally("forecast, all deals won", of, held.all, 93);
	if (deals >= 2400)
		print_tally("forecast: better than shares of stages", of,
		    held.better, 95);
}

void
cover_forecasts(void)
{
	for (int known = 1; known >= 0; known--) {
		cover(600, known);
		cover(2400, known);
	}
}
