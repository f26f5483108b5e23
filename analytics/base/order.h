/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_ORDER_H
#define ANALYTICS_ORDER_H

#include <stddef.h>
#include <stdint.h>

/* A word, and whose it is: what the caller likes. */
struct order_item {
	uint64_t word;
	uint32_t place;
};

/*
 * The items in ascending order of their words, by counting digits: equal
 * ones stay as they stood, so that the last of several words is sorted by
 * first.  Which of the two arrays holds them is answered; both have n items,
 * and the other one is spoiled.
 */
struct order_item *order_by_words(struct order_item *items,
    struct order_item *other, size_t n);

/* n words in ascending order, of which nothing stands above the lowest
   `bits`. */
void order_words(uint64_t *words, size_t n, unsigned bits);
/* Only so far that places from one to another have the words that they
   would have then. */
void order_words_at(uint64_t *words, size_t n, unsigned bits, size_t from,
    size_t to);

/* The bits of numbers below `most`, at least one. */
unsigned order_bits(uint64_t most);

#endif
