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
 * picture->bytes may be replaced.  0, or -1 with a fault when out of
 * memory; the picture is then as it was.
 */
int picture_settle(struct picture *picture, enum image image,
    struct fault *fault);

#endif
