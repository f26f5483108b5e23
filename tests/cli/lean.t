#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Events of nothing but a time and a class are read by themselves, and whose
# are even is walked by class alone (gathered.c, plain_attempts.c): the same
# result and balance as with a column of marks that marks none, for then each
# event is read and matched with care.
. "$(dirname "$0")/lib.sh"

funnel simulate -n 3000 --seed 11 -o log.csv
# Times of all forms, long ids, rows twice, and some of an entity far behind;
# stages that come again within a minute, and steps back to the first.
awk -F, -v OFS=, '
	NR == 1 { print $0, "mark"; next }
	NR % 109 == 0 { $3 = $3 ".250" }
	NR % 157 == 0 { $1 = "an-id-of-more-than-16-bytes-" $1 }
	NR % 163 == 0 { $3 = "1931-05-07 08:00:00" }
	NR % 151 == 0 { print $0, 0 }
	NR % 17 == 0 { print $0, 0; sub(/:[0-9][0-9]$/, ":59.5", $3) }
	NR % 19 == 0 { print $0, 0; $2 = "identified"
		sub(/:[0-9][0-9]$/, ":59.75", $3) }
	NR % 7 == 0 { late = late $0 OFS 0 "\n"; next }
	{ print $0, 0 }
	END { printf "%s", late }' log.csv >late.csv
sed -E 's/ [0-9:.]{8,12},/,/' late.csv >dates.csv

# both FILE COMMAND OPTIONS...
both() {
	file=$1
	shift
	funnel "$@" --lost lost,disqualified --stages \
		identified,contacted,engaged,won,served $file >lean 2>lean.err
	funnel "$@" --lost lost,disqualified --undated mark --stages \
		identified,contacted,engaged,won,served $file \
		>careful 2>careful.err
	ok "$* $file: something was counted" test -s lean
	same "$* $file: the same result" careful lean
	same "$* $file: the same balance" careful.err lean.err
}

for file in late.csv dates.csv; do
	both $file convert --within 60d
	both $file convert --having channel=advert --threads 3
	both $file convert --session 30d
	both $file list
	both $file flow --max-memory 64K
	both $file report --as-of 2025-06-30
	both $file report --as-of 2025-06-30 --within 90d --threads 2
	both $file report --as-of 2024-07-01 --having channel=advert
done
done_testing
