/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_BINS_H
#define ANALYTICS_BINS_H

#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/samples/sample.h"

#define BINS_MAX 100
#define BINS_MAX_LABEL 80	/* bytes that bins_label may write */

/*
 * Ranges of a number: a value belongs to the first bin whose upper cut is
 * not below it, so that a cut is the largest value of its bin, and equal
 * values are always in one bin.  The last bin has no upper cut.
 */
struct bins {
	size_t n;			/* bins: cuts + 1 */
	double cuts[BINS_MAX - 1];	/* strictly ascending */
};

/*
 * Bins of about equal counts: cuts at the type 7 quantiles 1/wanted,
 * 2/wanted, ...  A cut that would leave a bin without values is left out,
 * so there may be fewer than wanted where many values are equal.
 *
 *   wanted   1 ... BINS_MAX
 *   out      written on every return; no bins unless STATUS_OK
 *
 * STATUS_TOO_FEW when the sample is empty, STATUS_DOMAIN for no bins,
 * STATUS_LIMIT for more than BINS_MAX.
 *
 * Oracle: R droplevels(cut(x, unique(quantile(x, 0:k / k)),
 * include.lowest = TRUE)).
 */
enum status bins_equal_count(struct sample sample, size_t wanted,
    struct bins *out);

/*
 * Bins at given cuts: finite and strictly ascending, else STATUS_DOMAIN;
 * at most BINS_MAX - 1 of them, else STATUS_LIMIT.  None makes one bin.
 */
enum status bins_at(const double *cuts, size_t ncuts, struct bins *out);

/* The bin of a value, from 0; bins->n for NaN, which is in none. */
size_t bins_find(const struct bins *bins, double value);

/*
 * Writes "1: up to 5", "2: over 5 to 12.5", "3: over 12.5" (one bin: "1:
 * all") to out, which holds BINS_MAX_LABEL bytes.  Numbers as %.12g; as
 * many leading zeros as sort the labels by bytes.  The same cuts give the
 * same labels.  Empty for a bin that is not.
 */
void bins_label(const struct bins *bins, size_t bin, char *out);

#endif
