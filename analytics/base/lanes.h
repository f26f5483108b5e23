/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LANES_H
#define ANALYTICS_LANES_H

#include <stdint.h>	/* whose library it is */

/*
 * Four numbers that are worked on at once.  The compiler cuts them into
 * what the machine has; each is a sum of its own, so that no order changes
 * and all machines agree to the last bit.
 */
#define LANES 4
typedef double lanes __attribute__((vector_size(LANES * 8), aligned(8)));
typedef int64_t lane_integers __attribute__((vector_size(LANES * 8),
    aligned(8)));

/* n numbers, in whole lanes. */
#define LANES_ROUND(n) (((n) + LANES - 1) / LANES * LANES)

/*
 * A function that is compiled for the wide registers, too, and chosen when
 * the program starts; sanitizers come too late for that, and clang 14
 * leaves the chooser out of archives.
 */
#if defined(__x86_64__) && defined(__GLIBC__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
    !defined(__clang__)
#define WIDEST __attribute__((target_clones("avx2", "default")))
#else
#define WIDEST
#endif

#endif
