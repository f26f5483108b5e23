/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_ALWAYS_INLINE_H
#define ANALYTICS_ALWAYS_INLINE_H

/*
 * Of a function that its callers know more of than it does: of one layout, of
 * one stage.  There it is compiled with their constants, and without a call.
 * Where nothing is optimised, as for coverage, it stays one function, whose
 * branches are counted once and not in each place again.
 */
#ifdef __OPTIMIZE__
#define ALWAYS_INLINE __attribute__((always_inline))
#else
#define ALWAYS_INLINE
#endif

#endif
