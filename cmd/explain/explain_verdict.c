/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of an attempt, as sentences. */
#include <string.h>

#include "analytics/fold/conversion.h"
#include "analytics/match/stay.h"
#include "cmd/explain/explain_text.h"
#include "io/text/words.h"

/* Why none counts, by enum match_verdict. */
static const char *const refusals[] = {
	[MATCH_NO_ENTRY] = N_("It never entered the funnel: no event of "
	    "{stage} counts."),
	[MATCH_DROPPED] = N_("It is dropped altogether, by "
	    "--exclude-entity."),
	[MATCH_BEFORE_FROM] = N_("It does not count: its entry, on {time}, "
	    "lies before --from."),
	[MATCH_AFTER_TO] = N_("It does not count: its entry, on {time}, lies "
	    "after --to."),
	[MATCH_NOT_HAVING] = N_("It does not count: its entry, on {time}, "
	    "does not pass --having."),
};

/* An open one: where it stands, since when, and until when it may. */
static void
add_open(const struct writer *t, const struct attempt *a,
    const struct stay *stay, struct blanks *b, struct buffer *out)
{
	char as_of[40], since[40], deadline[40], span[64];

	time_text(t, t->scope->as_of, as_of);
	time_text(t, stay->since, since);
	span_text(t, stay->latest, span);
	b->time = as_of;
	b->span = span;
	b->value = since;
	fill_text(t, out, stay->there ?
	    N_("It got to {stage} and is still open: as of {time} it has been "
	    "there for {span}.") : N_("It got to {stage}, moved away from it "
	    "again on {value}, and is still open as of {time}."), b);
	if (a->deadline == INT64_MAX)
		return;
	time_text(t, a->deadline, deadline);
	b->time = deadline;
	buffer_add(out, " ", 1);
	fill_text(t, out, N_("Its window ends on {time}."), b);
}

static const char *
end_template(const struct attempt *a)
{
	switch (a->fate) {
	case FATE_COMPLETED:
		return N_("It is completed: it reached {stage}, the last "
		    "stage, {span} after its entry.");
	case FATE_SKIPPED:
		return N_("It got to {stage} and went on without the next "
		    "stage in order: it is skipped, no longer open, since "
		    "{time}.");
	case FATE_EXPIRED:
		return N_("It got to {stage}; there its window ended, on "
		    "{time}.");
	case FATE_LOST:
	case FATE_OPEN:
		break;
	}
	if (a->outcome_only)
		return N_("It was never seen but at its outcome, on {time}: "
		    "it passed {stage} too, and is lost there.");
	return a->excluded ?
	    N_("It got to {stage}, where --exclude ended it on {time}.") :
	    N_("It got to {stage} and was lost on {time}, after {span} "
	    "there.");
}

static void
add_ended(const struct writer *t, const struct attempt *a,
    const struct stay *stay, struct blanks *b, struct buffer *out)
{
	char time[40], span[64];
	bool completed = a->fate == FATE_COMPLETED;

	time_text(t, a->fate_time, time);
	span_text(t, completed ? rules_elapsed(&t->rules, a->entry,
	    a->fate_time) : stay->latest, span);
	b->time = time;
	b->span = span;
	fill_text(t, out, end_template(a), b);
}

/* What became of one that counts. */
static void
add_fate(const struct writer *t, const struct entity *entity,
    const struct attempt *a, struct buffer *out)
{
	struct blanks b = { .stage = step_name(t, a->reached - 1) };
	struct stay stay;

	if (t->rules.order == MATCH_TOUCH) {
		fill_text(t, out, N_("It was seen at the stages below, each "
		    "for itself."), &b);
		return;
	}
	attempt_stay(t->matcher, &entity->timeline, a, &stay);
	if (a->fate == FATE_OPEN)
		add_open(t, a, &stay, &b, out);
	else
		add_ended(t, a, &stay, &b, out);
}

void
verdict_sentence(const struct writer *t, const struct entity *entity, size_t i,
    struct buffer *out)
{
	const struct explanation *x = &entity->explanation;
	enum match_verdict verdict = x->n > 0 ? x->verdicts[i] : x->verdict;
	char time[40] = "";
	struct blanks b = { .stage = step_name(t, 0), .time = time };

