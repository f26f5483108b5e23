/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What fuzz targets share; each is a program of its own. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Tried with any bytes; whatever is wrong ends the process by abort. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* As assert, also where NDEBUG is set, with a sentence. */
#define MUST(condition, ...) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: " #condition ": ", __FILE__, \
			    __LINE__); \
			fprintf(stderr, __VA_ARGS__); \
			fputc('\n', stderr); \
			abort(); \
		} \
	} while (0)

#endif
