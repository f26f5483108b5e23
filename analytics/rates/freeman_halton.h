/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FREEMAN_HALTON_H
#define ANALYTICS_FREEMAN_HALTON_H

#include <stddef.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"

/*
 * Fisher's exact test of many groups: the probability, given their sizes
 * and all their counts together, of all tables no likelier than this one,
 * where likelier begins at 1 + 1e-7 times, as in fisher.h.
 *
 *   groups  groups[0..n), k of n were counted; n of all at most 2^53
 *   p       written on every return; NaN unless STATUS_OK; 0 where it
 *           underflows
 *
 * Empty groups are left out.  STATUS_TOO_FEW where fewer than two are left,
 * or nobody, or everybody, was counted; STATUS_DOMAIN for k > n.
 *
 * Not every table is walked: partial tables of equal counts and equal
 * probability are one, those whose every completion counts are one, and
 * the two ends of the table meet in the middle.  Still the work grows with
 * the number of large groups: STATUS_LIMIT above 2^53, or beyond
 * FREEMAN_HALTON_PARTS partial tables or FREEMAN_HALTON_MEETINGS of their
 * meetings, which is about a second and 100 MB.  With a rate of 0.3 some
 * 25 groups of 10 are within it, 12 of 50, 8 of 300 and 5 of 1,000; with
 * one of 0.02, 45 groups of 50 and 10 of 1,000.
 *
 * Source: Freeman and Halton, Biometrika 38 (1951) 141-149; Mehta and
 * Patel, JASA 78 (1983) 427-434 (the bound); Pagano and Trichler Halvorsen,
 * JASA 76 (1981) 931-934 (merging).
 * Oracle: R fisher.test(t)$p.value; enumeration of all tables.
 */
#define FREEMAN_HALTON_PARTS ((size_t)1 << 21)
#define FREEMAN_HALTON_MEETINGS ((size_t)1 << 25)
enum status freeman_halton(const struct count *groups, size_t n, double *p);

#endif
