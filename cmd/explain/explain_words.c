/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a row counts, as a clause. */
#include <string.h>

#include "cmd/explain/explain_text.h"
#include "io/text/words.h"

/* An event that fills steps: in each order that is something else. */
static const char *
step_template(const struct writer *t, const struct attempt *a,
    const struct reason *r)
{
	switch (t->rules.order) {
	case MATCH_TOUCH:
		return N_("is seen at {stage} for the first time");
	case MATCH_ANY:
		return r->last == 0 ?
		    N_("enters the funnel at {stage}: the clock starts") :
		    N_("is another of the funnel's stages: {n} of them are "
		    "seen now");
	case MATCH_ORDERED:
	case MATCH_STRICT:
	case MATCH_REACH:
		break;
	}
	if (r->last == 0)
		return a->entry == a->time[0] ?
		    N_("enters the funnel at {stage}: the clock starts") :
		    N_("begins the chain that counts, at {stage}; the clock "
		    "runs since {time}");
	if (r->first == 0)
		return N_("enters the funnel at {stage}, so that it passed "
		    "{other} before: the clock starts");
	if (r->first < r->last)
		return N_("reaches {stage}, so that it passed {other} too");
	return a->time[r->last] == r->time ?
	    N_("reaches {stage} at the very time of {other}: equal times "
	    "count as in order") :
	    N_("reaches {stage}, {span} after {other}");
}

static void
add_step(const struct writer *t, const struct attempt *a,
    const struct reason *r, struct buffer *out)
{
	struct buffer others = { 0 };
	char span[64] = "", time[40];
	const char *template = step_template(t, a, r);

	time_text(t, a->entry, time);
	if (strstr(template, "{span}"))
		span_text(t, rules_elapsed(&t->rules, r->time,
		    a->time[r->last]), span);
	if (r->first < r->last)
		step_names(t, r->first, r->last, ALL_STEPS, &others);
	else if (r->first > 0)
		step_names(t, r->first - 1u, r->first, ALL_STEPS, &others);
	fill_text(t, out, template, &(struct blanks){
	    .stage = step_name(t, r->last), .other = others.bytes,
	    .span = span, .time = time, .n = r->last + 1u });
	buffer_free(&others);
}

static const char *
again_template(const struct writer *t, const struct event *e,
    const struct reason *r)
{
	bool steps = t->rules.order == MATCH_ORDERED ||
	    t->rules.order == MATCH_STRICT;

	if (steps && r->first == 0 && t->rules.attempts)
		return N_("is {stage} again, inside a running attempt: "
		    "passed over");
	if (steps && r->first == 0)
		return N_("is {stage} again: only the first entry counts, and "
		    "its clock runs on");
	if (r->time == e->time)
		return N_("is of a stage that was seen already: passed over");
	return N_("is {stage} again, which was reached on {time}: passed "
	    "over");
}

/* What a lost attempt does with an event of the funnel that comes later. */
static const char *
lost_template(const struct writer *t, const struct event *e)
{
	if (t->rules.outcome[e->class])
		return N_("would end it as lost, but it was lost on {time} "
		    "already");
	if (t->rules.attempts)
		return N_("comes after it was lost on {time}, and begins no "
		    "attempt: passed over");
	return N_("comes after it was lost on {time}: by --reopen new that is "
	    "another attempt, which does not count");
}

static const char *
entry_template(const struct writer *t)
{
	return t->rules.order == MATCH_ANY ?
	    N_("starts the clock, and counts once {stage} is seen") :
	    N_("enters the funnel: the clock starts; the chain that counts "
	    "begins later");
}

/* By enum why; those that depend on more are chosen by template_of. */
static const char *const templates[] = {
	[WHY_OPTIONAL] = N_("is seen at {stage} on the way, which is "
	    "optional"),
	[WHY_OPTIONAL_NOT] = N_("is {stage}, which is optional and counts "
	    "once, between the stages around it: passed over"),
	[WHY_AHEAD] = N_("comes too early: {stage} has to be reached first; "
	    "passed over"),
	[WHY_TIE] = N_("has the very time of {stage}: by --ties against that "
	    "is no order"),
	[WHY_TOO_SOON] = N_("comes sooner after {stage} than --min-gap "
	    "allows"),
	[WHY_TOO_LATE] = N_("comes later after {stage} than --step-within "
	    "allows"),
	[WHY_APART] = N_("is out of turn"),
	[WHY_OTHER_CHAIN] = N_("is not on the way that counts: another event "
	    "of this stage leads further, or is still in time"),
	[WHY_OTHER_ENTRY] = N_("could be an entry too; by --entry {value} "
	    "that of {time} counts"),
	[WHY_OTHER_ATTEMPT] = N_("belongs to an earlier attempt; by --entry "
	    "{value} that of {time} counts"),
	[WHY_AFTER_WINDOW] = N_("comes after the window, which ended on "
	    "{time}: passed over"),
	[WHY_COMPLETED] = N_("comes after the last stage, which was reached "
	    "on {time}: passed over"),
	[WHY_ENDED] = N_("comes after --exclude ended the attempt, on {time}: "
	    "passed over"),
	[WHY_LOST] = N_("ends it as lost: no event of the funnel "
	    "follows in time"),
	[WHY_ONLY_LOST] = N_("is all that was seen of it: by --order reach it "
	    "passed {stage} too, and is lost at once"),
	[WHY_REOPENED] = N_("ends it as lost; but the event of {time} opens "
	    "it again"),
	[WHY_EXCLUDES] = N_("ends it as lost, by --exclude"),
	[WHY_EXCLUDES_NOT] = N_("is a value of --exclude, but not between the "
	    "stages that it watches: passed over"),
	[WHY_DROPS] = N_("drops the entity altogether: --exclude-entity"),
	[WHY_DROPPED] = N_("does not count: --exclude-entity drops the "
	    "entity"),
};

