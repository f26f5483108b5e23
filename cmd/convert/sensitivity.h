/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SENSITIVITY_H
#define CMD_SENSITIVITY_H

#include "cmd/run/command.h"

/*
 * convert --sensitivity: the same log under every policy of ties, entry
 * and skipped stages that goes with what was asked for, all in one pass;
 * beside each rate the least and the greatest of them.
 */
int sensitivity_run(struct run *run);

#endif
