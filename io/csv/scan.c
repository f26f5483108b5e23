/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/scan.h"

#include <string.h>

#if defined(__x86_64__)
static bool
has_avx2(void)
{
	return __builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("bmi2") &&
	    __builtin_cpu_supports("pclmul");
}

static bool
has_avx512(void)
{
	return has_avx2() && __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("avx512vbmi2");
}

scan_function *
scan_choose(const char *name)
{
	__builtin_cpu_init();
	if (name && strcmp(name, "off") == 0)
		return scan_portable;
	if (name && strcmp(name, "avx512") == 0)
		return has_avx512() ? scan_avx512 : NULL;
	if (name && strcmp(name, "avx2") == 0)
		return has_avx2() ? scan_avx2 : NULL;
	return has_avx512() ? scan_avx512 :
	    has_avx2() ? scan_avx2 : scan_portable;
}
#else
scan_function *
scan_choose(const char *name)
{
	return name && strcmp(name, "off") != 0 ? NULL : scan_portable;
}
#endif
