/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_WORDS_H
#define IO_CHART_WORDS_H

#include "io/chart.h"

/* The words of a funnel, the same in a picture and on a terminal. */

enum { WORDS_SIZE = 192 };	/* what every function here needs of out */

/* 1234567 as 1,234,567. */
void words_count(char *out, uint64_t count);

/* 0.4321 as 43.2%; only 0 is 0%, only 1 is 100%; NaN is the empty text. */
void words_percent(char *out, double fraction);

/* 43.0% (42.6–43.4); without an interval 43.0%; NaN: nobody to go on. */
void words_rate(char *out, const struct funnel_stage *stage);

/*
 * What became of those who did not take the step: of the weakest "512 did
 * not go on, 23 still open", of others only how many are open; the empty
 * text if nobody.  Open is not lost.
 */
void words_fate(char *out, const struct funnel_stage *stage);

/* The same, with "weakest step · " before it where that is so. */
void words_step(char *out, const struct funnel_stage *stage);

#endif
