/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that share an id: events of one entity, or a name that is no id. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/import/import.h"

#define NAMED_MOST 3

int
import_take_id(struct import *im, struct field id, const struct row *row,
    struct fault *fault)
{
	size_t before = lookup_size(im->ids);
	uint32_t number = lookup_add(im->ids, id.at, id.len);
	struct import_id *of;

	im->id = number;
	im->of_ids = memory_reserve(im->of_ids, &im->ids_room,
	    (size_t)number + 1, sizeof *im->of_ids);
	of = &im->of_ids[number];
	if (number == before)
		*of = (struct import_id){ 0 };
	if (of->rows < 3)
		of->lines[of->rows] = row->line;
	if (of->rows++ == 0 || im->settings->repeats != 1)
		return 1;
	fault_set(fault, FAULT_INPUT, "\"%.*s\" is the id of line %" PRIu64
	    " too", id.len > 80 ? 80 : (int)id.len, id.at, of->lines[0]);
	fault_at(fault, NULL, 0, reader_column(im->reader, im->entity));
	return fault_advise(fault, "  --entity '#row' makes an id of the "
	    "row's number, --repeats merge takes such rows as one\n");
}

/* One more of a list: what is shared, by how many, and where. */
static void
add_id(const struct import *im, uint32_t number, char *list, size_t size)
{
	const struct import_id *of = &im->of_ids[number];
	size_t len, at = strlen(list);
	const char *text = lookup_text(im->ids, number, &len);

	snprintf(list + at, size - at,
	    message("%s\"%.*s\" %" PRIu64 " (lines"), at ? ", " : "",
	    len > 40 ? 40 : (int)len, text, of->rows);
	for (uint64_t k = 0; k < of->rows && k < 3; k++) {
		at = strlen(list);
		snprintf(list + at, size - at, "%s %" PRIu64, k ? "," : "",
		    of->lines[k]);
	}
	at = strlen(list);
	snprintf(list + at, size - at, message("%s)"), of->rows > 3 ?
	    ", …" : "");
}

/* Names that several rows have are rarely ids. */
void
import_say_ids(const struct import *im)
{
	char list[1024] = "";
	uint64_t rows = 0, ids = 0;

	/* Who asks for it knows that rows are but steps of one. */
	if (im->settings->repeats == 2)
		return;
	for (uint32_t i = 0; i < lookup_size(im->ids); i++) {
		const struct import_id *of = &im->of_ids[i];

		if (of->rows < 2)
			continue;
		rows += of->rows;
		if (ids++ >= NAMED_MOST)
			continue;
		add_id(im, i, list, sizeof list);
	}
	if (ids)
		run_say(im->run, "rows that share an id: %" PRIu64 ", of %"
		    PRIu64 " %s: %s%s; those of an id are one entity; "
		    "--entity '#row' makes an id of the row's number", rows,
		    ids, run_n(ids, "id", "ids"), list,
		    ids > NAMED_MOST ? ", …" : "");
}
