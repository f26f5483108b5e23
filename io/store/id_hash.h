/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_ID_HASH_H
#define IO_ID_HASH_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "io/store/word_cache.h"

/*
 * The hash of an id, 128 bits under a random key, so that nobody can choose
 * ids of like hash.  Ids of up to 16 bytes are permuted, which is cheaper
 * than to hash them, and no two of them are alike; longer ones are hashed.
 *
 * No id holds a NUL.  From it on at least 16 bytes can be read, however
 * short it is: fields of a cut have such room behind them.
 */
#define ID_PADDING 16

struct id_secret {
	uint64_t mask[2];	/* the text is added to it */
	uint64_t factor[4];	/* two odd factors of 128 bits */
	unsigned char bytes[192];	/* of XXH3 */
	/* Of id_key: odd factors, and what times these is 1. */
	uint64_t head, tail, whole[2];
	uint64_t head_inverse, whole_inverse[2];
};

/* Makes one of what it is filled with, random bytes. */
void id_secret_make(struct id_secret *secret);

struct id_hash {
	uint64_t low, high;
};

static inline unsigned __int128
id_factor(const struct id_secret *s, size_t i)
{
	return (unsigned __int128)s->factor[2 * i] << 64 |
	    s->factor[2 * i + 1] | 1;
}

/* Each step can be undone: no two texts become one. */
static inline __attribute__((always_inline)) struct id_hash
id_permute(const struct id_secret *s, const char *id, size_t len)
{
	uint64_t head, tail;
	unsigned __int128 x;

	memcpy(&head, id, sizeof head);
	memcpy(&tail, id + 8, sizeof tail);
	head &= word_mask(len, 0);
	tail &= word_mask(len, 8);
	x = (unsigned __int128)(tail ^ s->mask[1]) << 64 |
	    (head ^ s->mask[0]);
	x *= id_factor(s, 0);
	x ^= x >> 64;
	x *= id_factor(s, 1);
	x ^= x >> 64;
	return (struct id_hash){ (uint64_t)x, (uint64_t)(x >> 64) };
}

static inline __attribute__((always_inline)) struct id_hash
id_hash(const struct id_secret *s, const char *id, size_t len)
{
	XXH128_hash_t h;

	if (__builtin_expect(len <= 16, 1))
		return id_permute(s, id, len);
	h = XXH3_128bits_withSecret(id, len, s->bytes, sizeof s->bytes);
	return (struct id_hash){ h.low64, h.high64 };
}

/*
 * The hash of an id in fewer bits.  Of low 62 count, and ID_HASHED above
 * them; of high the 24 highest and the 8 lowest.
 *
 * An id of up to ID_SHORT_MOST bytes is permuted into those, 56 and 32, which
 * is cheaper still; and id_of_key has it of the hash, so that nobody need
 * keep it.  Longer ones have ID_HASHED: they share no hash with a short one.
 */
#define ID_SHORT_MOST 11
#define ID_HASHED (UINT64_C(1) << 62)

/* The tail stands in the hash as it is.  So each step can be undone by who
   knows it. */
static inline __attribute__((always_inline)) struct id_hash
id_permute_short(const struct id_secret *s, const char *id, size_t len)
{
	uint64_t head, tail, x;

	memcpy(&head, id, sizeof head);
	memcpy(&tail, id + 8, sizeof tail);
	head &= word_mask(len, 0);
	tail = le64toh(tail & word_mask(len, 8));
	x = head * s->head + tail * s->tail;
	x ^= x >> 32;
	x *= s->whole[0];
	x ^= x >> 32;
	x *= s->whole[1];
	x ^= x >> 32;
	return (struct id_hash){ x >> 8, tail << 40 | (uint8_t)x };
}

static inline __attribute__((always_inline)) struct id_hash
id_key(const struct id_secret *s, const char *id, size_t len)
{
	struct id_hash h;

	if (__builtin_expect(len <= ID_SHORT_MOST, 1))
		return id_permute_short(s, id, len);
	h = id_hash(s, id, len);
	h.low = h.low >> 2 | ID_HASHED;
	return h;
}

/* The id of a key without ID_HASHED, zeroes behind it, and its length. */
size_t id_of_key(const struct id_secret *secret, struct id_hash key,
    char id[ID_PADDING]);

#endif
