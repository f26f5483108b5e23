/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_TABLES_H
#define TESTS_TABLES_H

#include "analytics/rates/count.h"
#include "tests/unit/reference.h"

#define LENGTH(a) (sizeof (a) / sizeof (a)[0])

struct table {
	const char *id;
	struct count first, second;
};

/* The tables whose answers tests.csv holds, by its ids. */
static const struct table tables[] = {
	{ "a", { 56, 70 }, { 48, 80 } },
	{ "b", { 9, 10 }, { 3, 10 } },
	{ "c", { 6, 7 }, { 2, 7 } },
	{ "d", { 5, 56 }, { 0, 29 } },
	{ "e", { 0, 10 }, { 0, 20 } },
	{ "f", { 0, 10 }, { 0, 10 } },
	{ "g", { 10, 10 }, { 0, 20 } },
	{ "h", { 10, 10 }, { 0, 10 } },
	{ "cookie7", { 8502, 44700 }, { 8279, 45489 } },
	{ "cookie1", { 20034, 44700 }, { 20119, 45489 } },
	{ "abdata", { 17264, 145310 }, { 17489, 145274 } },
	{ "olist_paid_vs_organic", { 195, 1586 }, { 271, 2296 } },
	{ "telco_m2m_vs_1yr", { 1655, 3875 }, { 166, 1473 } },
	{ "funnel5_mobile_vs_desktop", { 1083, 53082 }, { 909, 37185 } },
	/* ?fisher.test: Agresti 1990, page 61; Fisher 1962. */
	{ "tea_tasting", { 3, 4 }, { 1, 4 } },
	{ "convictions_twins", { 2, 17 }, { 10, 13 } },
};

/*
 * The next row of tests.csv of this test (or any of two names) about one
 * of the tables; NULL after the last.
 */
static inline const struct table *
next_table(struct reference *reference, const char *test)
{
	while (reference_row(reference))
		for (size_t i = 0; i < LENGTH(tables); i++)
			if (reference_is(reference, 0, tables[i].id) &&
			    strncmp(reference->cell[1], test,
			    strlen(test)) == 0)
				return &tables[i];
	return NULL;
}

#endif
