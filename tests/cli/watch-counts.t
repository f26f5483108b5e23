#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel watch of counts and medians: against answers of Python and R
# (tests/reference/watch), and by hand.
. "$(dirname "$0")/lib.sh"

answers=$reference/watch
read_as='--entity account --stage stage --time time --stages trial,paid --lost lost'
log=$answers/watch-log.csv
fixed='--baseline 2024-01-01..2024-06-30 --sigma 3 --as-of 2025-02-21'

# check NAMES THERE HERE: columns of an answer and of a result agree in each
# period of the answer.
check() {
	awk -F, -v names="$1" '
	function same(a, b) {
		if (a == b)
			return 1
		if (a !~ /^-?[0-9.]+(e-?[0-9]+)?$/ || b == "")
			return 0
		d = a > b ? a - b : b - a
		return d <= 1e-9 * (a < 0 ? -a : a)
	}
	FNR == 1 {
		for (i = 1; i <= NF; i++)
			at[FILENAME, $i] = i
		file++
		next
	}
	file == 1 { answer[$1] = $0; wanted++; next }
	$at[FILENAME, "period"] in answer {
		split(answer[$at[FILENAME, "period"]], row, ",")
		n = split(names, name, " ")
		for (i = 1; i <= n; i++) {
			split(name[i], pair, ":")
			there = at[ARGV[1], pair[1]]
			here = at[FILENAME, pair[2]]
			if (!there || !here || !same(row[there], $here)) {
				print "# " row[1] " " name[i] ": " \
					row[there] ", not " $here
				bad = 1
			}
		}
		rows++
	}
	END { exit bad || !rows || rows != wanted }' $2 $3
}
funnel watch $read_as $fixed --every day --measure entries --rules beyond \
	-q -o days.csv $log
ok 'counts by weekday: 236 days' check 'count:count expected:center
	low:limit_low high:limit_high z:z signal:signal' \
	$answers/watch-counts.csv days.csv
funnel watch $read_as $fixed --every week --within 28d --measure median -q \
	-o medians.csv $log
ok 'medians: 60 weeks' check 'n:n k:k median_days:median_days' \
	$answers/watch-rate.csv medians.csv
awk -F, 'NR == 1 || $2 == "true"' $answers/watch-rate.csv >complete.csv
ok 'and their limits' check 'median_low:limit_low median_high:limit_high' \
	complete.csv medians.csv
near 'the dispersion of counts' "$(funnel watch $read_as $fixed --every day \
	--measure entries -t json -o - -q $log 2>/dev/null |
	grep -oE '"sigma_z": ?"[^"]*' | grep -oE '[0-9.]+$' |
	awk '{ printf "%.12g", $1 * $1 }')" "$(awk -F, \
	'$1 == "count_dispersion" { print $2 }' $answers/watch-constants.csv)"
near 'the centre of medians' "$(cell medians.csv center period=2025-01-13)" \
	"$(awk -F, '$1 == "median_center" { print $2 }' \
	$answers/watch-constants.csv)"

# What a night hears of each.
by_day="$read_as --every day --measure entries --baseline 2024-01-01..2024-06-30"
expect 1 'a day of none but a few' funnel watch $by_day --sigma 3 \
	--rules beyond -q --as-of 2024-09-02 $log
stderr_is 'funnel watch: entries, 2024-09-02: 2, usual 15.4 (4.5–27.9); low (beyond)'
expect 1 'and by the usual promise' funnel watch $by_day -q \
	--as-of 2024-09-03 $log
stderr_has 'funnel watch: entries, 2024-09-03: 4, usual 17.9 '
expect 1 'a day of too many' funnel watch $by_day -q --as-of 2024-12-04 $log
stderr_has 'funnel watch: entries, 2024-12-04: 56, usual 17.8 '
expect 0 'the days of two months' funnel watch $by_day -q --last 60 \
	--as-of 2024-08-31 $log
stderr_is
expect 0 'the counts of weeks' funnel watch $read_as --every week \
	--measure events:paid -q --as-of 2024-08-31 $log
stderr_is

