/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a saved fold. */
#include "cmd/run/currency.h"
#include "cmd/run/folding.h"
#include "cmd/run/partial.h"

#include <inttypes.h>
#include <string.h>

#include "io/base/checksum.h"

static int
missing(const char *option, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--partial wants --%s: every "
	    "part would find out for itself, and parts might differ", option);
}

int
partial_check(const struct run *run, struct fault *fault)
{
	const struct settings *s = run->settings;
	const struct {
		const char *given, *option;
		bool without;	/* it is not needed */
	} wanted[] = {
		{ s->entity, "entity", false },
		{ s->stage, "stage", statistic_stageless(
		    run->command->statistic, s) },
		{ s->time, "time", s->no_time },
		{ s->as_of, "as-of", s->no_time },
		{ s->time_formats.n ? s->time_formats.items[0] : NULL,
		    "time-format", s->no_time },
		{ s->encoding, "encoding", false },
	};

	if (!s->partial)
		return 0;
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		if (!wanted[i].given && !wanted[i].without &&
		    option_by_name(run->command->groups, wanted[i].option))
			return missing(wanted[i].option, fault);
	if (s->format || s->with_definition || s->no_output_header ||
	    s->excel_safe)
		return fault_set(fault, FAULT_USAGE, "--partial writes a saved "
		    "fold; how a result is written is for funnel merge to say");
	return 0;
}

/* A line of a word and a text. */
static void
add_text(struct buffer *b, const char *word, const char *text)
{
	buffer_format(b, "%s ", word);
	buffer_escape(b, text, strlen(text));
	buffer_add(b, "\n", 1);
}

static void
add_option(struct buffer *b, const char *name, const char *value)
{
	buffer_format(b, "with ");
	add_text(b, name, value);
}

/* What the result means, option by option. */
static void
add_definition(struct buffer *b, const struct scope *s)
{
	struct arena *arena = &s->run->arena;
	struct option_walk w = { .groups = s->command->groups };
	bool stages = s->funnel.nstages > 0;

	if (stages && !s->funnel.seed)
		add_option(b, "stages",
		    funnel_stages_value(&s->funnel, arena));
	/* Else the built-in ones, which every funnel knows. */
	if (stages && s->funnel.lost_given &&
	    option_by_name(s->command->groups, "lost"))
		add_option(b, "lost", funnel_lost_value(&s->funnel, arena));
	/* A column of the same name may come from another file. */
	for (size_t i = 0; i < s->settings->join.n; i++)
		add_option(b, "join", s->settings->join.items[i]);
	if (s->settings->session)
		add_option(b, "session", s->settings->session);
	if (s->settings->no_time)
		add_option(b, "no-time", "yes");
	while (option_next(&w)) {
		const struct option_spec *o = w.spec;
		const char *value;

		if (!w.groups[w.group]->defines ||
		    strcmp(o->name, "stages") == 0 ||
		    strcmp(o->name, "lost") == 0)
			continue;
		for (size_t i = 0; (value = option_value(o, s->settings, i,
		    arena)); i++)
			add_option(b, o->name, value);
	}
}

static void
add_facts(struct buffer *b, const struct scope *s, bool midnights)
{
	const struct log_facts *f = &s->facts;

	buffer_format(b, "unit %s\n", !f->any_time ? "unknown" :
	    midnights ? "midnights" : s->dates ? "dates" : "times");
	if (f->any_time)
		buffer_format(b, "span %" PRId64 " %" PRId64 "\n",
		    f->first, f->last);
	buffer_format(b, "facts %" PRIu64 " %" PRIu64 " %" PRIu64
	    " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
	    " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu32
	    " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64,
	    f->read, f->not_where, f->other_stages, f->after_as_of,
	    f->repeats, f->used, f->entities, f->empty_values,
	    f->incomparable, f->added, f->footers, f->blank, f->currency,
	    f->untold, f->cut, f->long_events, f->long_entities);
	for (int i = 0; i < REJECTS; i++)
		buffer_format(b, " %" PRIu64, f->rejected[i]);
	buffer_add(b, "\n", 1);
	if (!s->funnel.seed)
		return;
	buffer_format(b, "seed");
	for (int i = 0; i < SEED_VALUES; i++)
		buffer_format(b, " %" PRIu64, s->seed_rows[i]);
	buffer_add(b, "\n", 1);
}

