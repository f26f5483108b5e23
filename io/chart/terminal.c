/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/terminal.h"

#include <math.h>

#include "io/text/label.h"

static const unsigned usual_width = 80, least_width = 40;

enum { TEXT_BYTES = 4096 };

struct terminal
terminal_on(struct output *output, unsigned width, bool colour)
{
	width = width == 0 ? usual_width : width;
	width = width < least_width ? least_width : width;
	return (struct terminal){ output, width, colour };
}

const char *
terminal_paint(const struct terminal *terminal, enum paint paint)
{
	static const char *const codes[PAINTS] = {
		[PAINT_NONE] = "", [PAINT_BOLD] = "\033[1m",
		[PAINT_FAINT] = "\033[2m", [PAINT_BLUE] = "\033[34m",
		[PAINT_ORANGE] = "\033[33m",
		[PAINT_GREEN] = "\033[32m", [PAINT_PURPLE] = "\033[35m",
		[PAINT_GOLD] = "\033[36m", [PAINT_ROSE] = "\033[31m",
	};

	return terminal->colour ? codes[paint] : "";
}

const char *
terminal_end(const struct terminal *terminal, enum paint paint)
{
	return terminal->colour && paint != PAINT_NONE ? "\033[0m" : "";
}

unsigned
terminal_columns(const char *text)
{
	return text == NULL ? 0 : (unsigned)label_width(text, label_columns);
}

void
terminal_spaces(const struct terminal *terminal, unsigned n)
{
	output_format(terminal->output, "%*s", (int)n, "");
}

/* Text cut to n columns; answers those that are left. */
static unsigned
fit(char fitted[TEXT_BYTES], const char *text, unsigned n)
{
	label_fit(fitted, TEXT_BYTES, text == NULL ? "" : text, n,
	    label_columns);
	return n - (unsigned)label_width(fitted, label_columns);
}

static void
put(const struct terminal *terminal, const char *text, enum paint paint)
{
	output_text(terminal->output, terminal_paint(terminal, paint));
	output_text(terminal->output, text);
	output_text(terminal->output, terminal_end(terminal, paint));
}

void
terminal_left(const struct terminal *terminal, const char *text, unsigned n,
    enum paint paint)
{
	char fitted[TEXT_BYTES];
	unsigned left = fit(fitted, text, n);

	put(terminal, fitted, paint);
	terminal_spaces(terminal, left);
}

void
terminal_cut(const struct terminal *terminal, const char *text, unsigned n,
    enum paint paint)
{
	char fitted[TEXT_BYTES];

	fit(fitted, text, n);
	put(terminal, fitted, paint);
}

void
terminal_right(const struct terminal *terminal, const char *text,
    unsigned n, enum paint paint)
{
	char fitted[TEXT_BYTES];
	unsigned left = fit(fitted, text, n);

	terminal_spaces(terminal, left);
	put(terminal, fitted, paint);
}

void
terminal_wrapped(const struct terminal *terminal, const char *text,
    unsigned indent, enum paint paint)
{
	char line[TEXT_BYTES];

	while (text != NULL && label_line(&text, terminal->width - indent,
	    label_columns, false, line, sizeof line)) {
		terminal_spaces(terminal, indent);
		put(terminal, line, paint);
		output_text(terminal->output, "\n");
	}
}

/* Whole cells and one of eight parts; whoever is there is seen. */
void
terminal_bar(const struct terminal *terminal, double part, unsigned n,
    enum paint paint)
{
	static const char *const eighths[] = {
		"", "▏", "▎", "▍", "▌", "▋", "▊", "▉",
	};
	unsigned length = part > 0 ?
	    (unsigned)lround(fmin(part, 1) * n * 8) : 0;

	if (part > 0 && length == 0)
		length = 1;
	output_text(terminal->output, terminal_paint(terminal, paint));
	for (unsigned i = 0; i < length / 8; i++)
		output_text(terminal->output, "█");
	output_text(terminal->output, eighths[length % 8]);
	output_text(terminal->output, terminal_end(terminal, paint));
	terminal_spaces(terminal, n - (length + 7) / 8);
}

static bool
is_said(const char *text)
{
	return text != NULL && *text != '\0';
}

void
terminal_head(const struct terminal *terminal,
    const struct chart_frame *frame)
{
	terminal_wrapped(terminal, frame->title, 0, PAINT_BOLD);
	terminal_wrapped(terminal, frame->subtitle, 0, PAINT_NONE);
	if (is_said(frame->title) || is_said(frame->subtitle))
		output_text(terminal->output, "\n");
}

void
terminal_foot(const struct terminal *terminal,
    const struct chart_frame *frame)
{
	if (is_said(frame->footer))
		output_text(terminal->output, "\n");
	terminal_wrapped(terminal, frame->footer, 0, PAINT_NONE);
}
