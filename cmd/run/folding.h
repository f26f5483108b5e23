/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_FOLDING_H
#define CMD_FOLDING_H

#include "analytics/base/fold.h"
#include "cmd/run/input.h"

/*
 * Drives folds over the timelines of a log: one of each class for each
 * worker, merged when all timelines were seen.
 */
struct folding {
	const struct fold_class *class;
	const void *definition;
	void *fold;		/* the result; the caller frees it by class */
};

/*
 * All in one pass.  last: nobody visits the log again, so that what is
 * counted can have the memory of its events.  -1 with a fault; then no fold
 * is left.
 */
int fold_log(struct input *input, struct folding *foldings, size_t n,
    bool last, struct fault *fault);

/* What a status of a finish means to whoever asked. */
int statistic_fault(enum status status, struct fault *fault);

#endif
