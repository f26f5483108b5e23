/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_BLOCK_CUTTER_H
#define IO_BLOCK_CUTTER_H

#include "io/csv/reader.h"

/*
 * Cuts a reader's blocks into records that have the reader's columns:
 * those of the file as they stand, or by their names where files differ,
 * and behind them the fields of joined tables.  Where neither is it is the
 * cutter alone, and nothing is copied; else records are, and a join costs
 * one lookup a row.
 *
 * One of each thread.  A cut holds until the next one.
 */
struct block_cutter;

struct block_cutter *block_cutter_new(struct reader *reader);

/* As cutter_cut.  A record with a wrong number of fields has one still. */
int block_cutter_cut(struct block_cutter *cutter, struct block *block,
    struct cut *out, struct csv_fault *fault);

/* Tells the reader what found nothing in the tables. */
void block_cutter_free(struct block_cutter *cutter);
/* The same without a word: of blocks that will be cut once more. */
void block_cutter_drop(struct block_cutter *cutter);

#endif
