/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The body of every scan_function.  The including file defines
 *
 *   SCAN_NAME     the function
 *   SCAN_TARGET   its attribute
 *   scan_masks    static inline: 64 bytes at p -> struct scan_masks
 *   scan_inside   static inline: prefix xor of 64 bits
 *   scan_places   static inline: the places of all bits of a mask, plus
 *                 base, from to[0] on; 64 entries may be written over.
 *                 clad, a constant: of fields in quotes, which are fewer
 *   SCAN_SEEN     if it has its own scan_some and what belongs to it
 *
 * Bit i of a mask speaks of byte i of the chunk.
 *
 * A batch of chunks is first guessed to be like the one before: without
 * quotes, or with quotes around each field and nothing between these but
 * separators.  A guess is proved in a few operations a chunk; where it was
 * wrong, the batch is asked once more with all rules.
 */
#ifndef SCAN_SEEN
/* What a batch holds but must not if it is regular; and bytes >= 0x80. */
struct scan_seen {
	uint64_t other, high;
};

/*
 * The masks of newlines and ends, and of CRs if these are asked for.  With
 * quotes, of what stands behind one, and only such ends: a byte before p is
 * read.  What is none of all this is only noted.
 */
static inline SCAN_TARGET void
scan_some(const char *p, char delimiter, bool quotes, bool returns,
    struct scan_masks *m, struct scan_seen *seen)
{
	scan_masks(p, delimiter, m);
	if (quotes) {
		m->behind_quote = m->quote << 1 | (p[-1] == '"');
		m->ends &= m->behind_quote;
	}
	seen->other |= (quotes ? 0 : m->quote) | (returns ? 0 : m->cr) |
	    m->nul;
	seen->high |= m->high;
}

static inline SCAN_TARGET bool
scan_others(const struct scan_seen *seen)
{
	return seen->other != 0;
}

static inline SCAN_TARGET bool
scan_high(const struct scan_seen *seen)
{
	return seen->high != 0;
}
#endif

#define SCAN_BATCH 32	/* chunks */

/* What a batch turned out to be, and where its end stands therefore. */
enum scan_kind {
	SCAN_PLAIN,		/* no quote, no CR; outside quotes */
	SCAN_PLAIN_CRLF,	/* the same with a CR before each newline */
	SCAN_CLAD,		/* every field in quotes, none doubled, no CR;
				   inside quotes, or behind a separator or a
				   quote that closes */
	SCAN_CLAD_CRLF,		/* the same with a CR before each newline;
				   or behind one */
	SCAN_ANY,
};

/* What one chunk hands on to the next. */
struct carry {
	uint64_t inside;	/* all ones inside quotes */
	/* Masks of the last chunk, whose highest bit matters, and of separators
	   that before it. */
	uint64_t separators, closes;
	uint64_t returns;	/* CRs outside quotes */
	uint64_t cr;		/* CRs anywhere */

	uint64_t lines;		/* that end inside quotes or in a lone CR */
	uint64_t wrong;		/* whatever broke a rule so far */
	uint64_t bare;		/* whatever began a field without a quote */
	uint64_t quoted, doubled, returned, nul, high;
};

struct scan_batch {
	uint64_t separators[SCAN_BATCH];
	uint64_t newlines[SCAN_BATCH];	/* of these */
};

/* The rules, where a byte outside quotes is more than a separator between
   two of them. */
static inline SCAN_TARGET void
scan_rules(const struct scan_masks *m, uint64_t valid, uint64_t inside,
    uint64_t separators, struct carry *c)
{
	uint64_t opens = m->quote & inside;
	uint64_t returns = m->cr & ~inside;
	uint64_t starts = scan_next(separators, c->separators) & valid;
	uint64_t after_close = scan_next(m->quote & ~inside, c->closes);
	uint64_t after_return = scan_next(returns, c->returns);

	/* A quote opens after a separator, or at once after a closing one. */
	c->wrong |= opens & ~(starts | after_close);
	/* After a closing quote: a separator, its twin, or CR LF. */
	c->wrong |= after_close & ~(separators | opens | returns);
	c->wrong |= after_return & ~(m->newline & ~inside);
	c->doubled |= opens & after_close;
	c->bare |= starts & ~opens;
	/* A CR ends a line too, unless a newline follows. */
	c->lines += (uint64_t)__builtin_popcountll(m->cr);
	c->lines -= (uint64_t)__builtin_popcountll(m->newline &
	    scan_next(m->cr, c->cr));
	c->returns = returns;
	c->returned |= returns;
	c->cr = m->cr;
}

/* The separators of a chunk that holds quotes or CRs. */
static inline SCAN_TARGET uint64_t
scan_careful(const struct scan_masks *m, uint64_t valid, struct carry *c)
{
	uint64_t inside = scan_inside(m->quote) ^ c->inside;
	uint64_t separators = m->ends & ~inside;

	scan_rules(m, valid, inside, separators, c);
	c->lines += (uint64_t)__builtin_popcountll(m->newline & inside);
	c->inside = -(inside >> 63);
	c->closes = m->quote & ~inside;
	return separators;
}

