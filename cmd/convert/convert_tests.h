/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CONVERT_TESTS_H
#define CMD_CONVERT_TESTS_H

#include "analytics/fold/conversion.h"
#include "cmd/run/scope.h"

/* --tests, of a fold of daily cohorts; NULL with a fault. */
struct table *convert_tests(const struct scope *scope,
    const struct conversion *fold, struct fault *fault);

/* What does not go with it: -1 with a fault. */
int convert_check_tests(const struct settings *settings,
    struct fault *fault);

#endif
