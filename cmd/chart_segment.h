/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHART_SEGMENT_H
#define CMD_CHART_SEGMENT_H

#include "cmd/chart.h"

/* What the two charts of segment's result read alike. */

/* n and k of each row make its estimate: no mean, nor any other number. */
bool segment_is_rate(const struct table *table);

/* Columns of groups: those before n. */
size_t segment_groups_of(const struct table *table);

/* A row of all groups together. */
bool segment_is_total(const struct table *table, size_t row);

/* n and k of all groups; the total's row does not count again. */
void segment_sum(const struct table *table, uint64_t *n, uint64_t *k);

/* The stage that was to be reached: of --to, or the last; or NULL. */
const char *segment_goal(const struct chart_source *source);

#endif
