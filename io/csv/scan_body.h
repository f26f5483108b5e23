/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The body of every scan_function.  The including file defines
 *
 *   SCAN_NAME     the function
 *   SCAN_TARGET   its attribute
 *   scan_masks    static inline: 64 bytes at p -> struct scan_masks
 *   scan_inside   static inline: prefix xor of 64 bits
 *   scan_first    static inline: the places of the first SCAN_FIRST bits,
 *                 plus base, from to[0] on; what it writes beyond them, up
 *                 to SCAN_FIRST more, is of no use
 *
 * Bit i of a mask speaks of byte i of the chunk.
 */

/* What one chunk hands on to the next. */
struct carry {
	uint64_t inside;	/* all ones inside quotes */
	uint64_t opening_ok;	/* bit 0: a quote may open here */
	uint64_t closed;	/* bit 0: the last byte closed a quote */
	uint64_t returned;	/* bit 0: the last byte was a CR outside */
	uint64_t cr;		/* bit 0: it was a CR anywhere */
	uint64_t lines;
	uint64_t wrong;		/* whatever broke a rule so far */
	uint64_t doubled, returns, nul, high;
};

/* The separators of a chunk that holds quotes or CRs, and their rules. */
static inline SCAN_TARGET uint64_t
scan_careful(const struct scan_masks *m, struct carry *c)
{
	uint64_t inside = scan_inside(m->quote) ^ c->inside;
	uint64_t opens = m->quote & inside;
	uint64_t closes = m->quote & ~inside;
	uint64_t separators = (m->delimiter | m->newline) & ~inside;
	uint64_t returns = m->cr & ~inside;
	uint64_t after_close = closes << 1 | c->closed;
	uint64_t after_return = returns << 1 | c->returned;

	/* A quote opens after a separator, or at once after a closing one. */
	c->wrong |= opens & ~(separators << 1 | c->opening_ok | after_close);
	/* After a closing quote: a separator, its twin, or CR LF. */
	c->wrong |= after_close & ~(separators | opens | returns);
	c->wrong |= after_return & ~(m->newline & ~inside);
	c->doubled |= opens & after_close;
	/* A CR ends a line too, unless a newline follows. */
	c->lines += (uint64_t)__builtin_popcountll(m->cr);
	c->lines -= (uint64_t)__builtin_popcountll(m->newline &
	    (m->cr << 1 | c->cr));
	c->cr = m->cr >> 63;
	c->returns |= returns;

	c->inside = -(inside >> 63);
	c->opening_ok = separators >> 63;
	c->closed = closes >> 63;
	c->returned = returns >> 63;
	return separators;
}

/*
 * The places of all bits.  How many there are follows no pattern, so the
 * first are written without asking; the arrays have room.
 */
static inline SCAN_TARGET uint32_t *
scan_flatten(uint32_t *to, uint32_t base, uint64_t bits)
{
	uint32_t *end = to + __builtin_popcountll(bits);

	scan_first(to, base, bits);
	if (SCAN_FIRST == 64 || __builtin_expect(end - to <= SCAN_FIRST, 1))
		return end;
	for (int i = 0; i < SCAN_FIRST; i++)
		bits &= bits - 1;
	for (to += SCAN_FIRST; bits; bits &= bits - 1)
		*to++ = base + (uint32_t)__builtin_ctzll(bits);
	return end;
}

/* For each newline, which of the separators it is; two without asking. */
static inline SCAN_TARGET uint32_t *
scan_rows(uint32_t *to, uint32_t base, uint64_t newlines,
    uint64_t separators)
{
	uint32_t *end = to + __builtin_popcountll(newlines);

	for (int i = 0; i < 2; i++) {
		uint64_t before = separators & ((newlines & -newlines) - 1);

		to[i] = base + (uint32_t)__builtin_popcountll(before);
		newlines &= newlines - 1;
	}
	for (to += 2; newlines; newlines &= newlines - 1) {
		uint64_t before = separators & ((newlines & -newlines) - 1);

		*to++ = base + (uint32_t)__builtin_popcountll(before);
	}
	return end;
}

SCAN_TARGET void
SCAN_NAME(const char *bytes, size_t len, char delimiter, struct scan *out)
{
	struct carry c = { .opening_ok = 1 };
	uint64_t quoted = 0;
	uint32_t *end = out->ends, *row = out->rows;

	for (size_t at = 0; at < len; at += 64) {
		struct scan_masks m;

		scan_masks(bytes + at, delimiter, &m);
		if (len - at < 64) {
			uint64_t valid = ((uint64_t)1 << (len - at)) - 1;

			m.delimiter &= valid;
			m.newline &= valid;
			m.quote &= valid;
			m.cr &= valid;
			m.nul &= valid;
			m.high &= valid;
		}
		c.nul |= m.nul;
		c.high |= m.high;
		quoted |= m.quote;
		c.lines += (uint64_t)__builtin_popcountll(m.newline);

		uint64_t separators = m.delimiter | m.newline;
		if (m.quote | m.cr | c.inside | c.closed | c.cr) {
			separators = scan_careful(&m, &c);
			m.newline &= separators;
		} else {
			c.opening_ok = separators >> 63;
		}
		row = scan_rows(row, (uint32_t)(end - out->ends), m.newline,
		    separators);
		end = scan_flatten(end, (uint32_t)at, separators);
	}
	out->nends = (size_t)(end - out->ends);
	out->nrows = (size_t)(row - out->rows);
	out->lines = c.lines;
	out->irregular = c.wrong || c.inside || c.returned;
	out->quoted = quoted != 0;
	out->doubled = c.doubled != 0;
	out->returns = c.returns != 0;
	out->nul = c.nul != 0;
	out->high = c.high != 0;
}