/* valid: the bytes of each chunk that are of the block. */
static inline SCAN_TARGET enum scan_kind
scan_any(const char *bytes, size_t n, char delimiter, uint64_t valid,
    struct carry *carry, struct scan_batch *out)
{
	struct carry c = *carry;
	uint64_t cr = 0, quotes = 0, doubled = c.doubled, bare = c.bare;
	uint64_t uneven = 0;

	c.doubled = c.bare = 0;
	for (size_t i = 0; i < n; i++) {
		struct scan_masks m;

		scan_masks(bytes + 64 * i, delimiter, &m);
		c.nul |= m.nul;
		c.high |= m.high;
		quotes |= m.quote;
		cr |= m.cr;
		uneven |= m.newline ^ scan_next(m.cr, c.cr);

		uint64_t separators = m.ends;
		if (m.quote | m.cr | c.inside | c.closes >> 63 | c.cr >> 63) {
			separators = scan_careful(&m, valid, &c);
			m.newline &= separators;
		} else {
			c.bare = 1;
		}
		c.separators = separators;
		out->separators[i] = separators;
		out->newlines[i] = m.newline;
	}
	enum scan_kind kind = cr && uneven ? SCAN_ANY :
	    quotes ? (c.bare | c.doubled ? SCAN_ANY :
	    cr ? SCAN_CLAD_CRLF : SCAN_CLAD) :
	    c.inside ? SCAN_ANY : cr ? SCAN_PLAIN_CRLF : SCAN_PLAIN;
	c.quoted |= quotes;
	c.doubled |= doubled;
	c.bare |= bare;
	*carry = c;
	return kind;
}

/* The last CR, behind which its newline does not stand yet, is a line. */
static inline void
scan_carry_returns(struct carry *c, uint64_t cr)
{
	c->lines += (cr >> 63) - (c->cr >> 63);
	c->cr = c->returns = cr;
}

/* After a batch of that kind; copied for each, so that no chunk is asked of
   which it is.  false: it is of another, and nothing was done. */
static inline __attribute__((always_inline)) SCAN_TARGET bool
scan_plain(const char *bytes, size_t n, char delimiter, bool returns,
    struct carry *c, struct scan_batch *out)
{
	struct scan_seen seen = { 0 };
	uint64_t cr = c->cr, wrong = 0;

	for (size_t i = 0; i < n; i++) {
		struct scan_masks m;

		scan_some(bytes + 64 * i, delimiter, false, returns, &m,
		    &seen);
		if (returns) {
			wrong |= m.newline ^ scan_next(m.cr, cr);
			cr = m.cr;
		}
		out->separators[i] = m.ends;
		out->newlines[i] = m.newline;
	}
	if (wrong || scan_others(&seen))
		return false;
	if (returns)
		scan_carry_returns(c, cr);
	c->separators = out->separators[n - 1];
	c->bare = 1;
	c->high |= scan_high(&seen);
	return true;
}

/*
 * The same, of a batch that is not the first.  What ends a line or a field
 * and stands behind a quote is taken for a separator.  If then each quote
 * stands beside one separator and not two, and no separator without a quote
 * behind it, that is how it is: one behind a separator opens, and the next
 * one closes.  A CR behind a quote stands for the newline, which must follow.
 */
static inline __attribute__((always_inline)) SCAN_TARGET bool
scan_clad(const char *bytes, size_t n, char delimiter, bool returns,
    struct carry *c, struct scan_batch *out)
{
	struct scan_seen seen = { 0 };
	uint64_t separators = c->separators, cr = c->cr, wrong = 0, lines = 0;

	for (size_t i = 0; i < n; i++) {
		struct scan_masks m;

		scan_some(bytes + 64 * i, delimiter, true, returns, &m, &seen);
		uint64_t now = m.ends;

		if (returns) {
			uint64_t after = scan_next(m.cr, cr);

			now |= after;
			m.ends |= m.cr;
			wrong |= (m.cr & ~m.behind_quote) |
			    (after & ~m.newline);
			cr = m.cr;
		}
		/* Of the quotes before each byte: they close, or they open. */
		wrong |= m.behind_quote ^ m.ends ^
		    (now << 2 | separators >> 62);
		separators = now;
		lines += (uint64_t)__builtin_popcountll(m.newline & ~now);
		out->separators[i] = now;
		out->newlines[i] = m.newline & now;
	}
	/* The last byte is behind none that was looked at. */
	bool opens = separators >> 62 & 1, quote = bytes[64 * n - 1] == '"';
	if (wrong || (opens && !quote) || scan_others(&seen))
		return false;
	c->separators = separators;
	c->closes = (uint64_t)(quote && !opens) << 63;
	if (returns)
		scan_carry_returns(c, cr);
	c->inside = ((separators | c->closes | cr) >> 63) - 1;
	c->quoted = 1;
	c->lines += lines;
	c->high |= scan_high(&seen);
	return true;
}