/* What the fold is made of: parts, and a sample of their entities. */
static void
add_origin(struct buffer *b, const struct partial_origin *o)
{
	buffer_format(b, "parts %" PRIu64 "\n", o->parts);
	for (size_t i = 0; i < o->nrows; i++)
		if (o->rows[i].rows)
			buffer_format(b, "part %016" PRIx64 " %" PRIu64
			    "\n", o->rows[i].fingerprint, o->rows[i].rows);
	for (size_t i = 0; i < o->ids.n; i++) {
		buffer_format(b, "id %016" PRIx64, o->ids.ids[i].hash);
		add_text(b, "", o->ids.ids[i].text);
	}
}

static void
add_head(struct buffer *b, const struct scope *s,
    const struct partial_origin *origin)
{
	buffer_format(b, "funnel-partial %d %s\n", PARTIAL_VERSION,
	    s->command->name);
	add_definition(b, s);
	for (size_t i = 0; i < s->nby; i++)
		add_text(b, "by", s->by[i]);
	for (size_t i = 0; i < s->currencies.n; i++)
		add_text(b, "currency", s->currencies.names[i]);
	add_facts(b, s, origin->midnights);
	add_origin(b, origin);
}

int
partial_add(struct buffer *b, const struct scope *s, const void *fold,
    const struct partial_origin *origin, struct fault *fault)
{
	size_t from = b->len;

	add_head(b, s, origin);
	enum status status = fold_save(fold, &s->names, b);
	if (status != STATUS_OK)
		return statistic_fault(status, fault);
	buffer_format(b, "checksum %016" PRIx64 "\n",
	    checksum(b->bytes + from, b->len - from));
	return 0;
}

int
partial_commit(const struct buffer *b, const struct settings *s,
    struct fault *fault)
{
	struct output *out = output_open(s->output, fault);

	if (!out)
		return -1;
	output_bytes(out, b->bytes, b->len);
	return output_commit(out, fault);
}

void
facts_add(struct log_facts *to, const struct log_facts *f)
{
	to->read += f->read;
	to->not_where += f->not_where;
	to->incomparable += f->incomparable;
	to->untold += f->untold;
	to->cut += f->cut;
	to->long_events += f->long_events;
	to->long_entities += f->long_entities;
	to->other_stages += f->other_stages;
	to->after_as_of += f->after_as_of;
	to->repeats += f->repeats;
	to->used += f->used;
	to->added += f->added;
	to->entities += f->entities;
	to->empty_values += f->empty_values;
	to->footers += f->footers;
	to->blank += f->blank;
	to->currency = to->currency ? to->currency : f->currency;
	for (int i = 0; i < REJECTS; i++)
		to->rejected[i] += f->rejected[i];
	if (!f->any_time)
		return;
	if (!to->any_time || f->first < to->first)
		to->first = f->first;
	if (!to->any_time || f->last > to->last)
		to->last = f->last;
	to->any_time = true;
}

static const char *
tuple_text(void *scope, uint32_t group, size_t *len)
{
	return lookup_text(((struct scope *)scope)->tuples, group, len);
}

static uint32_t
tuple_number(void *scope, const char *text, size_t len)
{
	uint32_t number = lookup_add(((struct scope *)scope)->tuples, text,
	    len);

	return number == LOOKUP_NONE ? GROUP_NONE : number;
}

static uint32_t
currency_number(void *scope, const char *text, size_t len)
{
	const struct currencies *c = &((struct scope *)scope)->currencies;

	for (uint32_t i = 0; i < c->n; i++)
		if (strlen(c->names[i]) == len &&
		    memcmp(c->names[i], text, len) == 0)
			return i;
	return GROUP_NONE;
}

void
partial_names(struct scope *scope, struct lookup *tuples)
{
	scope->tuples = tuples;
	scope->names = (struct group_names){ .context = scope,
		.columns = scope->nby,
		.text = tuple_text, .number = tuple_number,
		.unit_number = currency_number,
		.unit_text = currency_text };
}
