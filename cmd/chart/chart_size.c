/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large a picture is, and the text in it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/chart/chart.h"

/* Words need 800 pixels; as much height as they need is given. */
static const double least_width = 800, usual_width = 1200, most = 8000;
static const double most_scale = 4;

static int
read_size(const char *text, double *width, double *height,
    struct fault *fault)
{
	char *end;

	*width = (double)strtoul(text, &end, 10);
	*height = *end == 'x' ? (double)strtoul(end + 1, &end, 10) : 0;
	if (strspn(text, "0123456789x") == strlen(text) && !*end &&
	    *width >= least_width && *width <= most && *height >= 1 &&
	    *height <= most)
		return 0;
	return fault_set(fault, FAULT_USAGE, "--size: \"%s\": expected such "
	    "as 1200x720, 800 to 8000 wide, at most 8000 high", text);
}

static int
read_scale(const char *text, double *scale, struct fault *fault)
{
	char *end;

	*scale = strtod(text, &end);
	if (strspn(text, "0123456789.") == strlen(text) && *text && !*end &&
	    *scale >= 1 && *scale <= most_scale)
		return 0;
	return fault_set(fault, FAULT_USAGE, "--scale: \"%s\": expected 1 to "
	    "%g", text, most_scale);
}

int
chart_read_size(const char *size, const char *scale_text,
    struct chart_source *source, struct fault *fault)
{
	double width = 0, height = 0, scale = 1;

	if ((size && read_size(size, &width, &height, fault) != 0) ||
	    (scale_text && read_scale(scale_text, &scale, fault) != 0))
		return -1;
	if (!scale_text && width > usual_width)
		scale = width / usual_width;
	if (size && width / scale < least_width)
		return fault_set(fault, FAULT_USAGE, "--scale %s wants a "
		    "--size of at least %.0f wide", scale_text,
		    scale * least_width);
	source->scale = scale;
	source->width = (unsigned)lround(width / scale);
	source->height = (unsigned)lround(height / scale);
	return 0;
}