	if (x->n > 0)
		time_text(t, x->attempts[i].entry, time);
	if (entity->timeline.n == 0)
		fill_text(t, out, N_("None of its rows counts."), &b);
	else if (verdict != MATCH_COUNTS)
		fill_text(t, out, refusals[verdict], &b);
	else
		add_fate(t, entity, &x->attempts[i], out);
}

/* "; in channel web, region east" */
static void
add_group(const struct writer *t, const struct entity *entity,
    const struct attempt *a, struct buffer *out)
{
	const struct scope *s = t->scope;
	struct buffer groups = { 0 };

	for (size_t c = 0; c < s->nby; c++) {
		size_t len;
		const char *text = scope_group(s, attribute_group(
		    &s->attribute, &entity->timeline, a), c, &len);

		buffer_format(&groups, "%s%s ", c ? ", " : "", s->by[c]);
		buffer_add(&groups, len ? text : "(none)", len ? len : 6);
	}
	if (s->nby)
		fill_text(t, out, N_("; in the group {value}"),
		    &(struct blanks){ .value = groups.bytes });
	buffer_free(&groups);
}

static void
add_cohort(const struct writer *t, const struct attempt *a,
    struct buffer *out)
{
	const struct scope *s = t->scope;
	char text[EVERY_TEXT];

	if (!s->settings->every)
		return;
	scope_cohort_text(s, a->entry, text);
	fill_text(t, out, N_("; in the cohort of {time}"),
	    &(struct blanks){ .time = text });
}

static void
add_optional(const struct writer *t, const struct attempt *a,
    struct buffer *out)
{
	for (uint32_t left = a->optional; left; left &= left - 1)
		fill_text(t, out, N_("; as entered in {stage}, which is "
		    "optional"), &(struct blanks){ .stage = t->scope->funnel.
		    stages[__builtin_ctz(left)].name });
}

/* What became of it at its furthest stage. */
static const char *
fate_template(const struct attempt *a)
{
	switch (a->fate) {
	case FATE_LOST:
		return N_("; as lost at {stage}");
	case FATE_SKIPPED:
		return N_("; as skipped at {stage}");
	case FATE_EXPIRED:
		return N_("; as expired at {stage}");
	case FATE_OPEN:
		return N_("; as open at {stage}");
	case FATE_COMPLETED:
		break;
	}
	return "";
}

/* In which stages, groups and cohorts one counts. */
static void
add_counts(const struct writer *t, const struct entity *entity,
    const struct attempt *a, struct buffer *out)
{
	struct buffer entered = { 0 }, advanced = { 0 };
	bool touch = t->rules.order == MATCH_TOUCH;
	struct blanks b = { .stage = step_name(t, a->reached - 1) };

	step_names(t, 0, a->reached, touch ? a->touched : ALL_STEPS,
	    &entered);
	step_names(t, 0, a->reached - 1, ALL_STEPS, &advanced);
	b.value = entered.bytes;
	b.other = advanced.bytes;
	fill_text(t, out, N_("funnel convert counts it as entered in "
	    "{value}"), &b);
	if (!touch && a->reached > 1)
		fill_text(t, out, N_("; as advanced from {other}"), &b);
	if (!touch)
		fill_text(t, out, fate_template(a), &b);
	add_optional(t, a, out);
	add_group(t, entity, a, out);
	add_cohort(t, a, out);
	fill_text(t, out, N_("."), &b);
	buffer_free(&entered);
	buffer_free(&advanced);
}

void
count_sentence(const struct writer *t, const struct entity *entity, size_t i,
    struct buffer *out)
{
	const struct explanation *x = &entity->explanation;

	if (entity->timeline.n == 0 || x->n == 0 ||
	    x->verdicts[i] != MATCH_COUNTS)
		fill_text(t, out, N_("funnel convert does not count it."),
		    &(struct blanks){ 0 });
	else
		add_counts(t, entity, &x->attempts[i], out);
}
