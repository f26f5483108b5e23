/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/settings.h"
#include "io/result.h"
#include "io/text.h"
#include "io/words.h"

struct chart_settings {
	struct settings shared;
	const char *size, *subtitle;
	int kind;
};

#define AT(member) offsetof(struct chart_settings, member)

static const char *const kinds[] = { "text", "png", "svg", "pdf", NULL };

static const struct option_spec options[] = {
	{ "output", 'o', OPTION_TEXT, offsetof(struct settings, output),
	    "FILE", "png, svg or pdf by its ending", 0, 0 },
	{ "format", 't', OPTION_CHOICE, AT(kind), "text|png|svg|pdf",
	    "text: bars for the terminal", 0, kinds },
	{ "title", 0, OPTION_TEXT, offsetof(struct settings, title), "TEXT",
	    "over the chart", "report", 0 },
	{ "subtitle", 0, OPTION_TEXT, AT(subtitle), "TEXT",
	    "the line under it", "report", 0 },
	{ "lang", 0, OPTION_CHOICE, offsetof(struct settings, lang), "en|zh",
	    "of its words (en)", "report", words_languages },
	{ "size", 0, OPTION_TEXT, AT(size), "WIDTHxHEIGHT",
	    "of the image, in pixels (1200 wide)", 0, 0 },
	{ "quiet", 'q', OPTION_FLAG, offsetof(struct settings, quiet), NULL,
	    "nothing but errors on standard error", 0, 0 },
	{ 0 }
};

static const struct option_group groups[] = {
	{ "options", options, false }, { 0 }
};

/* The columns of convert that the funnel is drawn from. */
enum column { STEP, STAGE, ENTERED, LOST, EXPIRED, OPEN, RATE, RATE_LOW,
	RATE_HIGH, OVERALL, OVERALL_LOW, OVERALL_HIGH, COLUMNS };

static const char *const names[COLUMNS] = { "step", "stage", "entered",
	"lost", "expired", "open", "rate", "rate_low", "rate_high", "overall",
	"overall_low", "overall_high" };

struct drawing {
	struct table *table;
	size_t column[COLUMNS];
	size_t first, n;	/* the rows of the block that is drawn */
	struct funnel_stage *stages;
	struct funnel_chart chart;
	char footer[512], subtitle[256];
};

static int
find_columns(struct drawing *d, struct fault *fault)
{
	for (size_t c = 0; c < COLUMNS; c++) {
		d->column[c] = table_find(d->table, names[c]);
		if (d->column[c] == (size_t)-1)
			return fault_set(fault, FAULT_INPUT, "is no result "
			    "that chart can draw: no column \"%s\"; make it "
			    "with funnel convert", names[c]);
	}
	return 0;
}

static bool
is_total(const struct drawing *d, size_t row)
{
	const struct cell *cell = table_cell(d->table, row, 0);
	return d->column[STEP] > 0 && cell->kind == CELL_TEXT &&
	    strcmp(cell->text.bytes, "(total)") == 0;
}

/* One block only can be drawn: the only one, or that of the total. */
static int
find_block(struct drawing *d, struct fault *fault)
{
	size_t rows = table_rows(d->table), blocks = 0, total = rows;
	for (size_t r = 0; r < rows; r++) {
		if (result_number(d->table, r, d->column[STEP]) != 1)
			continue;
		blocks++;
		if (is_total(d, r))
			total = total == rows ? r : rows + 1;
	}
	if (blocks != 1 && total >= rows)
		return fault_set(fault, FAULT_INPUT, "holds %zu funnels, and "
		    "one can be drawn; leave out --by and --every, or add "
		    "--total", blocks);
	d->first = blocks == 1 ? 0 : total;
	for (size_t r = d->first; r < rows; r++) {
		if (result_number(d->table, r, d->column[STEP]) !=
		    (double)(d->n + 1))
			break;
		d->n++;
	}
	return d->n ? 0 : fault_set(fault, FAULT_INPUT,
	    "has no row of step 1");
}

static double
number(const struct drawing *d, size_t k, enum column c)
{
	return result_number(d->table, d->first + k, d->column[c]);
}

static uint64_t
count(const struct drawing *d, size_t k, enum column c)
{
	double n = number(d, k, c);
	return n >= 0 && n < 9e15 ? (uint64_t)n : 0;
}

static int
fill_stages(struct drawing *d, struct arena *arena, struct fault *fault)
{
	size_t weakest = 0;
	d->stages = arena_alloc(arena, d->n * sizeof *d->stages);
	if (!d->stages)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	for (size_t k = 0; k < d->n; k++) {
		const struct cell *name = table_cell(d->table, d->first + k,
		    d->column[STAGE]);
		struct funnel_stage *s = &d->stages[k];
		*s = (struct funnel_stage){
			.name = name->kind == CELL_TEXT ? name->text.bytes : "",
			.entered = count(d, k, ENTERED),
			.share = number(d, k, OVERALL),
			.rate = number(d, k, RATE),
			.rate_low = number(d, k, RATE_LOW),
			.rate_high = number(d, k, RATE_HIGH),
		};
		if (k == 0)
			continue;
		s->lost = count(d, k - 1, LOST) + count(d, k - 1, EXPIRED);
		s->open = count(d, k - 1, OPEN);
		if (!isnan(s->rate) && (!weakest ||
		    s->rate < d->stages[weakest].rate))
			weakest = k;
	}
	if (weakest && d->n > 2)
		d->stages[weakest].weakest = true;
	return 0;
}

static const char *
definition(const struct table *t, const char *key)
{
	for (size_t i = 0; i < table_definitions(t); i++)
		if (strcmp(table_definition_key(t, i), key) == 0)
			return table_definition_value(t, i);
	return NULL;
}

