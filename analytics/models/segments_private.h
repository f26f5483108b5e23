/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SEGMENTS_PRIVATE_H
#define ANALYTICS_SEGMENTS_PRIVATE_H

#include "analytics/models/segments.h"

/* Nothing known of any. */
void segments_clear(struct segment *out, size_t n);

/* The q of each by the p of all; numbers: k of n have one. */
enum status segments_adjust(const struct segments_options *options,
    struct segment *out, size_t n, bool numbers);

/* Writes a row at a place; answers the next. */
size_t segments_add_test(struct segments_test *out, size_t at,
    const char *name, struct test test, double effect,
    const char *effect_name);

#endif
