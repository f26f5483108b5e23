/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_NEAR_H
#define TESTS_NEAR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <cmocka.h>

/*
 * Passes when |actual - expected| <= tolerance * |expected|; for an
 * expected 0 only an exact 0 passes.  NaN passes nothing: see assert_nan.
 */
#define assert_near(actual, expected, tolerance) do { \
	double near_a = (actual), near_e = (expected); \
	if (!(fabs(near_a - near_e) <= (tolerance) * fabs(near_e))) \
		fail_msg("%s is %.15g, not %.15g (tolerance %g)", #actual, \
		    near_a, near_e, (double)(tolerance)); \
} while (0)

#define assert_nan(actual) do { \
	double near_a = (actual); \
	if (!isnan(near_a)) \
		fail_msg("%s is %.15g, not NaN", #actual, near_a); \
} while (0)

#endif
