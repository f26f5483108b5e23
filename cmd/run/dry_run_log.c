/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --dry-run of an event log. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion.h"
#include "cmd/run/balance.h"
#include "cmd/run/dry_run.h"
#include "cmd/run/folding.h"
#include "io/text/words.h"

static const char *
column(const struct input *in, size_t number)
{
	return number == COLUMN_NONE ? NULL :
	    reader_column(in->reader, number);
}

static void
add_columns(struct dry_run *d, const struct input *in)
{
	const struct log_options *o = &in->options;

	dry_run_text(d, N_("entity"), column(in, o->entity));
	for (size_t i = 0; i < o->nalso; i++)
		dry_run_text(d, N_("entity"), column(in, o->also[i]));
	dry_run_text(d, N_("stage"), column(in, o->stage));
	dry_run_text(d, N_("time"), column(in, o->time));
	dry_run_text(d, N_("undated"), column(in, o->undated));
	dry_run_text(d, N_("value"), column(in, o->value));
	for (size_t i = 0; i < o->ngroups; i++)
		dry_run_text(d, N_("group"), column(in, o->groups[i]));
	dry_run_joined(d, in->reader);
}

/* As the whole log has its times. */
static void
write_time(const void *scope, int64_t instant, bool date_only, char *out)
{
	const struct scope *s = scope;

	(void)date_only;
	scope_time_text(s, s->dates ? zone_day(&s->zone, instant) : instant,
	    out);
}

static void
add_samples(struct dry_run *d, const struct input *in)
{
	struct timestamp_reader times = { .zone = &in->scope.zone,
	    .formats = in->options.time_formats,
	    .nformats = in->options.ntime_formats };
	const struct sampled sampled = { in->options.time, &times,
		in->scope.facts.order == ORDER_DM, write_time, &in->scope };

	if (in->options.time != COLUMN_NONE)
		dry_run_samples(d, &in->head, &sampled);
}

static void
add_times(struct dry_run *d, const struct input *in)
{
	const struct scope *s = &in->scope;
	char text[1024], first[40], last[40], span[128];

	scope_time_forms(s, d->people ? words : untranslated, text,
	    sizeof text);
	snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s",
	    *text ? ", " : "", dry_run_words(d, s->facts.dates ?
	    N_("dates") : N_("with times of day")));
	dry_run_text(d, N_("times"), text);
	add_samples(d, in);
	dry_run_text(d, N_("tz"), s->zone.name);
	scope_time_text(s, s->facts.first, first);
	scope_time_text(s, s->facts.last, last);
	snprintf(span, sizeof span, dry_run_words(d, N_("%s to %s")), first,
	    last);
	dry_run_text(d, N_("span"), span);
	scope_time_text(s, s->as_of, last);
	dry_run_text(d, N_("as_of"), last);
}

static void
add_facts(struct dry_run *d, const struct input *in)
{
	const struct scope *s = &in->scope;
	char text[1024];

	if (!s->settings->no_time)
		add_times(d, in);
	balance_text(s, d->people ? words : untranslated, text, sizeof text);
	dry_run_text(d, N_("rows"), text);
	snprintf(text, sizeof text, "%" PRIu64, s->facts.entities);
	dry_run_text(d, N_("entities"), text);
}

static void
add_funnel(struct dry_run *d, const struct input *in)
{
	const struct funnel *f = &in->scope.funnel;

	for (size_t k = 0; k < f->nstages; k++)
		dry_run_rows(d, N_("stage"), f->stages[k].name,
		    strlen(f->stages[k].name), funnel_stage_rows(f, in->log,
		    k));
	for (size_t i = 0; i < f->noutcomes; i++) {
		struct buffer text = { 0 };

		stage_value_text(&f->outcomes[i], false, &text);
		dry_run_rows(d, N_("outcome"), text.bytes, text.len,
		    funnel_asked_rows(f, in->log, &f->outcomes[i]));
		buffer_free(&text);
	}
	for (size_t i = 0; i < event_log_others(in->log); i++) {
		size_t len;
		uint64_t rows;
		const char *value = event_log_other(in->log, i, &len, &rows);

		dry_run_rows(d, N_("other"), value, len, rows);
	}
	if (event_log_others_cut(in->log))
		dry_run_text(d, N_("other"), dry_run_words(d,
		    N_("and more than are kept")));
}

static void
add_window(struct dry_run *d, double days)
{
	char text[128];

	if (!(days > 0))
		return;
	snprintf(text, sizeof text, d->people ? _("%.0fd, when the last "
	    "stage has 95 %% of those it gets") : "%.0fd", ceil(days));
	dry_run_text(d, N_("within"), text);
}

