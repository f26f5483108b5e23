/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_VALUE_H
#define CMD_VALUE_H

#include "analytics/fold/purchases_fit.h"
#include "analytics/models/rfm.h"
#include "cmd/run/scope.h"

/* The settings of value begin with the shared ones. */
struct value_settings {
	struct settings shared;
	const char *purchase, *discount, *margin, *cost;
	struct optional_span horizon, period, length;
	int model;		/* 1 + index into buying_models */
	const char *holdout;
	uint64_t rfm;		/* levels */
	bool fit, summary;
};

static inline const struct value_settings *
value_settings(const struct scope *scope)
{
	return (const struct value_settings *)scope->settings;
}

static inline enum buying_model
value_model(const struct value_settings *s)
{
	return s->model ? (enum buying_model)(s->model - 1) : BUYING_MBG_NBD;
}

/* --discount a year, and --margin; -1 with FAULT_USAGE. */
int value_shares(const struct value_settings *settings, double *discount,
    double *margin, struct fault *fault);

/* --margin and --cost, of a purchase, exactly; -1 with FAULT_USAGE. */
int value_profit(const struct value_settings *settings, decimal *margin,
    decimal *cost, struct fault *fault);

/* Options that want no log; -1 with FAULT_USAGE. */
int value_check(struct run *run, struct fault *fault);

/* A struct purchases_definition, into the arena of the run; NULL, or -1, with
   a fault. */
const void *value_define(const struct scope *scope, struct fault *fault);
int value_ask(const struct scope *scope, struct customer_ask *out,
    struct fault *fault);

/* A number of a fitted model: optimisers of two machines agree no further
   than eight digits. */
double value_number(double number);
/* An estimate in a column, and the ends of its interval behind it. */
void value_put(struct table *table, size_t column,
    const struct estimate *estimate);

/* What a fold has to say beside its table. */
void value_say(const struct scope *scope, const struct purchases *fold);

/* What a status of a fit means to whoever asked; -1. */
int value_fault(enum status status, struct fault *fault);

/* The table of --fit; NULL with a fault. */
struct table *value_fit_table(const struct scope *scope,
    const struct purchases *fold, struct fault *fault);

/* That of --holdout. */
struct table *value_holdout_table(const struct scope *scope,
    const struct purchases *fold, struct fault *fault);

/* The run without them: a row a customer. */
int value_list(struct run *run);

struct value_customer {
	char *id;
	size_t id_len;
	struct purchaser was;
	const struct customer_future *future;
};

struct value_customers {
	struct value_customer *all;
	size_t n;
};

/* All of a log, in no order; the caller frees, after a fault too. */
struct input;
int value_find(struct input *in, const struct purchases_definition *d,
    struct value_customers *out, struct fault *fault);
void value_customers_free(struct value_customers *customers);
int value_compare_ids(const void *a, const void *b);

/* Of each history that occurs, pointed to by its customers, which are put
   in another order; the caller frees. */
struct customer_future *value_futures(const struct scope *scope,
    const struct purchases_fit *fit, const struct customer_ask *ask,
    struct value_customers *customers);

/* A table as the settings ask; it is gone then.  The status of exit. */
int value_write(const struct scope *scope, struct table *table,
    struct fault *fault);

/* That of --every. */
struct table *value_cohorts_table(const struct scope *scope,
    const struct purchases *fold, struct fault *fault);

/* That of --length. */
struct table *value_relations_table(const struct scope *scope,
    const struct purchases *fold, struct fault *fault);

/* Its name: people read it in their language. */
void value_put_segment(const struct scope *scope, struct table *table,
    size_t column, enum rfm_segment segment);
/* The definition, with the cuts of scores. */
void value_define_rfm(const struct scope *scope, struct table *table,
    const struct rfm *rfm);

/* That of --rfm with --summary. */
struct table *value_segments_table(const struct scope *scope,
    const struct purchases *fold, struct fault *fault);

/* That of --rfm. */
int value_write_rfm(const struct scope *scope,
    struct value_customers *customers, struct fault *fault);
extern const struct statistic value_statistic;

#endif