/* n, the dates and the policy, as far as the result tells them. */
static void
fill_words(struct drawing *d, const struct chart_settings *s)
{
	char n[TEXT_NUMBER], whole[TEXT_NUMBER], range[TEXT_NUMBER];
	const char *within = definition(d->table, "within");
	const char *as_of = definition(d->table, "as_of");
	const char *level = definition(d->table, "level");
	size_t last = d->n - 1;
	text_count(d->stages[0].entered, n);
	text_percent(number(d, last, OVERALL), whole);
	text_percent_range(number(d, last, OVERALL_LOW),
	    number(d, last, OVERALL_HIGH), range);
	snprintf(d->footer, sizeof d->footer, "n = %s entered%s%.20s%s%.40s "
	    "· overall %s%s%s%s", n, within ? " · within " : "",
	    within ? within : "", as_of ? " · as of " : "",
	    as_of ? as_of : "", whole, last ? " (" : "", last ? range : "",
	    last ? ")" : "");
	snprintf(d->subtitle, sizeof d->subtitle, "Entities reaching each "
	    "stage. Chips show step conversion with %.0f%% Wilson interval"
	    "%s.", 100 * (level ? strtod(level, NULL) : 0.95),
	    d->n > 2 ? "; the weakest step is orange" : "");
	d->chart = (struct funnel_chart){
		.title = s->shared.title ? s->shared.title : "Sales funnel",
		.subtitle = s->subtitle ? s->subtitle : d->subtitle,
		.footer = d->footer, .stages = d->stages, .nstages = d->n,
	};
}

static int
read_size(const char *text, struct funnel_chart *chart, struct fault *fault)
{
	char *end;
	if (!text)
		return 0;
	unsigned long width = strtoul(text, &end, 10);
	unsigned long height = *end == 'x' ? strtoul(end + 1, &end, 10) : 0;
	/* Words need 800 pixels; as much height as they need is given. */
	if (strspn(text, "0123456789x") != strlen(text) || *end ||
	    width < 800 || width > 8000 || height < 1 || height > 8000)
		return fault_set(fault, FAULT_USAGE, "--size: \"%s\": expected "
		    "such as 1200x720, 800 to 8000 wide, at most 8000 high",
		    text);
	chart->width = (unsigned)width;
	chart->height = (unsigned)height;
	return 0;
}

static int
write_text(const struct drawing *d, const char *path, struct fault *fault)
{
	struct winsize size;
	struct output *out = output_open(path, fault);
	if (!out)
		return -1;
	bool terminal = !path && isatty(STDOUT_FILENO);
	const char *term = getenv("TERM"), *none = getenv("NO_COLOR");
	unsigned width = terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ,
	    &size) == 0 ? size.ws_col : 0;
	chart_funnel_terminal(&d->chart, width, terminal && !(none && *none) &&
	    term && strcmp(term, "dumb") != 0, out);
	return output_commit(out, fault);
}

static int
write_image(const struct run *run, const struct drawing *d, int image,
    struct fault *fault)
{
	const struct settings *s = run->settings;
	struct chart chart = { 0 };
	struct chart_result result;
	int failed = chart_funnel(&chart, &d->chart, fault) ||
	    chart_write(&chart, (enum image)image, s->output, &result, fault);
	chart_free(&chart);
	if (!failed && result.warning[0])
		run_say(run, "%s; written to %s", result.warning, result.path);
	return failed ? -1 : 0;
}

static int
write_chart(const struct run *run, struct drawing *d, struct fault *fault)
{
	const struct chart_settings *s = run->settings;
	const char *path = s->shared.output;
	int image = s->kind > 1 ? s->kind - 2 + IMAGE_PNG :
	    path ? image_by_ending(path) : -1;
	if (read_size(s->size, &d->chart, fault) != 0)
		return -1;
	if (s->kind == 1 || (!path && image < 0))
		return write_text(d, path, fault);
	if (image < 0)
		return fault_set(fault, FAULT_USAGE, "-o: \"%s\": expected a "
		    "name that ends in .png, .svg or .pdf, or --format", path);
	return write_image(run, d, image, fault);
}

static int
draw(struct run *run, struct reader *reader, struct drawing *d,
    struct fault *fault)
{
	d->table = result_read(reader, fault);
	if (!d->table)
		return -1;
	if (find_columns(d, fault) != 0 || find_block(d, fault) != 0)
		return fault_at(fault, reader_file(reader, 0), 0, NULL);
	if (fill_stages(d, &run->arena, fault) != 0)
		return -1;
	fill_words(d, run->settings);
	return write_chart(run, d, fault);
}

static int
run_chart(struct run *run)
{
	struct fault fault = { 0 };
	struct reader *reader = NULL;
	struct drawing d = { 0 };
	int failed = run->nfiles > 1 ? fault_set(&fault, FAULT_USAGE,
	    "draws one result, but %zu files were given", run->nfiles) :
	    settings_reader(run->settings, run->files, run->nfiles, &reader,
	    &fault);
	if (!failed)
		failed = draw(run, reader, &d, &fault);
	table_free(d.table);
	reader_close(reader);
	return failed ? run_fault(run, &fault) : 0;
}

const struct command command_chart = {
	.name = "chart",
	.summary = "a picture of a result: PNG, SVG, PDF or the terminal",
	.usage = "[OPTION]... [FILE]",
	.examples =
	    "  funnel convert samples/b2b.csv | funnel chart\n"
	    "  funnel convert samples/b2b.csv | funnel chart -o funnel.png\n",
	.groups = groups,
	.settings_size = sizeof(struct chart_settings),
	.run = run_chart,
};