static const char *
template_of(const struct writer *t, const struct event *e,
    const struct reason *r)
{
	bool known = r->time != INT64_MAX;

	switch (r->why) {
	case WHY_ENTRY:
		return entry_template(t);
	case WHY_AGAIN:
		return again_template(t, e, r);
	case WHY_LOST_BEFORE:
		return lost_template(t, e);
	case WHY_WAITS:
		return known ? N_("counts from {time} on, when {stage} is "
		    "seen") : N_("would count if {stage} were seen");
	case WHY_BEFORE_ENTRY:
		return known ? N_("comes before the entry, on {time}: passed "
		    "over") : N_("counts for nothing: there is no entry "
		    "before it, by an event of {stage}");
	default:
		return templates[r->why];
	}
}

/* In strict order whatever does not follow does harm. */
static bool
is_set_back(const struct writer *t, enum why why)
{
	return t->rules.order == MATCH_STRICT && (why == WHY_APART ||
	    why == WHY_TIE || why == WHY_TOO_SOON || why == WHY_TOO_LATE);
}

static void
add_reason(const struct writer *t, const struct entity *entity,
    const struct entity_row *row, struct buffer *out)
{
	static const char *const entries[] = { "first", "best", "latest" };
	const struct reason *r = &entity->explanation.reasons[row->event];
	const struct event *e = &entity->timeline.events[row->event];
	bool optional = r->why == WHY_OPTIONAL || r->why == WHY_OPTIONAL_NOT;
	struct blanks b = { .value = entries[t->rules.entry],
	    .stage = optional ? t->scope->funnel.stages[r->first].name :
	    step_name(t, r->first) };
	char time[40] = "";

	if (r->time != INT64_MAX && r->time != INT64_MIN)
		time_text(t, r->time, time);
	b.time = time;
	if (r->why == WHY_STEP)
		add_step(t, &entity->explanation.attempts[r->attempt], r, out);
	else
		fill_text(t, out, template_of(t, e, r), &b);
	if (is_set_back(t, r->why))
		fill_text(t, out, N_("; in strict order that takes the "
		    "chain back to its start"), &b);
	if (r->skips)
		fill_text(t, out, N_("; so it went on without the next "
		    "stage in order, and counts as skipped"), &b);
	if (r->reopens)
		fill_text(t, out, N_("; it opens the lost deal again"), &b);
	if (e->undated)
		fill_text(t, out, N_("; nobody knows when (undated): by this "
		    "time, and no duration counts it"), &b);
}

static void
add_repeat(const struct writer *t, const struct entity_row *row,
    struct buffer *out)
{
	struct buffer place = { 0 };

	place_text(t, row->of, &place);
	fill_text(t, out, N_("repeats {other}, with the same stage and time: "
	    "counted once"), &(struct blanks){ .other = place.bytes });
	buffer_free(&place);
}

void
clause_of_row(const struct writer *t, const struct entity *entity,
    const struct entity_row *row, struct buffer *out)
{
	static const char *const clauses[] = {
		[ROLE_AFTER_AS_OF] = N_("lies after {time}, up to which the "
		    "data speak: passed over"),
		[ROLE_NOT_WHERE] = N_("is left out by --where"),
		[ROLE_OTHER_STAGE] = N_("is in no stage and no outcome of the "
		    "funnel: passed over"),
		[ROLE_REJECTED] = N_("cannot be used: {value}"),
	};
	char time[40];

	if (row->role == ROLE_EVENT) {
		add_reason(t, entity, row, out);
	} else if (row->role == ROLE_REPEAT) {
		add_repeat(t, row, out);
	} else {
		time_text(t, t->scope->as_of, time);
		fill_text(t, out, clauses[row->role], &(struct blanks){
		    .time = time,
		    .value = reject_reason(row->row->reject) });
	}
}
