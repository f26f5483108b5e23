/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_STATUS_H
#define ANALYTICS_STATUS_H

/*
 * What a function of analytics answers.  Outputs are written on every
 * return and are NaN (numbers) or empty (arrays) unless STATUS_OK.
 */
enum status {
	STATUS_OK,
	STATUS_TOO_FEW,		/* no entity, or too few for the question */
	STATUS_DOMAIN,		/* an argument outside its range */
	STATUS_LIMIT,		/* a bound that the definition names */
	STATUS_NO_CONVERGENCE,	/* a method that iterates gave up */
	STATUS_FORMAT,		/* saved bytes that are not a fold */
	STATUS_VERSION,		/* saved by a newer version */
	STATUS_MISMATCH,	/* folds of different definitions */
};

/* A sentence without a full stop, static: "too little data". */
const char *status_sentence(enum status status);

#endif
