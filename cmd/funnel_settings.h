/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_FUNNEL_SETTINGS_H
#define CMD_FUNNEL_SETTINGS_H

#include "cmd/settings.h"

/*
 * Fills a settings struct: first from the funnel file that -f names, then
 * from the command line, which wins.  -1 with FAULT_USAGE.
 */
int settings_apply(const struct option_group *groups,
    const struct command_line *line, void *settings, struct arena *arena,
    struct fault *fault);

#endif
