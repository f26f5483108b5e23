/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/decomposition.h"

#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"

/* The table: outcomes of a side, sides of a group, groups. */
enum outcome { WITHIN, LATER, NEVER, OUTCOMES };
#define CELLS (2 * OUTCOMES)

/* What is computed of it: parts of a group, groups, then of all. */
enum part { MIX, RATE, MATURITY, TOTAL, PARTS };

/* Rates that differ by less are equal but for rounding. */
#define ROUNDING 1e-12

static uint64_t
entered(const uint64_t *side)
{
	return side[WITHIN] + side[LATER] + side[NEVER];
}

/* Shares and rates of one group on both sides. */
struct shift {
	double share[2], rate[2], late[2];
	bool both;
};

static struct shift
shift_of(const uint64_t *cells, const uint64_t totals[2])
{
	struct shift s;
	uint64_t n[2] = { entered(cells), entered(cells + OUTCOMES) };

	for (int i = 0; i < 2; i++) {
		const uint64_t *side = cells + i * OUTCOMES;

		s.share[i] = (double)n[i] / totals[i];
		s.rate[i] = n[i] ? (double)side[WITHIN] / n[i] : 0;
		s.late[i] = (double)side[LATER] / totals[i];
	}
	s.both = n[0] > 0 && n[1] > 0;
	if (n[0] == 0)
		s.rate[0] = s.rate[1];
	if (n[1] == 0)
		s.rate[1] = s.rate[0];
	return s;
}

static void
sum_sides(const uint64_t *cells, size_t n, uint64_t totals[2],
    uint64_t reached[2])
{
	totals[0] = totals[1] = reached[0] = reached[1] = 0;
	for (size_t i = 0; i < n; i++) {
		const uint64_t *side = cells + i * OUTCOMES;

		totals[i % 2] += entered(side);
		reached[i % 2] += side[WITHIN] + side[LATER];
	}
}

/* The statistic that is bootstrapped. */
static void
parts_of_table(const uint64_t *cells, size_t n, const void *context,
    double *out, size_t nout)
{
	size_t ngroups = n / CELLS;
	double *all = out + ngroups * PARTS;
	uint64_t totals[2], reached[2];

	(void)context;
	(void)nout;
	sum_sides(cells, ngroups * 2, totals, reached);
	all[MIX] = all[RATE] = all[MATURITY] = 0;
	for (size_t g = 0; g < ngroups; g++, out += PARTS) {
		struct shift s = shift_of(cells + g * CELLS, totals);

		out[MIX] = (s.share[1] - s.share[0]) *
		    (s.rate[0] + s.rate[1]) / 2;
		out[RATE] = (s.rate[1] - s.rate[0]) *
		    (s.share[0] + s.share[1]) / 2;
		out[MATURITY] = s.late[1] - s.late[0];
		out[TOTAL] = out[MIX] + out[RATE] + out[MATURITY];
		for (int p = MIX; p < TOTAL; p++)
			all[p] += out[p];
	}
	all[TOTAL] = (double)reached[1] / totals[1] -
	    (double)reached[0] / totals[0];
}

static bool
fill_side(const struct aged_count *from, uint64_t *side)
{
	if (from->within > from->reached || from->reached > from->n)
		return false;
	side[WITHIN] = from->within;
	side[LATER] = from->reached - from->within;
	side[NEVER] = from->n - from->reached;
	return true;
}

static enum status
fill_table(const struct aged_pair *groups, size_t n, uint64_t *cells)
{
	uint64_t totals[2] = { 0, 0 };

	for (size_t g = 0; g < n; g++) {
		if (!fill_side(&groups[g].before, cells + g * CELLS) ||
		    !fill_side(&groups[g].after, cells + g * CELLS + OUTCOMES))
			return STATUS_DOMAIN;
		if (groups[g].before.n > BOOTSTRAP_TABLE_MAX - totals[0] ||
		    groups[g].after.n > BOOTSTRAP_TABLE_MAX - totals[1])
			return STATUS_LIMIT;
		totals[0] += groups[g].before.n;
		totals[1] += groups[g].after.n;
	}
	return totals[0] && totals[1] ? STATUS_OK : STATUS_TOO_FEW;
}

static struct effect
effect_of(const struct bootstrap *b)
{
	return (struct effect){ b->estimate, b->low, b->high };
}

static struct decomposition_row
row_of(const struct bootstrap *parts)
{
	return (struct decomposition_row){ effect_of(&parts[MIX]),
	    effect_of(&parts[RATE]), effect_of(&parts[MATURITY]),
	    effect_of(&parts[TOTAL]) };
}

static void
standardise(const uint64_t *cells, size_t n, struct decomposition *out)
{
	uint64_t totals[2], reached[2];

	sum_sides(cells, n * 2, totals, reached);
	out->before = out->after = 0;
	for (size_t g = 0; g < n; g++) {
		const uint64_t *at = cells + g * CELLS;
		struct shift s = shift_of(at, totals);
		double weight = (double)(entered(at) + entered(at +
		    OUTCOMES)) / (totals[0] + totals[1]);

		out->before += weight * s.rate[0];
		out->after += weight * s.rate[1];
	}
}

static bool
is_beyond_chance(struct effect effect)
{
	return effect.low > ROUNDING || effect.high < -ROUNDING;
}

static void
flag(const uint64_t *cells, size_t n, struct decomposition *out)
{
	double rate = out->all.rate.estimate, total = out->all.total.estimate;
	uint64_t totals[2], reached[2];

	if (!is_beyond_chance(out->all.rate) ||
	    !is_beyond_chance(out->all.total) || (rate < 0) == (total < 0))
		return;
	sum_sides(cells, n * 2, totals, reached);
	out->simpson = out->every_group = true;
	for (size_t g = 0; g < n; g++) {
		struct shift s = shift_of(cells + g * CELLS, totals);
		double change = s.rate[1] - s.rate[0];

		if (s.both && !(total < 0 ? change > 0 : change < 0))
			out->every_group = false;
	}
}

static const struct decomposition_row unknown = { EFFECT_NONE, EFFECT_NONE,
    EFFECT_NONE, EFFECT_NONE };

/* cells and parts are what it works in. */
static enum status
decompose(const struct aged_pair *groups, size_t n,
    const struct bootstrap_options *options, uint64_t *cells,
    struct bootstrap *parts, struct decomposition *out)
{
	enum status status = fill_table(groups, n, cells);

	if (status == STATUS_OK)
		status = bootstrap_table(cells, n * CELLS, parts_of_table,
		    NULL, options, parts, (n + 1) * PARTS);
	if (status != STATUS_OK)
		return status;
	for (size_t g = 0; g < n; g++)
		out->groups[g] = row_of(parts + g * PARTS);
	out->all = row_of(parts + n * PARTS);
	standardise(cells, n, out);
	flag(cells, n, out);
	return STATUS_OK;
}

enum status
decomposition(const struct aged_pair *groups, size_t n,
    const struct bootstrap_options *options, struct decomposition *out)
{
	out->all = unknown;
	out->before = out->after = NAN;
	out->simpson = out->every_group = false;
	for (size_t g = 0; g < n; g++)
		out->groups[g] = unknown;
	if (n > DECOMPOSITION_GROUPS_MAX)
		return STATUS_LIMIT;

	uint64_t *cells = memory_zeroed(n * CELLS + 1, sizeof *cells);
	struct bootstrap *parts = memory_zeroed((n + 1) * PARTS, sizeof *parts);
	enum status status = decompose(groups, n, options, cells, parts, out);
	free(cells);
	free(parts);
	return status;
}
