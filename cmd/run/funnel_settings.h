/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_FUNNEL_SETTINGS_H
#define CMD_FUNNEL_SETTINGS_H

#include "cmd/options/settings.h"
#include "cmd/run/command.h"

/*
 * Fills a settings struct of a command: first from the funnel file that -f
 * names, then from the command line, which wins.  A funnel file may hold
 * the keys of any of the commands.  -1 with FAULT_USAGE.
 */
int settings_apply(const struct command *const *commands,
    const struct command *command, const struct command_line *line,
    void *settings, struct arena *arena, struct fault *fault);

#endif
