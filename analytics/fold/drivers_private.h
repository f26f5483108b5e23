/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DRIVERS_PRIVATE_H
#define ANALYTICS_DRIVERS_PRIVATE_H

#include "analytics/base/tally.h"
#include "analytics/fold/drivers_finish.h"
#include "analytics/models/logistic.h"

/* Small numbers by row: bytes, until one needs more. */
struct row_numbers {
	uint8_t *narrow;
	uint32_t *wide;		/* or these */
};

/* All of n rows 0. */
struct row_numbers row_numbers_new(size_t n);
void row_numbers_free(struct row_numbers *numbers);
/* Those of n rows, all of them bytes, in words. */
void row_numbers_widen(struct row_numbers *numbers, size_t n);

static inline uint32_t
row_number(const struct row_numbers *r, size_t row)
{
	return r->narrow ? r->narrow[row] : r->wide[row];
}

/* Of n rows. */
static inline void
row_number_set(struct row_numbers *r, size_t n, size_t row, uint32_t number)
{
	if (r->narrow && number > UINT8_MAX)
		row_numbers_widen(r, n);
	if (r->narrow)
		r->narrow[row] = (uint8_t)number;
	else
		r->wide[row] = number;
}

/* The values of a column, in the order of their names. */
struct driver_values {
	uint32_t *tuples;	/* by place: one that has it */
	size_t n, room;
};

/* Cells of a fold, and behind them its entities that are in none, those with
   the outcome first. */
struct drivers_rows {
	size_t n, ncells, nwith, ncolumns;
	struct row_numbers *values;	/* by column: the place of a row's
					   value among those of the column */
	struct driver_values *columns;
	struct count *counts;	/* by cell */
	int64_t *keys;		/* drivers_key; NULL: all are 0 */
};

static inline struct count
row_count(const struct drivers_rows *r, size_t row)
{
	return row < r->ncells ? r->counts[row] :
	    (struct count){ row < r->ncells + r->nwith, 1 };
}

void drivers_rows_new(const struct drivers_fold *fold,
    const struct group_names *names, size_t ncolumns,
    struct drivers_rows *out);
void drivers_rows_free(struct drivers_rows *rows);
/* Leaves out all rows but those that are kept. */
void drivers_rows_keep(struct drivers_rows *rows, const bool *kept);

/* A column of small numbers, packed with others into words. */
struct drivers_key {
	struct row_numbers numbers;	/* whoever made them frees them */
	const uint32_t *map;		/* what they stand for; or NULL */
	size_t most;			/* above each of them */
	size_t word;			/* drivers_sort says where it is */
	unsigned shift, bits;
};

struct drivers_order {
	uint64_t **words;	/* nwords, each by place */
	size_t nwords;
};

/* n rows by columns, the first of them first, the last of them in the lowest
   bits of the first word. */
void drivers_sort(struct drivers_key *keys, size_t nkeys, size_t n,
    struct drivers_order *out);
void drivers_order_free(struct drivers_order *order);

/* What a key says of the row at a place: its number is far away. */
static inline uint32_t
drivers_key_of(const struct drivers_order *o, const struct drivers_key *k,
    size_t place)
{
	return (uint32_t)(o->words[k->word][place] >> k->shift &
	    (((uint64_t)1 << k->bits) - 1));
}

/* While attributes are made. */
struct levelling {
	const struct drivers_definition *definition;
	const struct group_names *names;
	const struct drivers_options *options;
	struct drivers_rows rows;
	/* By attribute: what its rows have, values or numbers of its own, and
	   by these the level; NULL where they are a number's values. */
	struct row_numbers *of, *own;
	uint32_t **levels;
	double **numbers;	/* by attribute, by place; NULL: levels */
	uint64_t dropped;
};

/* Numbers of the attributes that are some or are cut into bins; rows
   without the former are dropped.  STATUS_DOMAIN: as drivers_count. */
enum status drivers_take_numbers(struct levelling *l, size_t *wrong);

/* The levels of an attribute; STATUS_DOMAIN: as drivers_count. */
enum status drivers_make_levels(struct levelling *l, size_t attribute,
    struct driver *out);
void drivers_make_number(struct levelling *l, size_t attribute,
    struct driver *out);

/* What models take: rows that are alike by now are one cell. */
void drivers_make_cells(const struct levelling *l, struct drivers *out);

/*
 * The cells as one attribute alone sees them, of which the design lends
 * levels and numbers: the caller frees both.
 */
struct design drivers_column(const struct drivers *drivers, size_t attribute,
    uint8_t **levels, double **numbers);

/* An attribute by itself: a number, or hazards of levels. */
void drivers_fit_alone(struct drivers *drivers, size_t attribute,
    double level);
void drivers_logistic_alone(struct drivers *drivers, size_t attribute,
    const struct design *design, double level);
void drivers_cox_alone(struct drivers *drivers, size_t attribute,
    const struct design *design, double level);

/* All of them: what drivers_fit chooses from. */
enum status drivers_fit_logistic(const struct drivers_options *options,
    struct drivers *drivers);
enum status drivers_fit_firth(const struct drivers_options *options,
    struct drivers *drivers);
enum status drivers_fit_cox(const struct drivers_options *options,
    struct drivers *drivers);

/* The term of a level, or of a number. */
size_t drivers_term(const struct drivers *drivers, size_t attribute,
    size_t level);

/*
 * Estimates of terms as those of levels: of a number as it is, which models
 * see scaled.  An estimate with Wald's limits; a ratio of what it is the
 * logarithm of, with limits of its own or Wald's.
 */
struct effect drivers_wald(const struct drivers *drivers, size_t attribute,
    double estimate, double se, double level);
struct effect drivers_ratio(const struct drivers *drivers, size_t attribute,
    double estimate, double low, double high);
struct effect drivers_wald_ratio(const struct drivers *drivers,
    size_t attribute, double estimate, double se, double level);

/* Terms that are not estimated, or decide: onto their levels. */
void drivers_mark(struct drivers *drivers, const bool *out,
    const bool *separated);

/* A statistic as a test, which there is none of without degrees. */
struct test drivers_test_of(double statistic, double df);

/* q of the tests of all attributes. */
void drivers_correct(struct drivers *drivers);

#endif