static void
add_groups(struct dry_run *d, const struct input *in)
{
	const struct log_options *o = &in->options;
	size_t columns[32] = { o->entity, o->stage, o->time, o->value,
	    o->key }, n = 5;

	for (size_t i = 0; i < o->ngroups; i++)
		columns[n++] = o->groups[i];
	dry_run_by(d, &in->head, (struct taken){ columns, n },
	    in->scope.facts.read);
}

/* Those that occur: who names another is told that it does not. */
static size_t
find_values(const struct input *in, const struct stage_value *values,
    size_t n, struct stage_value **out)
{
	const struct funnel *f = &in->scope.funnel;
	size_t found = 0;

	*out = arena_alloc(&in->scope.run->arena, (n + 1) * sizeof **out);
	for (size_t i = 0; i < n; i++)
		if (funnel_asked_rows(f, in->log, &values[i]))
			(*out)[found++] = values[i];
	return found;
}

static void
find_funnel(const struct input *in, struct found *out)
{
	struct funnel f = in->scope.funnel;
	struct arena *arena = &in->scope.run->arena;
	struct stage_value *values;

	for (size_t k = 0; k < f.nstages; k++) {
		struct funnel_stage *s = &f.stages[k];
		size_t n = find_values(in, s->values, s->nvalues, &values);

		/* A name alone is its value. */
		s->nvalues = n == 1 && !values[0].conditions.n &&
		    strcmp(values[0].value, s->name) == 0 ? 0 : n;
		s->values = values;
	}
	f.noutcomes = find_values(in, f.outcomes, f.noutcomes, &values);
	f.outcomes = values;
	/* Those of a funnel file stand there. */
	if (f.nstages && !in->scope.settings->nfile_stages)
		out->stages = funnel_stages_value(&f, arena);
	if (f.noutcomes && !f.lost_given)
		out->lost = funnel_lost_value(&f, arena);
}

static void
add_command(struct dry_run *d, const struct input *in)
{
	const struct log_options *o = &in->options;
	const struct funnel *f = &in->scope.funnel;
	struct found found = { column(in, o->entity), column(in, o->stage),
	    column(in, o->time), NULL, NULL, NULL };
	struct fault none;
	size_t goal;

	find_funnel(in, &found);
	if (f->seed && funnel_goal(f, "goal", NULL, &goal, &none) == 0)
		found.goal = f->stages[goal].name;
	dry_run_command(d, in->reader, &found);
}

static int
pass_over(void *context, const struct timeline *timeline,
    struct fault *fault)
{
	(void)context;
	(void)timeline;
	(void)fault;
	return 0;
}

/* Repeats and entities are known when all timelines were seen. */
static int
visit_all(struct input *in, struct fault *fault)
{
	void **contexts = memory_zeroed(in->options.threads, sizeof *contexts);
	int failed = event_log_visit(in->log, in->scope.as_of, pass_over,
	    contexts, fault);

	free(contexts);
	in->scope.facts = *event_log_facts(in->log);
	return failed;
}

/* The same, and when the curve of the last stage is nearly at its end; NaN
   where there is none, or a window already. */
static int
visit_funnel(struct input *in, double *reach_days, struct fault *fault)
{
	struct conversion_definition definition = { 0 };
	struct folding folding = { &conversion_class, &definition, NULL };
	struct conversion_result result;

	scope_rules(&in->scope, &definition.rules);
	if (fold_log(in, &folding, 1, false, fault) != 0)
		return -1;
	conversion_finish(folding.fold, scope_level(&in->scope), false, NULL,
	    &result);
	*reach_days = result.reach_days;
	conversion_result_free(&result);
	fold_free(folding.fold);
	return 0;
}

int
dry_run_write(struct input *in, struct fault *fault)
{
	const struct scope *s = &in->scope;
	double reach_days = NAN;
	struct dry_run dry;

	if (!in->log)
		return fault_set(fault, FAULT_NO_DATA, "nothing to read");
	bool windows = in->options.stage != COLUMN_NONE &&
	    !s->settings->no_time &&
	    option_by_name(s->command->groups, "within");
	if ((windows ? visit_funnel(in, &reach_days, fault) :
	    visit_all(in, fault)) != 0)
		return -1;
	dry_run_begin(&dry, s->run, in->reader);
	add_columns(&dry, in);
	add_facts(&dry, in);
	add_funnel(&dry, in);
	add_window(&dry, reach_days);
	add_groups(&dry, in);
	add_command(&dry, in);
	return dry_run_end(&dry, fault);
}