static inline SCAN_TARGET bool
scan_as(enum scan_kind kind, const char *bytes, size_t n, char delimiter,
    struct carry *c, struct scan_batch *out)
{
	switch (kind) {
	case SCAN_PLAIN:
		return scan_plain(bytes, n, delimiter, false, c, out);
	case SCAN_PLAIN_CRLF:
		return scan_plain(bytes, n, delimiter, true, c, out);
	case SCAN_CLAD:
		return scan_clad(bytes, n, delimiter, false, c, out);
	case SCAN_CLAD_CRLF:
		return scan_clad(bytes, n, delimiter, true, c, out);
	default:
		return false;
	}
}

/* The ends of a batch that begins at byte `at`; how many are newlines. */
static inline __attribute__((always_inline)) SCAN_TARGET size_t
scan_ends(uint32_t **end, size_t at, size_t n, bool clad,
    const struct scan_batch *batch)
{
	uint32_t *to = *end;
	size_t newlines = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t separators = batch->separators[i];

		scan_places(to, (uint32_t)(at + 64 * i), separators, clad);
		to += __builtin_popcountll(separators);
		newlines += (size_t)__builtin_popcountll(batch->newlines[i]);
	}
	*end = to;
	return newlines;
}

/* Its rows, of which each has as many fields as the last two before; NULL
   if they have not, or if there are no two. */
static inline SCAN_TARGET uint32_t *
scan_alike(const char *bytes, const struct scan *out, uint32_t *row,
    const uint32_t *end, size_t newlines)
{
	const uint32_t *stop = row + newlines;
	size_t nends = (size_t)(end - out->ends);

	if (row - out->rows < 2)
		return NULL;
	uint32_t at = row[-1], fields = at - row[-2];
	while ((at += fields) < nends) {
		if (bytes[out->ends[at]] != '\n')
			return NULL;
		*row++ = at;
	}
	return row == stop ? row : NULL;
}

/* The same of any rows: for each newline, which of the ends it is, the
   first of the batch being number first. */
static inline SCAN_TARGET uint32_t *
scan_rows(uint32_t *row, size_t first, size_t n,
    const struct scan_batch *batch)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t newlines = batch->newlines[i];
		uint64_t separators = batch->separators[i];

		for (; newlines; newlines &= newlines - 1) {
			uint64_t before = (newlines & -newlines) - 1;

			*row++ = (uint32_t)first + (uint32_t)
			    __builtin_popcountll(separators & before);
		}
		first += (size_t)__builtin_popcountll(separators);
	}
	return row;
}

/* The bytes behind the last whole chunk, and behind them what is nothing. */
static inline SCAN_TARGET void
scan_last(const char *bytes, size_t len, char delimiter, struct carry *c,
    struct scan_batch *out)
{
	char padded[64];

	memset(padded, delimiter == 'x' ? 'y' : 'x', sizeof padded);
	memcpy(padded, bytes, len);
	scan_any(padded, 1, delimiter, ((uint64_t)1 << len) - 1, c, out);
}

SCAN_TARGET void
SCAN_NAME(const char *bytes, size_t len, char delimiter, struct scan *out)
{
	/* As if a separator stood before. */
	struct carry c = { .separators = ~UINT64_C(0) };
	enum scan_kind kind = SCAN_ANY;
	uint32_t *end = out->ends, *row = out->rows;

	for (size_t at = 0, n; at < len; at += 64 * n) {
		struct scan_batch batch;
		const char *b = bytes + at;

		n = (len - at) / 64;
		if (n > SCAN_BATCH)
			n = SCAN_BATCH;
		if (n == 0) {
			scan_last(b, len - at, delimiter, &c, &batch);
			n = 1;
		} else if (!scan_as(kind, b, n, delimiter, &c, &batch)) {
			kind = scan_any(b, n, delimiter, ~UINT64_C(0), &c,
			    &batch);
		}
		size_t first = (size_t)(end - out->ends);
		size_t newlines = kind == SCAN_CLAD || kind == SCAN_CLAD_CRLF ?
		    scan_ends(&end, at, n, true, &batch) :
		    scan_ends(&end, at, n, false, &batch);
		uint32_t *last = scan_alike(bytes, out, row, end, newlines);
		row = last ? last : scan_rows(row, first, n, &batch);
	}
	out->nends = (size_t)(end - out->ends);
	out->nrows = (size_t)(row - out->rows);
	out->lines = c.lines + out->nrows;
	out->irregular = c.wrong || c.inside || c.returns >> 63;
	out->quoted = c.quoted != 0;
	out->clad = !c.bare;
	out->doubled = c.doubled != 0;
	out->returns = c.returned != 0;
	out->nul = c.nul != 0;
	out->high = c.high != 0;
}
