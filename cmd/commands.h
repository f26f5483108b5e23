/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

/*
 * The commands, in the order in which help lists them.  X stands for
 * whatever is done with a name; each is a struct command_NAME.
 */
#define COMMANDS(X) \
	X(convert) \
	X(list) \
	X(explain) \
	X(retain) \
	X(survive) \
	X(segment) \
	X(compare) \
	X(drivers) \
	X(report) \
	X(forecast) \
	X(flow) \
	X(watch) \
	X(value) \
	X(merge) \
	X(snapshot) \
	X(check) \
	X(import) \
	X(simulate) \
	X(chart)

#endif
