#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Times as exports write them, decided over the whole column, from a file
# and on a pipe; what leaves a doubt is an error that names both readings.
. "$(dirname "$0")/lib.sh"

cases=$root/tests/cases

# says CASE FORM ENTERED WON: read, and how is said.
says() {
	expect 0 "$1" funnel convert --within 20d "$cases/$1.csv"
	stderr_has "times are read as $2"
	cell_is "$3" "$out" entered step=1
	cell_is "$4" "$out" entered step=2
	expect 0 "$1 on a pipe" sh -c \
		"cat '$cases/$1.csv' | funnel convert -q --within 20d"
	cell_is "$3" "$out" entered step=1
	cell_is "$4" "$out" entered step=2
}
says y2 month/day/year 2 1
says ampm month/day/year 1 1
says two_formats day/month/year 1 1
says zh year/month/day 2 1
says compact_minutes 'digits YYYYMMDD[hhmm[ss]]' 3 2

expect 0 'dots' funnel convert --with-definition "$cases/dots.csv"
stdout_has '# times: day.month.year'
stdout_has '# span: 2022-01-13 to 2022-03-05'
expect 0 'digits of days are no time since 1970' funnel convert -q \
	--within 2d --with-definition "$cases/compact_minutes.csv"
stdout_has '# span: 2025-03-01T10:15:00Z to 2025-04-03T08:00:00Z'
expect 0 'nor are they in windows' \
	funnel convert -q --within 2d "$cases/compact_minutes.csv"
cell_is 1 "$out" advanced step=1
expect 0 'UTC behind the time' funnel convert "$cases/bigquery-utc.csv"
ok 'ISO 8601 is not said' sh -c '! grep -q "times are" "$1"' - "$err"
cell_is 1 "$out" entered step=2

expect 3 'an empty time' funnel convert -q "$cases/emptytime.csv"
stderr_is "funnel convert: $cases/emptytime.csv:2: date: is empty; expected a date or time" \
	'  --bad-rows skip counts such rows and goes on; --bad-rows FILE keeps them'

# log LINE...: two stages of one entity each, D/M/Y or M/D/Y.
log() {
	echo lead_id,stage,time
	for line; do
		echo "$line"
	done
}
log a,identified,3/4/2025 a,won,5/6/2025 >open.csv
expect 3 'no row decides' funnel convert -q open.csv
stderr_is 'funnel convert: open.csv:2: time: dates such as this can be day/month or month/day, and no row decides: none has a number above 12; say --time-format %d/%m/%Y or %m/%d/%Y, as they are written'
log a,identified,3/4/2025 a,won,13/6/2025 b,identified,5/14/2025 >both.csv
expect 3 'rows that contradict each other' funnel convert -q both.csv
stderr_is 'funnel convert: both.csv:4: time: days and months change places: both.csv:3 can only be day/month, this only month/day; mend the column'
log a,identified,202503011015 a,won,1741000000000 >digits.csv
expect 3 'digits that are days, and others' funnel convert -q digits.csv
stderr_is 'funnel convert: digits.csv:3: time: digits alone are no day here, and one at digits.csv:2; say --time-format epoch-s, epoch-ms, epoch-us, or such as %Y%m%d%H%M'
expect 0 'told which' funnel convert -q --time-format epoch-ms digits.csv

# Several formats, fractions, and dates beside times.
log 'a,identified,1.2.2025 8h' a,won,20250215-101530.25 >own.csv
expect 0 'each --time-format adds one' funnel convert -q --with-definition \
	--time-format '%d.%m.%Y %Hh' --time-format '%Y%m%d-%H%M%S.%f' own.csv
stdout_has '# span: 2025-02-01T08:00:00Z to 2025-02-15T10:15:30.25Z'
expect 3 'what fits none' funnel convert -q --time-format '%d.%m.%Y %Hh' \
	--time-format iso own.csv
stderr_has 'own.csv:3: time: "20250215-101530.25" does not fit --time-format %d.%m.%Y %Hh, or the others'
expect 2 'no format' funnel convert -q --time-format iso \
	--time-format sometimes own.csv
stderr_is 'funnel convert: --time-format: "sometimes": expected such as %d.%m.%Y, or iso, serial, epoch-s, epoch-ms, epoch-us'

# Whose days: where times have offsets and nobody said.
log 'a,identified,2025-01-31T23:30:00+08:00' 'a,won,2025-02-03T08:00:00+08:00' \
	>offset.csv
expect 0 'offsets and cohorts' funnel convert --every month offset.csv
stderr_has 'days and months are those of UTC; --tz names another zone'
expect 0 'told a zone' funnel convert --every month --tz Asia/Shanghai \
	offset.csv
ok 'it is not said' sh -c '! grep -q "those of UTC" "$1"' - "$err"

# In any order of rows, by any number of workers: what the column is, or
# an error; never a mixture.  Days by awk, which knows the true ones.
awk 'BEGIN {
	srand(7)
	for (i = 0; i < 60; i++) {
		d = 1 + int(rand() * 28); m = 1 + int(rand() * 12)
		printf "%d %02d %02d %02d\n", i, 2023 + i % 3, m, d
	}
}' >days
for form in %d/%d/%d:dm %d/%d/%d:md %d-%d-%d:dm %d.%d.%d:dots %d/%d/%02d:y2; do
	awk -v form="${form%:*}" -v kind="${form#*:}" '{
		y = kind == "y2" ? $2 % 100 : $2
		if (kind == "md" || kind == "y2")
			t = sprintf(form, $3, $4, y)
		else
			t = sprintf(form, $4, $3, y)
		printf "%d,identified,%s\n", $1, t
	}' days >rows
	awk '{ printf "%d,identified,%d-%02d-%02d\n", $1, $2, $3, $4 }' days |
		{ echo lead_id,stage,time; cat; } >iso.csv
	funnel convert -q --every month iso.csv >wanted
	for seed in 1 2 3; do
		{ echo lead_id,stage,time; awk -v s=$seed 'BEGIN { srand(s) }
			{ print rand() "\t" $0 }' rows | sort | cut -f2-; } \
			>shuffled.csv
		funnel convert -q --every month --threads $seed shuffled.csv \
			>found
		same "$form in order $seed" wanted found
		cat shuffled.csv | funnel convert -q --every month >found
		same "$form in order $seed, piped" wanted found
	done
done
done_testing
