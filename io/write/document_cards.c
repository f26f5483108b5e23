/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How HTML has figures with their trends, and what was found. */
#include <math.h>

#include "io/text/words.h"
#include "io/write/document_private.h"

/* A trend fills a box of so many units, points stay inside by a margin. */
#define WIDTH 210
#define HEIGHT 56
#define MARGIN 5

struct plot {
	struct output *out;
	const struct document_trend *of;
	double least, most;
};

static void
reach(struct plot *p, double y)
{
	if (!isnan(y)) {
		p->least = fmin(p->least, y);
		p->most = fmax(p->most, y);
	}
}

static double
x_of(const struct plot *p, size_t i)
{
	return p->of->n < 2 ? WIDTH / 2.0 : MARGIN + (double)i * (WIDTH - 2 *
	    MARGIN) / (double)(p->of->n - 1);
}

static double
y_of(const struct plot *p, double y)
{
	double span = p->most > p->least ? p->most - p->least : 1;

	return HEIGHT - MARGIN - (y - p->least) / span * (HEIGHT - 2 *
	    MARGIN);
}

static bool
is_young(const struct document_trend *t, size_t i)
{
	return t->young && t->young[i];
}

/* A tile a period between its limits, all of them one shape. */
static void
put_band(const struct plot *p)
{
	const struct document_trend *t = p->of;
	double half = t->n < 2 ? WIDTH / 2.0 : (WIDTH - 2.0 * MARGIN) /
	    (double)(t->n - 1) / 2;
	bool any = false;

	for (size_t i = 0; t->low && i < t->n; i++) {
		double from = fmax(0, x_of(p, i) - half);
		double to = fmin(WIDTH, x_of(p, i) + half);

		if (isnan(t->low[i]) || isnan(t->high[i]))
			continue;
		output_format(p->out, "%sM%.1f %.1fH%.1fV%.1fH%.1fz", any ?
		    "" : "<path class=\"b\" d=\"", from, y_of(p, t->high[i]),
		    to, y_of(p, t->low[i]), from);
		any = true;
	}
	output_text(p->out, any ? "\"/>" : "");
}

static void
put_line(const struct plot *p)
{
	const struct document_trend *t = p->of;
	bool joined = false, any = false;

	for (size_t i = 0; i < t->n; i++) {
		if (isnan(t->values[i]) || is_young(t, i)) {
			joined = false;
			continue;
		}
		output_format(p->out, "%s%c%.1f %.1f", any ? "" :
		    "<path class=\"l\" d=\"", joined ? 'L' : 'M', x_of(p, i),
		    y_of(p, t->values[i]));
		joined = any = true;
	}
	output_text(p->out, any ? "\"/>" : "");
}

static void
put_points(const struct plot *p)
{
	const struct document_trend *t = p->of;

	for (size_t i = 0; i < t->n; i++) {
		bool marked = t->marked && t->marked[i];
		const char *class = marked ? "o" : is_young(t, i) ? "h" : "p";

		if (isnan(t->values[i]) || (!marked && !is_young(t, i) &&
		    i + 1 < t->n))
			continue;
		output_format(p->out, "<circle class=\"%s\" cx=\"%.1f\" "
		    "cy=\"%.1f\" r=\"%s\"/>", class, x_of(p, i), y_of(p,
		    t->values[i]), marked ? "4" : "2.3");
	}
}

static void
put_trend(struct document *d, const struct document_trend *t)
{
	struct plot p = { d->out, t, INFINITY, -INFINITY };

	for (size_t i = 0; i < t->n; i++) {
		reach(&p, t->values[i]);
		if (t->low) {
			reach(&p, t->low[i]);
			reach(&p, t->high[i]);
		}
	}
	if (!(p.most >= p.least))
		return;
	output_format(d->out, "<div class=\"sp\"><svg viewBox=\"0 0 %d %d\" "
	    "role=\"img\" aria-label=\"", WIDTH, HEIGHT);
	html_text(d->out, t->alt);
	output_text(d->out, "\">");
	put_band(&p);
	put_line(&p);
	put_points(&p);
	output_text(d->out, "</svg></div>");
}

static const char *
class_of(enum document_tone tone)
{
	return tone == TONE_PLAIN ? "" : tone == TONE_WORSE ? " bad" :
	    " good";
}

/* What is not the main thing, in small print inside of an element. */
static void
put_small(struct document *d, const char *class, const char *text)
{
	if (!text || !text[0])
		return;
	output_format(d->out, " <span class=\"%s\">", class);
	html_prose(d->out, text);
	output_text(d->out, "</span>");
}

static void
put_card(struct document *d, const struct document_card *c)
{
	static const char *const marks[] = { "● ", "▼ ", "▲ " };

	output_text(d->out, "<div class=\"card\"><p class=\"lab\"><b>");
	html_prose(d->out, c->label);
	output_text(d->out, "</b>");
	put_small(d, "of", c->of);
	output_text(d->out, "</p><div class=\"row\"><p class=\"num\">");
	html_text(d->out, c->figure);
	put_small(d, "ci", c->interval);
	output_text(d->out, "</p>");
	if (c->trend.n && !d->head.mail)
		put_trend(d, &c->trend);
	output_text(d->out, "</div>");
	if (c->change) {
		output_format(d->out, "<p class=\"chg%s\">%s",
		    class_of(c->tone), marks[c->tone]);
		html_prose(d->out, c->change);
		output_text(d->out, "</p>");
	}
	for (size_t i = 0; i < c->nnotes; i++)
		html_element(d, "p class=\"tg\"", c->notes[i]);
	output_text(d->out, "</div>\n");
}

void
html_cards(struct document *d, const struct document_card *cards, size_t n)
{
	output_text(d->out, "<div class=\"cards\">\n");
	for (size_t i = 0; i < n; i++)
		put_card(d, &cards[i]);
	output_text(d->out, "</div>\n");
}

static void
put_finding(struct document *d, const struct document_finding *f)
{
	output_format(d->out, "<li><p class=\"eff%s\">", class_of(f->tone));
	html_text(d->out, f->figure);
	put_small(d, "ci", f->interval);
	output_text(d->out, "</p><p><b>");
	html_prose(d->out, f->lead);
	output_text(d->out, "</b>");
	output_text(d->out, _(": "));
	html_prose(d->out, f->text);
	if (f->section && f->section <= d->head.nsections) {
		output_format(d->out, " <a href=\"#s%zu\">", f->section);
		html_text(d->out, d->head.sections[f->section - 1]);
		output_text(d->out, "</a>");
	}
	output_text(d->out, "</p></li>\n");
}

void
html_findings(struct document *d, const struct document_finding *findings,
    size_t n)
{
	output_text(d->out, "<ol class=\"find\">\n");
	for (size_t i = 0; i < n; i++)
		put_finding(d, &findings[i]);
	output_text(d->out, "</ol>\n");
}
