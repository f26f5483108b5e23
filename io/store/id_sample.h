/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_ID_SAMPLE_H
#define IO_ID_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The ids of entities whose hashes are the smallest: by them two logs
 * that share entities are told, wherever they were read.  An id is in the
 * sample of each log that has it, if it is among the smallest there; of
 * two halves of all rows most of the sample is in both.
 *
 * The hash is checksum.h's, unseeded.  Zero a sample to begin.
 */
#define ID_SAMPLE 1024
#define ID_SAMPLE_TEXT 200	/* bytes of an id that are kept */

struct sampled_id {
	uint64_t hash;
	char *text;		/* owned by the sample */
};

struct id_sample {
	struct sampled_id *ids;	/* ID_SAMPLE, by hash; NULL: none yet */
	size_t n;
};

/* One that may be in it already. */
void id_sample_put(struct id_sample *sample, uint64_t hash, const char *id,
    size_t len);

static inline void
id_sample_add(struct id_sample *s, uint64_t hash, const char *id, size_t len)
{
	if (s->n < ID_SAMPLE || hash < s->ids[s->n - 1].hash)
		id_sample_put(s, hash, id, len);
}

void id_sample_free(struct id_sample *sample);

#endif
