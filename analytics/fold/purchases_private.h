/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PURCHASES_PRIVATE_H
#define ANALYTICS_PURCHASES_PRIVATE_H

#include "analytics/fold/purchases.h"

/* The day that a time lies in. */
int64_t purchases_day(const struct purchases_definition *definition,
    int64_t time);

/* What a day's rows come to. */
struct purchase_day {
	int64_t day;
	decimal sum;
	bool bought, returned;
};

/* The day that begins at an event; answers where the next one does. */
size_t purchases_take_day(const struct purchases_definition *definition,
    const struct timeline *timeline, size_t at, struct purchase_day *out,
    bool *overflowed);

/* Of cohorts: periods of a customer that are over, by its first purchase. */
uint32_t purchases_over(const struct purchases_definition *definition,
    int64_t first_day);

/* Adds what the definition's view keeps of a customer that counts. */
void purchases_add_facts(struct purchases *fold,
    const struct timeline *timeline, const struct purchaser *customer);

/* What was read is of customers that the histories have, too. */
bool purchases_facts_are_sound(const struct purchases *fold);

#endif
