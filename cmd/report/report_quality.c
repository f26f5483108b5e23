/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of the rows, and what to distrust in them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/report/report.h"
#include "cmd/run/balance.h"
#include "io/text/text.h"
#include "io/text/words.h"

static uint64_t
rejected(const struct log_facts *f)
{
	uint64_t n = 0;

	for (int i = 0; i < REJECTS; i++)
		n += f->rejected[i];
	return n;
}

/* In what rows that count once are alike.  A key tells only rows apart
   whose amounts are added, which one of the whole entity is not; of
   purchases each row is one, but those of one key. */
static const char *
compared(const struct report *report)
{
	const struct settings *s = &report->settings->shared;

	if (report->input.stageless)
		return _("same entity, time, key and amount");
	if (!s->value || s->attribute_value)
		return _("same entity, stage and time");
	return s->key ? _("same entity, stage, time, key and amount") :
	    _("same entity, stage, time and amount");
}

/* In what rows differ whose amounts are added. */
static const char *
added(const struct report *report, uint64_t n)
{
	if (report->settings->shared.key)
		return words_n("%s row has entity, stage and time of another "
		    "row but another amount or key: its amount is added.",
		    "%s rows have entity, stage and time of another row but "
		    "another amount or key: their amounts are added.", n);
	return words_n("%s row has entity, stage and time of another row but "
	    "another amount: its amount is added.", "%s rows have entity, "
	    "stage and time of another row but another amount: their amounts "
	    "are added.", n);
}

/* Of the rows that could not be used, why most could not. */
static const char *
main_reason(const struct log_facts *f)
{
	int most = 0;

	for (int i = 1; i < REJECTS; i++)
		if (f->rejected[i] > f->rejected[most])
			most = i;
	return _(reject_reason((enum reject)most));
}

static void
say_repeats(const struct report *report, struct sentences *out)
{
	const struct log_facts *f = &report->input.scope.facts;

	if (f->repeats * 100 > f->read)
		say(out, words_n("%s row repeats another (%s) and counts "
		    "once.", "%s rows repeat others (%s) and count once.",
		    f->repeats), report_count(report, f->repeats),
		    compared(report));
	if (f->added)
		say(out, added(report, f->added), report_count(report,
		    f->added));
}

static void
caveats(const struct report *report, struct sentences *out)
{
	const struct scope *scope = &report->input.scope;
	const struct log_facts *f = &scope->facts;
	char as_of[40], forms[128];

	if (report->run->guess)
		say(out, _("The encoding %s is a guess: names may be "
		    "garbled."), report->run->guess);
	scope_time_forms(scope, words, forms, sizeof forms);
	if (forms[0])
		say(out, _("Times are taken to be written as %s."), forms);
	if (rejected(f))
		say(out, _("%1$s of %2$s rows could not be used (%3$s), most "
		    "for: %4$s."),
		    report_count(report, rejected(f)), report_count(report,
		    f->read), report_share(report, (double)rejected(f) /
		    (double)f->read, NAN, NAN), main_reason(f));
	say_repeats(report, out);
	if (scope->as_of_given)
		return;
	scope_time_text(scope, scope->as_of, as_of);
	if (f->last_month * 1000 < f->used + f->repeats)
		say(out, _("The newest time, %s, lies over 30 days after "
		    "99.9%% of all times: a typing error there would make "
		    "everything look old."), as_of);
	else if (balance_alone(f))
		say(out, _("The newest time, %s, lies over 30 days after all "
		    "others: a typing error there would make everything look "
		    "old."), as_of);
}

enum { ROWS, COUNT, SHARE };

static const struct column described[] = {
	[ROWS] = { "rows", N_("rows"), LOOK_TEXT },
	[COUNT] = { "count", N_("count"), LOOK_COUNT },
	[SHARE] = { "share", N_("share"), LOOK_PERCENT },
};
static const struct columns columns = COLUMNS_OF(described);

static void
add(struct table *table, const char *what, uint64_t n, uint64_t all)
{
	table_add_row(table);
	table_word(table, ROWS, what);
	table_count(table, COUNT, n);
	if (all)
		table_number(table, SHARE, (double)n / (double)all);
}

/* read = used + repeats + rejected + filtered + footers + blank, exactly. */
static void
fill(struct table *table, const struct log_facts *f)
{
	const struct {
		const char *what;
		uint64_t n;
	} others[] = {
		{ N_("not asked for (--where)"), f->not_where },
		{ N_("in no stage and no outcome"), f->other_stages },
		{ N_("after as-of"), f->after_as_of },
		{ N_("footers below the table"), f->footers },
		{ N_("blank rows"), f->blank },
	};

	add(table, _("read"), f->read, 0);
	add(table, _("used"), f->used, f->read);
	add(table, _("repeats"), f->repeats, f->read);
	for (int i = 0; i < REJECTS; i++)
		if (f->rejected[i])
			add(table, _(reject_reason((enum reject)i)),
			    f->rejected[i], f->read);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (others[i].n)
			add(table, _(others[i].what), others[i].n, f->read);
}

static void
write_others(const struct report *report, struct document *document)
{
	const struct event_log *log = report->input.log;
	struct sentences others = { .arena = report->arena };
	size_t n = event_log_others(log);

	for (size_t i = 0; i < n && i < 10; i++) {
		size_t len;
		uint64_t rows;
		char cut[512];
		const char *value = event_log_other(log, i, &len, &rows);

		text_cut(value, len, 60, cut, sizeof cut);
		say(&others, words_n("“%s”: %s row", "“%s”: %s rows", rows),
		    cut, report_count(report, rows));
	}
	if (event_log_others_cut(log))
		say(&others, _("and over %zu values more"), n - others.n);
	else if (n > others.n)
		say(&others, words_n("and %zu value more", "and %zu values "
		    "more", n - others.n), n - others.n);
	if (n == 0)
		return;
	document_subheading(document, _("Values in no stage and no outcome"));
	document_list(document, others.items, others.n);
}

static void
write(const struct report *report, struct document *document)
{
	struct table *table = table_new(&columns);

	table_has_all(table);
	fill(table, &report->input.scope.facts);
	document_table(document, table);
	table_free(table);
	write_others(report, document);
}

const struct part part_quality = {
	.name = "quality", .heading = N_("Data quality"), .caveats = caveats,
	.write = write,
};
