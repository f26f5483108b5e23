/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SPAN_H
#define CMD_SPAN_H

#include "analytics/time/calendar.h"
#include "io/text/text.h"

/* A span of time for people, as text_days writes durations, in one piece
   (text_tie): "180 d", "6 months".  Source: the option, "180d". */
void span_shown(struct span span, char out[TEXT_NUMBER]);

#endif
