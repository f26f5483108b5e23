/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store/reject.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/csv/rows.h"
#include "io/text/text.h"
#include "io/text/words.h"

static const struct {
	const char *reason;	/* in the balance, and kept with the row */
	const char *sentence;	/* after the value, in a fault */
} rejects[REJECTS] = {
	[REJECT_FIELDS] = { N_("wrong number of fields"), "" },
	[REJECT_ENTITY] = { N_("empty entity"), N_("is empty; expected an id")
	    },
	[REJECT_STAGE] = { N_("empty stage"), N_("is empty; expected a stage")
	    },
	[REJECT_TIME_EMPTY] = { N_("empty time"),
	    N_("is empty; expected a date or time") },
	[REJECT_TIME_SHAPE] = { N_("unknown time"),
	    N_("is no known date or time; --time-format says how to read it") },
	[REJECT_TIME_CALENDAR] = { N_("time not in the calendar"),
	    N_("is not in the calendar") },
	[REJECT_VALUE] = { N_("bad value"),
	    N_("is not a number of at most nine decimals and below 1e18") },
	[REJECT_VALUE_MARK] = { N_("unclear decimal mark"),
	    N_("may have thousands or decimals behind its mark; --decimal , or "
	    "--decimal . says which") },
};

const char *
reject_reason(enum reject reject)
{
	return rejects[reject].reason;
}

/* A day of 1954 to 2119 as a spreadsheet counts them, such as 45657. */
static bool
is_serial(struct field f)
{
	struct number number;

	return number_read(f.at, f.len, (struct number_form){ '.', false },
	    &number) == NUMBER_OK && number.value >= 20000 &&
	    number.value < 80000;
}

int
reject_fault(const struct reader *reader, enum reject reject, size_t column,
    struct field found, const struct cut *cut, size_t record,
    const struct log_options *o, struct fault *fault)
{
	int shown = found.len > 80 ? 80 : (int)found.len;

	if (reject == REJECT_FIELDS) {
		rows_fields_fault(reader, cut, cut_fields(cut, record),
		    fault);
	} else if (found.len == 0) {
		fault_set(fault, FAULT_INPUT, "%s",
		    message(rejects[reject].sentence));
	} else if (reject == REJECT_TIME_SHAPE && o->ntime_formats) {
		fault_set(fault, FAULT_INPUT, "\"%.*s\" does not fit "
		    "--time-format %s%s", shown, found.at, o->time_formats[0],
		    o->ntime_formats > 1 ? message(", or the others") : "");
	} else if (reject == REJECT_TIME_SHAPE && is_serial(found)) {
		fault_set(fault, FAULT_INPUT, "\"%.*s\" is no known date or "
		    "time; if it is the number of a day, as spreadsheets have "
		    "it, say --time-format serial", shown, found.at);
	} else {
		fault_set(fault, FAULT_INPUT, "\"%.*s\" %s", shown, found.at,
		    message(rejects[reject].sentence));
	}
	if (column != COLUMN_NONE)
		fault_at(fault, NULL, 0, reader_column(reader, column));
	return fault_advise(fault, "  --bad-rows skip counts such rows and "
	    "goes on; --bad-rows FILE keeps them\n");
}

/* What is a formula to a spreadsheet; -5 is a number to it, and to us. */
static bool
is_formula(struct field f)
{
	struct number number;

	return text_is_formula(f.at, f.len) && number_read(f.at, f.len,
	    (struct number_form){ '.', false }, &number) != NUMBER_OK;
}

/* A field as CSV writes it: quoted only where it must be. */
static size_t
quote_field(struct field f, bool excel_safe, char *to)
{
	bool plain = true, guarded = excel_safe && is_formula(f);
	char *start = to;

	for (size_t i = 0; i < f.len && plain; i++)
		plain = !strchr(",\"\n\r", f.at[i]);
	if (!plain)
		*to++ = '"';
	if (guarded)
		*to++ = '\'';
	for (size_t i = 0; i < f.len; i++) {
		if (f.at[i] == '"')
			*to++ = '"';
		*to++ = f.at[i];
	}
	if (!plain)
		*to++ = '"';
	return (size_t)(to - start);
}

char *
reject_csv(const struct cut *cut, size_t record, bool excel_safe)
{
	size_t first = cut_first(cut, record);
	size_t last = cut->rows[record] - cut->joined;
	size_t from = cut_from(cut, first);
	/* Twice the text, quotes and a mark for each field is the worst. */
	char *csv = memory_array(2 * (cut->ends[last] - from) +
	    4 * (last - first + 1) + 1, 1);
	char *to = csv;

	for (size_t c = 0; c <= last - first; c++) {
		if (c)
			*to++ = ',';
		to += quote_field(cut_field(cut, first, last, c), excel_safe,
		    to);
	}
	*to = '\0';
	return csv;
}

void
reject_put(struct findings *f, uint64_t line, const char *reason, char *csv)
{
	f->rejected = memory_reserve(f->rejected, &f->room, f->nrejected + 1,
	    sizeof *f->rejected);
	f->rejected[f->nrejected++] = (struct rejected){ line, reason,
	    csv };
}

void
reject_keep(struct findings *f, const struct cut *cut, size_t record,
    uint64_t line, const char *reason, bool excel_safe)
{
	reject_put(f, line, reason, reject_csv(cut, record, excel_safe));
}

void
reject_header(struct output *out, const struct reader *reader,
    bool excel_safe)
{
	size_t n = reader_own_columns(reader);

	output_text(out, excel_safe ? "\xEF\xBB\xBF" : "");
	output_text(out, "file,line,reason");
	for (size_t i = 0; i < n; i++) {
		const char *name = reader_column(reader, i);
		size_t len = strlen(name);
		char *quoted = memory_array(2 * len + 4, 1);

		output_text(out, ",");
		output_bytes(out, quoted, quote_field(
		    (struct field){ name, len }, excel_safe, quoted));
		free(quoted);
	}
	output_text(out, "\n");
}
