#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 1,000 logs of 20 attributes and 2,000 entities, and an outcome by chance
# alone: a driver is named in at most 65 of them.
RUNS=1000 CMOCKA_MESSAGE_OUTPUT=TAP exec "${BUILD:?}/tests/unit/test_drivers"
