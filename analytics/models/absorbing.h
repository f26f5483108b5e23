/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_ABSORBING_H
#define ANALYTICS_ABSORBING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"

/*
 * An absorbing Markov chain of counted moves: where whoever is in a state
 * comes to in the end, if where it goes next depends on the state alone.
 *
 *   moves   n × n, from row to column; of those from an end nothing counts
 *   end     by state: who is there stays there
 *   visits  n × n: how often, in the mean, one that is in the row's state
 *           comes to the column's, this time included; between ends 0
 *   reach   n × n: the chance to come to the column's end; of an end 1 for
 *           itself
 *
 * States that nobody left are in no row: NaN, unless nobody comes there
 * from one that was left; *stuck is then such a state, or one of those
 * from which no move leads to an end, and the answer STATUS_TOO_FEW.
 *
 * Source: Kemeny and Snell, Finite Markov Chains (1960) chapter 3.
 * Oracle: R solve(diag(n) - q); reference/flow/flow-dates-absorption.csv.
 */
enum status absorbing_solve(const uint64_t *moves, const bool *end, size_t n,
    double *visits, double *reach, size_t *stuck);

#endif
