/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a log has none of the stages that were asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/run/stages.h"
#include "io/text/text.h"

/* "  value  rows" lines of what the stage column holds. */
static void
advise_values(const struct event_log *log, struct fault *fault)
{
	char line[2048] = "";
	size_t at = 0, n = event_log_others(log);

	for (size_t i = 0; i < n && i < 20; i++) {
		size_t len;
		uint64_t rows;
		const char *text = event_log_other(log, i, &len, &rows);
		int shown = len > 60 ? 60 : (int)len;

		at += (size_t)snprintf(line + at, sizeof line - at,
		    rows == 1 ?
		    message("    %.*s  %llu row\n") :
		    message("    %.*s  %llu rows\n"), shown, text,
		    (unsigned long long)rows);
	}
	if (n > 20)
		snprintf(line + at, sizeof line - at,
		    event_log_others_cut(log) ?
		    message("    … and over %zu more\n") :
		    message("    … and %zu more\n"), n - 20);
	fault_advise(fault, "  values in no stage:\n%s", line);
}

/* "  stages: lead, demo=call|visit" */
int
stages_none_occurs(const struct funnel *f, const struct event_log *log,
    const char *column, struct fault *fault)
{
	fault_set(fault, FAULT_USAGE, "none of the funnel's stages occurs in "
	    "\"%s\"", column);
	for (size_t k = 0; k < f->nstages; k++) {
		const struct funnel_stage *stage = &f->stages[k];
		bool other = stage->nvalues > 1 ||
		    stage->values[0].conditions.n ||
		    strcmp(stage->values[0].value, stage->name) != 0;

		fault_advise(fault, "%s%s", k ? ", " : message("  stages: "),
		    stage->name);
		for (size_t i = 0; other && i < stage->nvalues; i++) {
			struct buffer text = { 0 };

			stage_value_text(&stage->values[i], false, &text);
			fault_advise(fault, "%s%s", i ? "|" : "=", text.bytes);
			buffer_free(&text);
		}
	}
	fault_advise(fault, "\n");
	if (event_log_others(log) > 0)
		advise_values(log, fault);
	return -1;
}

/* Whether two values are one but for case, blanks, hyphens and the like. */
static bool
is_alike(const char *one, const char *other, size_t len)
{
	char *text = memory_copy(other, len);
	char *x = text_fold(one), *y = text_fold(text);
	bool alike = strcmp(x, y) == 0;

	free(x);
	free(y);
	free(text);
	return alike;
}

/* Adds "|value" for each that the log has in place of one of a stage's or
   outcome's; how many there are. */
static size_t
put_alike(const struct event_log *log, const struct stage_value *values,
    size_t n, struct buffer *out)
{
	size_t found = 0;

	for (size_t i = 0; i < event_log_others(log); i++)
		for (size_t k = 0; k < n; k++) {
			size_t len;
			uint64_t rows;
			const char *other = event_log_other(log, i, &len,
			    &rows);

			if (!is_alike(values[k].value, other, len))
				continue;
			buffer_format(out, "%s%.*s", out->len ? "|" : "",
			    (int)len, other);
			found++;
		}
	return found;
}

/*
 * --stages and --lost as they are to be written where all values are those
 * that are built in, written otherwise: "Won", "won " as "WON".
 */
static bool
put_spelled(const struct funnel *f, const struct event_log *log,
    struct buffer *stages, struct buffer *lost)
{
	size_t found = 0;

	for (size_t k = 0; k < f->nstages; k++) {
		const struct funnel_stage *s = &f->stages[k];
		struct buffer values = { 0 };

		if (funnel_stage_rows(f, log, k))
			buffer_format(&values, "%s", s->name);
		found += put_alike(log, s->values, s->nvalues, &values);
		if (values.len)
			buffer_format(stages, "%s%s=%s", stages->len ? "," :
			    "", s->name, values.bytes);
		buffer_free(&values);
	}
	for (size_t i = 0; i < f->noutcomes; i++)
		if (funnel_asked_rows(f, log, &f->outcomes[i]))
			buffer_format(lost, "%s%s", lost->len ? "|" : "",
			    f->outcomes[i].value);
	found += put_alike(log, f->outcomes, f->noutcomes, lost);
	return stages->len && found == event_log_others(log);
}

int
stages_not_built_in(const struct funnel *f, const struct event_log *log,
    const char *column, struct fault *fault)
{
	struct buffer stages = { 0 }, lost = { 0 };

	fault_set(fault, FAULT_USAGE, "\"%s\" has values that are no built-in "
	    "stage or outcome; say which are the stages, in order", column);
	advise_values(log, fault);
	if (!put_spelled(f, log, &stages, &lost))
		fault_advise(fault, "  --stages 'first,second=value|value' "
		    "--lost 'value|value'\n");
	else if (lost.len)
		fault_advise(fault, "  --stages '%s' --lost '%s'\n",
		    stages.bytes, lost.bytes);
	else
		fault_advise(fault, "  --stages '%s'\n", stages.bytes);
	buffer_free(&stages);
	buffer_free(&lost);
	return -1;
}
