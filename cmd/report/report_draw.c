/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a report, by the charts of chart. */
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "analytics/base/memory.h"
#include "cmd/chart/chart.h"
#include "cmd/report/report.h"
#include "io/base/threads.h"
#include "io/text/words.h"

#define WIDTH 960	/* pixels: words stay readable on paper and phones */
#define WORKERS 8

/* One run of gnuplot. */
struct job {
	struct chart chart;
	struct section_picture *of;
};

struct gallery {
	struct job jobs[2 * SECTIONS_MAX];	/* two pictures each */
	size_t n;
	bool files;		/* of their own: mail programs show no SVG */
	atomic_bool hangs;	/* gnuplot: then nothing more is tried */
};

static struct chart_source
source_of(struct section *s, const struct section_picture *p,
    enum chart_theme theme)
{
	return (struct chart_source){ .table = s->table,
	    .title = p->finding ? NULL : p->title, .end = p->end,
	    .subtitle = p->subtitle, .verdict = p->verdict,
	    .tests = p->tests, .width = WIDTH, .theme = theme,
	    .arena = &s->run.arena };
}

/* A table that no chart fits has none. */
static void
add_job(struct gallery *g, struct section *s, struct section_picture *p,
    const struct chart_kind *kind)
{
	struct job *job = &g->jobs[g->n];
	struct chart_source source = source_of(s, p, g->files ? THEME_LIGHT :
	    THEME_PAGE);
	struct fault fault = { 0 };

	*job = (struct job){ .of = p };
	if (chart_draw(kind, &source, &job->chart, &fault) == 0) {
		g->n++;
		return;
	}
	chart_free(&job->chart);
	if (fault.kind == FAULT_OUTPUT)
		p->fault = fault;
	else
		p->wanted = false;
}

static int64_t
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void
draw_job(void *gallery, size_t i)
{
	struct gallery *g = gallery;
	struct job *job = &g->jobs[i];
	struct chart_result result;
	int64_t began = seconds();

	if (g->hangs)
		return;
	if (chart_render(&job->chart, g->files ? IMAGE_PNG : IMAGE_SVG,
	    &job->of->image, &result,
	    &job->of->fault) != 0 &&
	    (seconds() - began) * 2000 > GNUPLOT_TIMEOUT_MS)
		g->hangs = true;
}

static void
draw_next(void *gallery, size_t i)
{
	draw_job(gallery, i);
}

/*
 * By one gnuplot, which starts as slowly as several charts are drawn.
 * Where that fails each has a run, and a fault, of its own: so it may not
 * take as long as one that hangs.
 */
static bool
draw_together(struct gallery *g)
{
	const struct chart *charts[2 * SECTIONS_MAX];
	struct picture pictures[2 * SECTIONS_MAX];
	struct fault fault;

	if (g->files || g->n < 2)
		return false;
	for (size_t i = 0; i < g->n; i++)
		charts[i] = &g->jobs[i].chart;
	if (chart_render_all(charts, g->n, GNUPLOT_TIMEOUT_MS / 3, pictures,
	    &fault) != 0)
		return false;
	for (size_t i = 0; i < g->n; i++)
		g->jobs[i].of->image = pictures[i];
	return true;
}

static void
draw_all(struct gallery *g, size_t threads)
{
	const struct fault *first = NULL;

	if (!draw_together(g))
		run_jobs(threads < WORKERS ? threads : WORKERS, g->n,
		    draw_next, g);
	for (size_t i = 0; i < g->n && !first; i++)
		if (g->jobs[i].of->fault.kind)
			first = &g->jobs[i].of->fault;
	for (size_t i = 0; i < g->n; i++) {
		struct section_picture *p = g->jobs[i].of;

		if (first && !p->image.bytes && !p->fault.kind)
			p->fault = *first;	/* not tried any more */
		chart_free(&g->jobs[i].chart);
	}
}

static void
print(struct section *s, struct section_picture *p,
    const struct chart_kind *kind)
{
	struct chart_source source = source_of(s, p, THEME_LIGHT);
	struct output *out = output_memory();
	struct fault fault;
	struct terminal terminal = terminal_on(out, 0, false);

	if (chart_print(kind, &source, &terminal, &fault) == 0) {
		size_t len;
		const char *text = output_collected(out, &len);

		p->text = arena_copy(&s->run.arena, text, len);
	}
	output_abandon(out);
}

static void
draw(const struct report *report, struct section *s,
    struct section_picture *p, struct gallery *g)
{
	struct fault fault;
	const struct chart_kind *kind = p->title &&
	    report_wants(report, p->part) && section_rows(s) ?
	    chart_kind_find(s->table, p->kind, &fault) : NULL;

	p->wanted = kind != NULL;
	if (kind && report->kind == DOCUMENT_TEXT) {
		print(s, p, kind);
	} else if (kind && (report->kind == DOCUMENT_HTML || g->files)) {
		add_job(g, s, p, kind);
	}
}

void
report_draw(struct report *report)
{
	struct gallery *g = memory_zeroed(1, sizeof *g);
	int spoken = message_language();

	/* Why a picture is missing stands in its place, as in report_fold, or
	   there is no report, and it is an error. */
	if (report->settings->charts_optional)
		message_choose(words_language());
	g->files = report->settings->mail.n > 0 || files_are_wanted(report);
	for (size_t i = 0; i < report->nsections &&
	    !report->settings->no_charts; i++) {
		struct section *s = report->sections[i];

		/* As chart would draw what was written. */
		if (section_rows(s))
			table_round(s->table);
		draw(report, s, &s->picture, g);
		draw(report, s, &s->second, g);
	}
	draw_all(g, settings_threads(&report->settings->shared));
	free(g);
	message_choose(spoken);
}

/* Its place among those of its part, from 1. */
static size_t
number_in_part(const struct report *report, const struct section_picture *p)
{
	size_t n = 0;

	for (size_t i = 0; i < report->nsections; i++) {
		const struct section *s = report->sections[i];

		n += s->picture.part == p->part && s->picture.title != NULL;
		if (&s->picture == p)
			break;
		n += s->second.part == p->part && s->second.title != NULL;
		if (&s->second == p)
			break;
	}
	return n;
}

const char *
report_picture_name(const struct report *report,
    const struct section_picture *picture)
{
	return report_text(report, "%s-%zu", picture->part->name,
	    number_in_part(report, picture));
}

const char *
report_picture_id(const struct report *report,
    const struct section_picture *picture)
{
	return report_text(report, "%s@funnel", report_picture_name(report,
	    picture));
}

void
section_figure(const struct report *report, const struct section_picture *p,
    const char *alt, struct document *document)
{
	struct sentences instead = { .arena = report->arena };

	if (!p->wanted || (report->kind == DOCUMENT_TEXT && !p->text))
		return;
	say(&instead, p->fault.kind ? _("The chart “%s” could not be drawn: "
	    "%s.") : _("The chart “%s” could not be drawn."), p->title,
	    p->fault.sentence);
	struct document_figure figure = {
		.svg = p->image.bytes, .svg_len = p->image.len,
		.cid = report->settings->mail.n ? report_picture_id(report,
		    p) : NULL,
		.file = files_path(report, p),
		.alt = alt, .text = p->text,
		.instead = instead.items[0],
	};
	document_figure(document, &figure);
}

void
section_table(const struct section_picture *p,
    const struct table *table, struct document *document)
{
	document_table_folded(document, table, p->image.bytes ?
	    _("These numbers as a table") : NULL);
}
