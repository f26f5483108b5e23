/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SIMULATE_H
#define CMD_SIMULATE_H

#include "analytics/models/simulate.h"
#include "cmd/options/settings.h"

/* The settings of simulate begin with the shared ones. */
struct simulate_settings {
	struct settings shared;
	uint64_t entities, seed;
	const char *preset, *growth, *truth;
	struct text_list chance;
	struct optional_span window;
	int language;		/* 1 + index of languages; 0: the first */
};

/* What is true of the model, to --truth if it is given; -1 with a fault,
   also of a window or chances that have no truth. */
int simulate_write_truth(const struct simulate_settings *settings,
    const struct simulate_model *model, struct fault *fault);

/* The log, to --output; -1 with a fault. */
int simulate_write_log(const struct simulate_settings *settings,
    const struct simulate_model *model, struct fault *fault);

#endif