# By hand: 40 on a working day of ten weeks, more or less, 8 on each of a
# weekend; each at some hour from 8 on, one an hour, then again.
day() {
	awk "$1"' BEGIN {
		print "id,stage,time"
		for (d = 0; d < 70; d++)
			for (i = 0; i < many(d); i++)
				printf "%d-%d,in,%s\n", d, i, strftime( \
					"%Y-%m-%dT%H:%M:%SZ", 1706486400 + \
					86400 * d + 3600 * (i % 10 + 8) + i, 1)
	}'
}
hand='--entity id --stage stage --time time --stages in,out --lost='
often='function many(d) { return (d % 7 < 5 ? 40 : 8) + (d * 7 % 5 - 2) * 2 }'
day "$often" >often.csv
entries="$hand --every day --measure entries -q"
expect 0 'no weekend is an alarm' funnel watch $entries --last 35 \
	--baseline 35 --as-of 2024-04-07 often.csv
stderr_is
# The same with twice the swings: uneven, but not out of control.
day 'function many(d) {
	return (d % 7 < 5 ? 40 : 8) + (d * 7 % 5 - 2) * (d % 7 < 5 ? 9 : 3) }' \
	>uneven.csv
expect 0 'nor are uneven days' funnel watch $entries --last 35 \
	--baseline 35 --as-of 2024-04-07 uneven.csv
stderr_is
expect 0 'the first weeks tell nothing' funnel watch $hand --every day \
	--measure entries -o few.csv --as-of 2024-02-18 often.csv
stderr_has 'funnel watch: entries: warming up, 19 of 28 days'
ok 'and the day at which the log begins is in no baseline' test -z \
	"$(cell few.csv signal period=2024-01-29)"
# Nobody on the last day; the one after it has begun.
day "$often" | awk -F'[-,]' '$1 != 63' >none.csv
expect 1 'a day of nobody is a count of 0' funnel watch $entries \
	--as-of 2024-04-01 none.csv
stderr_has 'funnel watch: entries, 2024-04-01: 0, usual 4'
expect 0 'a day that is not over is no alarm' funnel watch $entries \
	--as-of 2024-04-01T12:00:00 none.csv
expect 0 'nor one of which rows may still come' funnel watch $entries \
	--as-of 2024-04-01 --delay 1d none.csv
printf '%s\n' 'holiday = 2024-04-01' >off
expect 0 'nor a holiday' funnel watch $entries --calendar off \
	--as-of 2024-04-01 -o off.csv none.csv
ok 'which is off' test "$(cell off.csv signal period=2024-04-01)" = off
ok 'as each weekend is' test "$(cell off.csv signal period=2024-03-31)" = off
expect 0 'weeks go by their working days' funnel watch $hand --every week \
	--measure entries --calendar off --as-of 2024-04-07 -o weeks.csv -q \
	--baseline 12 often.csv

# Hours: against their own hour of the week.  Summer time begins on
# 2024-03-31 and ends on 2024-10-27 in Berlin.
hours() {
	awk -v from=$1 -v days=$2 -v stop=$3 'BEGIN {
		print "id,stage,time"
		for (h = 0; h < 24 * days; h++) {
			t = from + 3600 * h
			clock = strftime("%H", t) + 0
			if (stop && t >= stop)
				break
			many = clock < 7 ? h % 97 == 0 : 15 + h * 7 % 5
			for (i = 0; i < many; i++)
				printf "%d-%d,in,%s\n", h, i, strftime( \
					"%Y-%m-%dT%H:%M:%SZ", t + 60 * i, 1)
		}
	}'
}
hourly="$hand --every hour --measure entries --tz Europe/Berlin --baseline 1000"
TZ=Europe/Berlin hours 1706482800 66 >spring.csv
expect 0 'no alarm in the days about a lost hour' funnel watch $hourly -q \
	--last 96 --as-of 2024-04-02T00:00:00 -o hours.csv spring.csv
stderr_is
ok 'which has no row' test "$(grep -c '2024-03-31T02' hours.csv)" = 0
ok 'the others have' test "$(grep -c '2024-03-31T' hours.csv)" = 23
TZ=Europe/Berlin hours 1724623200 66 >autumn.csv
expect 0 'nor about an hour that comes twice' funnel watch $hourly -q \
	--last 96 --as-of 2024-10-29T00:00:00 -o hours.csv autumn.csv
