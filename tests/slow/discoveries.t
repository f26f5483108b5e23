#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 1,000 scans over 200 groups of 60 that differ by chance alone: a false
# discovery in at most 65 of them, whatever the rate.
RUNS=1000 CMOCKA_MESSAGE_OUTPUT=TAP exec \
	"${BUILD:?}/tests/unit/test_discoveries"
