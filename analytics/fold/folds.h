/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FOLDS_H
#define ANALYTICS_FOLDS_H

#include "analytics/base/fold.h"

/*
 * Several folds over one log, in one thread.  A timeline is matched once
 * for all folds of equal rules, and attempts that are plain
 * (match/plain_attempts.h) wait until there are many: then each fold that
 * takes such has them all, and its tables are in the cache meanwhile.
 * What a fold holds depends on no order.
 */
struct folds;

/* The folds stay the caller's. */
struct folds *folds_new(void *const *folds, size_t n);
void folds_free(struct folds *folds);

/* To each of them.  What is not OK is of *failed. */
enum status folds_add(struct folds *folds, const struct timeline *timeline,
    size_t *failed);

/* What waits: before any of them is merged, finished or saved. */
void folds_flush(struct folds *folds);

#endif
