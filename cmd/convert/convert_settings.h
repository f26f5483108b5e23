/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CONVERT_SETTINGS_H
#define CMD_CONVERT_SETTINGS_H

#include "cmd/options/settings.h"

struct convert_settings {
	struct settings shared;
	bool tests;
};

#endif
