/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_PICTURE_H
#define IO_PICTURE_H

#include "io/chart/gnuplot.h"

/*
 * Makes a whole picture, as gnuplot_run gives it, one to keep:
 *
 *   SVG  names further fonts after DejaVu Sans, for machines that lack it,
 *        and writes the "]]>" that XML forbids in text as "]]&gt;"
 *   PDF  loses the time of its making: the same chart, the same bytes
 *   PNG  is as it should be
 *
 * picture->bytes may be replaced.
 */
void picture_finish(struct picture *picture, enum image image);

#endif
