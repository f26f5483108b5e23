/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store/id_hash.h"

/* By Newton's steps, each of which doubles the bits that are right: an odd
   number is its own inverse in three. */
static uint64_t
inverse_of(uint64_t odd)
{
	uint64_t inverse = odd;

	for (int bits = 3; bits < 64; bits *= 2)
		inverse *= 2 - odd * inverse;
	return inverse;
}

void
id_secret_make(struct id_secret *s)
{
	s->head |= 1;
	s->tail |= 1;
	s->head_inverse = inverse_of(s->head);
	for (size_t i = 0; i < 2; i++) {
		s->whole[i] |= 1;
		s->whole_inverse[i] = inverse_of(s->whole[i]);
	}
}

/* The bytes of a text in a word of which the first is the lowest. */
static size_t
text_len(uint64_t word)
{
	return word ? sizeof word - (size_t)__builtin_clzll(word) / 8 : 0;
}

size_t
id_of_key(const struct id_secret *s, struct id_hash key, char id[ID_PADDING])
{
	uint64_t tail = key.high >> 40, x = key.low << 8 | (uint8_t)key.high;
	uint64_t text[2];

	for (int i = 1; i >= 0; i--) {
		x ^= x >> 32;
		x *= s->whole_inverse[i];
	}
	x ^= x >> 32;
	text[0] = (x - tail * s->tail) * s->head_inverse;
	text[1] = htole64(tail);
	memcpy(id, text, sizeof text);
	return tail ? sizeof text[0] + text_len(tail) :
	    text_len(le64toh(text[0]));
}
