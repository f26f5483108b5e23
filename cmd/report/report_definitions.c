/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the numbers mean: the rules in force, in words. */
#include <stdio.h>
#include <string.h>

#include "cmd/report/report.h"
#include "io/text/words.h"

struct terms {
	struct sentences names, texts;
};

static void
add(struct terms *t, const char *name, const char *text)
{
	say(&t->names, "%s", name);
	say(&t->texts, "%s", text);
}

static const char *const orders[] = {
	N_("stages in order, one after another; anything may lie between"),
	N_("stages in order, with no event of another stage between"),
	N_("stages in any order, the first one among them"),
	N_("whoever is seen at a stage has passed all stages before it"),
	N_("each stage for itself: whoever is seen at it"),
};

static const char *const entries[] = {
	N_("the first event of the first stage; later ones do not restart "
	    "the clock"),
	N_("the attempt that gets furthest; of equals the earliest"),
	N_("the attempt that gets furthest; of equals the latest"),
};

/* Whether a stage gathers other values than its own name. */
static bool
renamed(const struct funnel *f)
{
	for (size_t k = 0; k < f->nstages; k++)
		for (size_t i = 0; i < f->stages[k].nvalues; i++)
			if (f->stages[k].values[i].conditions.n ||
			    strcmp(f->stages[k].name,
			    f->stages[k].values[i].value) != 0)
				return true;
	return false;
}

static void
add_funnel(const struct report *report, struct terms *t)
{
	const struct scope *s = &report->input.scope;
	const char *stages = funnel_stages_value(&s->funnel, report->arena);
	const char *lost = funnel_lost_value(&s->funnel, report->arena);

	add(t, _("stages"), funnel_text(&s->funnel, report->arena));

	if (renamed(&s->funnel))
		add(t, _("values of the stages"), stages);
	add(t, _("goal"), s->funnel.stages[report->goal].name);
	if (lost[0])
		add(t, _("lost"), lost);
}

static void
add_policy(const struct report *report, struct terms *t)
{
	const struct settings *s = report->input.scope.settings;

	add(t, _("order"), _(orders[s->order ? s->order - 1 : 0]));
	add(t, _("entry"), _(entries[s->entry ? s->entry - 1 : 0]));
	if (s->within.given) {
		say(&t->names, "%s", _("window"));
		say(&t->texts, _("%s from the entry; what has not happened by "
		    "then counts as run out of time"), report_span(report,
		    s->within.span));
	}
	add(t, _("equal times"), s->ties == 2 ?
	    _("do not count as in order") : _("count as in order"));
}

/* Other options of the funnel that were given, as they are written. */
static void
add_given(const struct report *report, struct terms *t)
{
	static const char *const in_words[] = { "stages", "lost", "order",
	    "entry", "within", "ties", "as-of", "value", "total", "level",
	    "by", "every", "week-start", "tz", NULL };
	const struct option_spec *spec = funnel_group.specs;

	for (; spec->name; spec++) {
		const char *value;
		size_t k = 0;

		while (in_words[k] && strcmp(in_words[k], spec->name) != 0)
			k++;
		for (size_t i = 0; !in_words[k] && (value = option_value(spec,
		    report->settings, i, report->arena)); i++) {
			say(&t->names, "--%s", spec->name);
			say(&t->texts, "%s", value);
		}
	}
}

static void
add_times(const struct report *report, struct terms *t)
{
	const struct scope *s = &report->input.scope;
	char as_of[40], first[40], last[40];

	scope_time_text(s, s->as_of, as_of);
	scope_time_text(s, s->facts.first, first);
	scope_time_text(s, s->facts.last, last);
	say(&t->names, "%s", _("as of"));
	say(&t->texts, s->as_of_given ? _("%s, as it was asked for") :
	    _("%s, the newest time in the data; the clock is never asked"),
	    as_of);
	say(&t->names, "%s", _("span of the data"));
	say(&t->texts, _("%s to %s, days in %s"), first, last, s->zone.name);
}

static void
add_methods(const struct report *report, struct terms *t)
{
	say(&t->names, "%s", _("intervals"));
	say(&t->texts, _("%g%%: Wilson for shares, log-log for what happens "
	    "eventually"), 100 * scope_level(&report->input.scope));
	if (!report->input.stageless)
		add(t, _("eventually"), _("one Aalen–Johansen estimate of "
		    "all stages on the clock of the entry: who is lost or "
		    "skipped is off and may come back, whoever is still open "
		    "is censored at as-of"));
	say(&t->names, "%s", _("made by"));
	say(&t->texts, "funnel %s", FUNNEL_VERSION);
}

static void
write(const struct report *report, struct document *document)
{
	struct terms t = { { .arena = report->arena },
	    { .arena = report->arena } };

	if (report->input.stageless) {
		add(&t, _("purchase"), _("all rows of a customer and day; a "
		    "day that comes to less than nothing is a return"));
	} else {
		add_funnel(report, &t);
		add_policy(report, &t);
	}
	add_given(report, &t);
	add_times(report, &t);
	add_methods(report, &t);
	document_terms(document, t.names.items, t.texts.items, t.names.n);
}

const struct part part_definitions = {
	.name = "definitions", .heading = N_("Definitions"), .write = write,
};
