/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What event_log.c, ingest.c and timelines.c share. */
#ifndef IO_EVENT_LOG_PRIVATE_H
#define IO_EVENT_LOG_PRIVATE_H

#include "analytics/base/cohort_index.h"
#include "io/base/lookup.h"
#include "io/store/event_log.h"
#include "io/store/id_hash.h"
#include "io/store/sequencer.h"
#include "io/store/store.h"
#include "io/store/value_counts.h"
#include "io/store/tuples.h"
#include "io/store/watch.h"

#define WANTED_MAX 64	/* columns that one run may read */

struct event_log {
	struct reader *reader;
	struct log_options options;
	struct log_facts facts;
	struct store *store;
	bool last;		/* event_log_last_visit */
	struct tuples *tuples;	/* of all workers */
	uint32_t none;		/* the tuple of empty values */
	struct lookup *classes;	/* value -> number into options.values */
	uint64_t *value_rows;
	struct value_counts *others;
	struct value_counts *sampled;	/* ids, the frequent ones surely */
	uint32_t *others_sorted;	/* their numbers, by bytes */
	bool swap;			/* ambiguous dates are D/M */
	struct watch_list watched;
	struct id_sample ids;
	struct id_secret secret;
	/* With options.examine: see examine.h. */
	struct row_fault_facts faults[ROW_FAULTS];
	struct cohort_index faulty;	/* fault and entity */
	struct value_span *spans;
	struct block_places blocks;
};

/*
 * What an entity is told apart by: its low, its high and its partition, the
 * 8 lowest bits of high.
 */
static inline __attribute__((always_inline)) struct id_hash
entity_hash(const struct event_log *log, const char *id, size_t len)
{
	_Static_assert(ID_HASHED == PACKED_NAMED, "they are one bit");
	return id_key(&log->secret, id, len);
}

/* ingest.c: reads the rows with options.threads workers. */
int ingest(struct event_log *log, struct fault *fault);

#endif
