/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_HYPERGEOMETRIC_H
#define ANALYTICS_HYPERGEOMETRIC_H

#include <stddef.h>
#include <stdint.h>

/*
 * The likeliest way that groups of these sizes can hold so many hits
 * together, the mode of the multivariate hypergeometric.
 *
 *   sizes   sizes[0..n), each at most 2^53
 *   hits    0 <= hits <= their sum
 *   rate    in (0, 1): each group is taken as drawn at it
 *
 * The log of its chance, the product over the groups of their binomial
 * chances: that of the multivariate hypergeometric but for a factor that
 * all ways of so many hits share.
 *
 * Oracle: enumeration of all ways.
 */
double hypergeometric_mode_log(const uint64_t *sizes, size_t n, double hits,
    double rate);

#endif
