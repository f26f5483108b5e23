/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chart/chart.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/options/settings.h"
#include "cmd/run/command.h"
#include "io/text/words.h"
#include "io/write/result.h"

struct chart_settings {
	struct settings shared;
	const char *kind, *size, *scale, *subtitle, *end;
	int format, theme;
};

#define AT(member) offsetof(struct chart_settings, member)

static const char *const formats[] = { "text", "png", "svg", "pdf", NULL };
static const char *const themes[] = { "light", "dark", "print", NULL };

static const struct option_spec options[] = {
	{ "output", 'o', OPTION_TEXT, offsetof(struct settings, output),
	    "FILE", "png, svg or pdf by its ending", 0, 0 },
	{ "format", 't', OPTION_CHOICE, AT(format), "text|png|svg|pdf",
	    "text: for the terminal", 0, formats },
	{ "kind", 0, OPTION_TEXT, AT(kind), "NAME",
	    "which chart, where several fit the result", 0, 0 },
	{ "end", 0, OPTION_TEXT, AT(end), "STAGE",
	    "the stage that cohorts are to reach (the last)", 0, 0 },
	{ "title", 0, OPTION_TEXT, offsetof(struct settings, title), "TEXT",
	    "over the chart", "report", 0 },
	{ "subtitle", 0, OPTION_TEXT, AT(subtitle), "TEXT",
	    "the line under it", "report", 0 },
	{ "no-confine", 0, OPTION_FLAG,
	    offsetof(struct settings, no_confine), NULL,
	    "draw also where gnuplot cannot be confined", 0, 0 },
	{ "lang", 0, OPTION_CHOICE, offsetof(struct settings, lang), "en|zh",
	    "of its words (en)", "report", languages },
	{ "size", 0, OPTION_TEXT, AT(size), "WIDTHxHEIGHT",
	    "of the image, in pixels (1200 wide)", 0, 0 },
	{ "scale", 0, OPTION_TEXT, AT(scale), "N",
	    "text and lines N times as large (1 to 4)", 0, 0 },
	{ "theme", 0, OPTION_CHOICE, AT(theme), "light|dark|print",
	    "print: greys, for paper", 0, themes },
	{ "quiet", 'q', OPTION_FLAG, offsetof(struct settings, quiet), NULL,
	    "nothing but errors on standard error", 0, 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"options", options, false, NULL
};
static const struct option_group *const groups[] = {
	&own_group, NULL
};

static int
write_text(const struct chart_kind *kind, const struct chart_source *source,
    const char *path, struct fault *fault)
{
	struct winsize size;
	const char *term = getenv("TERM"), *none = getenv("NO_COLOR");
	struct output *out = output_open(path, fault);

	if (!out)
		return -1;
	bool tty = !path && isatty(STDOUT_FILENO);
	struct terminal terminal = terminal_on(out, tty &&
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0,
	    tty && !(none && *none) && term && strcmp(term, "dumb") != 0);
	if (chart_print(kind, source, &terminal, fault) == 0)
		return output_commit(out, fault);
	output_abandon(out);
	return -1;
}

static int
write_image(const struct run *run, const struct chart_kind *kind,
    const struct chart_source *source, int image, const char *path,
    struct fault *fault)
{
	struct chart chart = { 0 };
	struct chart_result result;
	int failed = chart_draw(kind, source, &chart, fault) ||
	    chart_write(&chart, (enum image)image, path, &result, fault);

	chart_free(&chart);
	if (!failed && result.warning[0])
		run_say(run, "%s; written to %s", result.warning, result.path);
	return failed ? -1 : 0;
}

int
chart_of_result(struct run *run, const struct table *table,
    const char *path, struct fault *fault)
{
	const struct settings *s = run->settings;
	const struct chart_source source = { .table = table,
	    .title = s->title, .theme = THEME_LIGHT,
	    .arena = &run->arena };
	const struct chart_kind *kind = chart_kind_find(table, NULL, fault);

	return kind ? write_image(run, kind, &source, image_by_ending(path),
	    path, fault) : -1;
}

static int
write_chart(const struct run *run, const struct chart_kind *kind,
    const struct chart_source *source, struct fault *fault)
{
	const struct chart_settings *s = run->settings;
	const char *path = s->shared.output;
	int image = s->format > 1 ? s->format - 2 + IMAGE_PNG :
	    path ? image_by_ending(path) : -1;

	if (s->format == 1 || (!path && image < 0))
		return write_text(kind, source, path, fault);
	if (image < 0)
		return fault_set(fault, FAULT_USAGE, "-o: \"%s\": expected a "
		    "name that ends in .png, .svg or .pdf, or --format", path);
	return write_image(run, kind, source, image, path, fault);
}

static int
draw(struct run *run, const char *path, const struct table *table,
    struct fault *fault)
{
	const struct chart_settings *s = run->settings;
	struct chart_source source = {
		.table = table, .title = s->shared.title,
		.subtitle = s->subtitle, .end = s->end,
		.theme = s->theme ? (enum chart_theme)(s->theme - 1) :
		    THEME_LIGHT,
		.arena = &run->arena,
	};
	const struct chart_kind *kind = NULL;

	if (chart_read_size(s->size, s->scale, &source, fault) != 0)
		return -1;
	kind = chart_kind_find(table, s->kind, fault);
	if (kind && s->end && !kind->takes_end)
		return fault_set(fault, FAULT_USAGE, "--end: a %s chart shows "
		    "all stages; leave it out", kind->name);
	if (kind && write_chart(run, kind, &source, fault) == 0)
		return 0;
	if (fault->kind == FAULT_INPUT)
		fault_at(fault, strcmp(path, "-") == 0 ? standard_input :
		    path, 0, NULL);
	return -1;
}

static int
run_chart(struct run *run)
{
	const struct chart_settings *s = run->settings;
	const char *path = run->nfiles ? run->files[0] : "-";
	struct fault fault = { 0 };
	struct table *table = NULL;
	int failed = run->nfiles > 1 ? fault_set(&fault, FAULT_USAGE,
	    "draws one result, but %zu files were given", run->nfiles) : 0;

	if (!failed)
		table = result_read(path, chart_result_of, (void *)s->kind,
		    &fault);
	failed = !table || draw(run, path, table, &fault) != 0;
	table_free(table);
	return failed ? run_fault(run, &fault) : 0;
}

const struct command command_chart = {
	.name = "chart",
	.summary = "a picture of a result: PNG, SVG, PDF or the terminal",
	.usage = "[OPTION]... [FILE]",
	.examples =
	    "  funnel convert samples/b2b.csv | funnel chart\n"
	    "  funnel convert samples/b2b.csv | funnel chart -o funnel.png\n"
	    "  funnel convert --within 90d --every month samples/b2b.csv | "
	    "funnel chart -o cohorts.svg\n",
	.groups = groups,
	.settings_size = sizeof(struct chart_settings),
	.run = run_chart,
};
