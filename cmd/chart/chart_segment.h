/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHART_SEGMENT_H
#define CMD_CHART_SEGMENT_H

#include "cmd/chart/chart.h"

/* What the two charts of segment's result read alike. */

/* The column of what it estimates, a rate or a number; low and high follow
   it.  -1 where there is none. */
int segment_estimate(const struct table *table);

/* n and k of each row make its estimate: no mean, nor any other number. */
bool segment_is_rate(const struct table *table);

/* Columns of groups: those before n. */
size_t segment_groups_of(const struct table *table);

/* A row of all groups together. */
bool segment_is_total(const struct table *table, size_t row);

/* The rate of --target, in the column behind mdd; NaN without. */
double segment_target(const struct table *table);

/* n and k of the total's row, which is of all groups; without one of those
   that the result shows. */
void segment_sum(const struct table *table, uint64_t *n, uint64_t *k);

/* Whether that is of all groups: there is a total, or none was left out. */
bool segment_is_whole(const struct table *table);

/* "n = 1,234 in 5 groups", or in 12 groups, of which 5 are shown; n may be
   of more than the table has, and their number not known. */
const char *segment_n(const struct chart_source *source, uint64_t n,
    size_t ngroups);

/* "all 45.2%", or what they are that are not all groups. */
const char *segment_reference(const struct chart_source *source,
    const char *rate);

/* "Share that got to won, by channel". */
const char *segment_topic(const struct chart_source *source);
/* The topic, and what the tests found: the one group that differs with its
   rate, or how many do; where none does or the line is full, the topic. */
const char *segment_finding(const struct chart_source *source,
    const char *topic);

#endif