stderr_is
ok 'it has one row' test "$(grep -c '2024-10-27T02' hours.csv)" = 1
# From noon on there is nobody.
TZ=Europe/Berlin hours 1706482800 66 1711969200 >stopped.csv
expect 1 'an hour without anybody' funnel watch $hourly -q \
	--as-of 2024-04-01T14:00:00+02:00 stopped.csv
stderr_has 'funnel watch: entries, 2024-04-01T13:00: 0, usual 1'
expect 0 'a night that has none' funnel watch $hourly -q --rules beyond \
	--as-of 2024-04-01T06:30:00+02:00 stopped.csv
stderr_is
ok 'what is promised is said' grep -q 'one in 8760 hours; within a year' \
	"$(funnel watch $hourly -t text stopped.csv 2>/dev/null |
	tr '\n' ' ' >promise.txt; echo promise.txt)"

# Events of a stage, or of an outcome, each by its own time and group.
awk 'function day(n) { return strftime("%Y-%m-%d", 1704067200 + 86400 * n, 1) }
	BEGIN {
	print "id,stage,time,place"
	for (w = 0; w < 20; w++)
		for (i = 0; i < 10; i++) {
			printf "%d-%d,in,%s,x\n", w, i, day(7 * w)
			if (i < 4 && w < 18)
				printf "%d-%d,gone,%s,y\n", w, i, day(7 * w + 8)
		}
	}' >events.csv
events='--entity id --stage stage --time time --stages in,out --lost gone --every week --baseline 12'
funnel watch $events --measure events:gone -q -o gone.csv --last 2 events.csv
ok 'four a week' test "$(cell gone.csv count period=2024-02-05)" = 4
expect 0 'and none in the last, which four are near' funnel watch $events \
	--measure events:gone --rules beyond -q --last 2 events.csv
funnel watch $events --measure events:gone --by place -q -o place.csv \
	events.csv
ok 'by its own group' test "$(cell place.csv count place=y \
	period=2024-02-05)" = 4
ok 'not by that of the entry' test "$(grep -c '^x' place.csv)" = 0
funnel watch $events --measure events:in -q -o in.csv events.csv
ok 'and of a stage' test "$(cell in.csv count period=2024-02-05)" = 10

# Told once; in parts.
expect 1 'told' funnel watch $by_day -q --as-of 2024-12-04 --state told $log
ok 'by what is counted' grep -qx 'entries:days,,beyond,2024-12-04' told
expect 0 'once' funnel watch $by_day -q --as-of 2024-12-04 --state told $log
parts() {
	for k in 0 1; do
		awk -F, -v k=$k 'NR == 1 || substr($1, length($1)) % 2 == k' \
			$log | funnel watch $read_as $fixed "$@" -q --partial \
			--time-format iso --encoding UTF-8 -o part$k.fold
	done
	funnel watch $read_as $fixed "$@" --time-format iso --encoding UTF-8 \
		-t csv $log >whole.csv 2>/dev/null
	funnel merge -q -t csv -o merged.csv part0.fold part1.fold \
		2>/dev/null
	cmp -s merged.csv whole.csv && [ -s whole.csv ]
}
ok 'medians of parts' parts --every week --within 28d --measure median
ok 'entries of parts' parts --every day --measure entries
ok 'events of parts, by hour' parts --every hour --measure events:paid

# What does not go together.
expect 2 'a measure' funnel watch $read_as --every day --measure counts $log
stderr_is 'funnel watch: --measure: "counts": expected rate, entries, events:STAGE or median'
expect 2 'a stage' funnel watch $read_as --every day --measure events:pai -q $log
stderr_has 'funnel watch: --measure: '
expect 2 'a median without a window' funnel watch $read_as --every week \
	--measure median $log
stderr_is 'funnel watch: a median wants --within: who entered last week and reached the goal was quick'
expect 2 'hours of dates' funnel watch $events --every hour \
	--measure entries -q events.csv
stderr_is 'funnel watch: --every hour: the times are dates, without hours; say day, week, month, quarter or year'
expect 2 'a baseline that would never do' funnel watch $read_as --every day \
	--measure entries --baseline 20 -q $log
stderr_is 'funnel watch: --baseline 20: 28 days at least, 4 of each weekday'
done_testing
