/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/group_tests.h"

#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/survival/hazard_ratio.h"
#include "analytics/survival/life_curve.h"

/* rho 0, or that of Peto and Peto (1). */
static enum status
logrank(const struct compared_lives *l, double rho,
    struct survival_test *out)
{
	struct logrank_group *seen = memory_zeroed(l->ngroups + 1,
	    sizeof *seen);
	enum status status = logrank_test(l->tables, l->ngroups, l->nstrata,
	    rho, seen, out);

	free(seen);
	return status;
}

enum status
group_test_of_curves(const struct compared_lives *l,
    struct survival_test *out)
{
	return l->competing ? gray_test(l->tables, l->ngroups, l->nstrata,
	    out) : logrank(l, 0, out);
}

static enum status
trend(const struct compared_lives *l, struct survival_test *out)
{
	struct survival_trend of;
	enum status status = logrank_trend(l->tables, l->ngroups, l->nstrata,
	    l->scores, &of);

	*out = (struct survival_test){ of.statistic, 1, of.p };
	return status;
}

/* Events per time, as if neither hazard changed. */
static enum status
rate_ratio(const struct compared_lives *l, double level,
    struct group_test *out)
{
	return poisson_ratio(life_exposed(&l->tables[0]),
	    life_exposed(&l->tables[1]), level, &out->effect, &out->test.p);
}

struct tests {
	struct group_test *all;
	size_t n;
	enum status status;	/* of the first that failed */
};

/* Counts the one that out->all[n] holds, and begins the next. */
static void
count_test(struct tests *out, const char *name, const char *effect_name,
    enum status status)
{
	out->all[out->n].name = name;
	out->all[out->n].effect_name = effect_name;
	out->status = status == STATUS_TOO_FEW ? STATUS_OK : status;
	if (out->status == STATUS_OK)
		out->n++;
}

static void
count_plain(struct tests *out, const char *name, enum status status,
    const struct survival_test *t)
{
	if (out->status != STATUS_OK)
		return;
	out->all[out->n].test = status != STATUS_OK ? TEST_NONE :
	    (struct test){ t->statistic, (double)t->df, t->p };
	out->all[out->n].effect = EFFECT_NONE;
	count_test(out, name, NULL, status);
}

enum status
group_tests(const struct compared_lives *l, double level,
    struct group_test all[GROUP_TESTS_MAX], size_t *n)
{
	struct tests out = { all, 0, STATUS_OK };
	struct survival_test plain;
	enum status status = logrank(l, 0, &plain);

	count_plain(&out, "log-rank", status, &plain);
	if (out.status == STATUS_OK && l->ngroups == 2) {
		status = hazard_ratio(l->tables, l->nstrata, level,
		    &all[out.n].effect, &all[out.n].test);
		count_test(&out, "hazard-ratio", "hazard_ratio", status);
	}
	if (out.status == STATUS_OK && l->scores) {
		status = trend(l, &plain);
		count_plain(&out, "trend", status, &plain);
	}
	if (out.status == STATUS_OK) {
		status = logrank(l, 1, &plain);
		count_plain(&out, "peto", status, &plain);
	}
	if (out.status == STATUS_OK && !l->late && l->ngroups == 2 &&
	    l->nstrata == 1) {
		all[out.n].test = TEST_NONE;
		status = rate_ratio(l, level, &all[out.n]);
		count_test(&out, "rate-ratio", "rate_ratio", status);
	}
	if (out.status == STATUS_OK && !l->late && l->competing) {
		status = gray_test(l->tables, l->ngroups, l->nstrata, &plain);
		count_plain(&out, "gray", status, &plain);
	}
	*n = out.n;
	return out.status;
}
