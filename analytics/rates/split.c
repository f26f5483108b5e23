/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/split.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

enum status
split_test(uint64_t first, uint64_t second, double share, struct test *out)
{
	*out = TEST_NONE;
	if (!(share > 0 && share < 1))
		return STATUS_DOMAIN;
	if (first > COUNT_MAX || second > COUNT_MAX - first)
		return STATUS_LIMIT;
	double all = (double)(first + second);
	double away = (double)first - all * share;

	if (all == 0)
		return STATUS_TOO_FEW;
	out->statistic = away * away / (all * share * (1 - share));
	out->df = 1;
	out->p = pchisq(out->statistic, 1, 0, 0);
	return STATUS_OK;
}
