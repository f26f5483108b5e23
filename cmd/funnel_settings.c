/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/funnel_settings.h"

int
settings_apply(const struct option_group *groups,
    const struct command_line *line, void *settings, struct arena *arena,
    struct fault *fault)
{
	(void)groups;
	for (size_t i = 0; i < line->nuses; i++)
		if (option_set(line->uses[i].spec, settings,
		    line->uses[i].value, false, arena, fault) != 0)
			return -1;
	return 0;
}
