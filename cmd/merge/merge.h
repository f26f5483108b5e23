/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_MERGE_H
#define CMD_MERGE_H

#include "cmd/run/partial.h"

struct merge_settings {
	struct settings shared;
	uint64_t parts, rows;	/* that there must be in all; 0: any */
};

#endif
