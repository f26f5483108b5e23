/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the histogram share. */
#ifndef ANALYTICS_HISTOGRAM_PRIVATE_H
#define ANALYTICS_HISTOGRAM_PRIVATE_H

#include "analytics/base/histogram.h"

void histogram_become_dense(struct histogram *histogram);

/* Of an array, the first cell from one on that is not empty, or its end. */
size_t histogram_skip_empty(const struct histogram *histogram, size_t cell);

/* histogram_list.c: of two of which neither is an array, one a list; of a
   list. */
void histogram_merge_lists(struct histogram *into,
    const struct histogram *from);
void histogram_map_list(struct histogram *histogram, const uint32_t *map);

#endif
