#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel chart of funnel watch: what is said, by hand from the answers
# (tests/reference/watch/watch-rate.csv).
. "$(dirname "$0")/lib.sh"

log=$reference/watch/watch-log.csv
read_as='--entity account --stage stage --time time --stages trial,paid --lost lost --as-of 2025-02-21'
of_log="$read_as --every week --within 28d --baseline 2024-01-01..2024-06-30"
watch() {
	funnel watch $of_log -q --with-definition -o "$@" $log 2>/dev/null
}
watch low.csv --sigma 3 --rules beyond,shift,ewma,cusum
expect 0 'as text' funnel chart low.csv
# Under the centre since the week of 2024-10-21, 13 of them.
stdout_has 'Low since 2024-10-21: 13 weeks in a row under the usual 27.0%'
stdout_has 'Share that reached paid within 28 d'
stdout_has 'usual 27.0%'
stdout_has '● 2025-01-13: 21.1% (low: shift ewma cusum)'
ok 'of the rows that have a signal' test "$(grep -c '^●' "$out")" = \
	"$(awk -F, '$19 ~ /shift|beyond|ewma|cusum/' \
	$reference/watch/watch-rate.csv | wc -l)"
watch beyond.csv --rules beyond
expect 0 'without a finding' funnel chart beyond.csv
stdout_has 'Share that reached paid within 28 d, between limits'
stdout_has 'One false alarm in 370 weeks, by all rules'
funnel watch $read_as --every day --measure entries -q --with-definition \
	--baseline 2024-01-01..2024-06-30 --as-of 2024-12-04 -o days.csv $log \
	2>/dev/null
expect 0 'a day' funnel chart days.csv
stdout_has '2024-12-04 is high: 56, usual 18'
funnel watch $read_as --every day --measure entries -q --as-of 2024-01-20 \
	-o young.csv $log 2>/dev/null
expect 0 'a log that is young' funnel chart young.csv
stdout_has 'No limits: '
awk -F, 'NR == 1 { print $0 ",place"; next }
	{ print $0 "," (NR % 2 ? "a" : "b") }' $log >two.csv
funnel watch $of_log --min-n 10 --by place -q --with-definition -o two.out \
	two.csv
expect 0 'groups' funnel chart two.out
ok 'have a plot each' test "$(grep -cx '[ab]' "$out")" = 2
if speaks_chinese; then
	expect 0 'in Chinese' funnel chart --lang zh low.csv
	stdout_has '自 2024-10-21 起偏低：连续 13 周低于通常水平 27.0%'
fi
sed 's/2024-01-08/2023-01-08/' low.csv >order.csv
expect 3 'periods out of order' funnel chart order.csv
stderr_is 'funnel chart: order.csv: periods are expected in order'
sed 's/2024-01-08/soon/' low.csv >time.csv
expect 3 'no period' funnel chart time.csv
stderr_has 'period "soon": expected the date of its first day'
if command -v gnuplot >/dev/null; then
	expect 1 'a picture beside' funnel watch $read_as --every week \
		--within 28d -q --chart week.svg $log
	ok 'with the average' grep -q EWMA week.svg
	ok 'what is learned from' grep -q '>baseline<' week.svg
	expect 0 'of a result' funnel chart -o low.svg low.csv
	ok 'has both plots' grep -q 'EWMA of their deviations, limit ±0.95' \
		low.svg
	ok 'and its parts' grep -q '>since then<' low.svg
	# Limits end near 50 %, but for one week of few.
	ok 'no higher than they need' sh -c \
		"grep -q '>60%<' low.svg && ! grep -q '>80%<' low.svg"
	orange="rgb(213,  94,   0)"
	ok 'low is worse, and orange' grep -qF "$orange" low.svg
	ok 'which is said' grep -q 'In orange: signals of worse' low.svg
	expect 0 'nothing to see' funnel chart -o beyond.svg beyond.csv
	ok 'nothing said of it' sh -c "! grep -q signals beyond.svg"
	sed 's/,low$/,high/' days.csv >high.csv
	expect 0 'more than usual' funnel chart -o days.svg high.csv
	ok 'is better, and not orange' sh -c "! grep -qF '$orange' days.svg &&
		grep -q 'Large: signals of better' days.svg"
	sed 's/^# outcomes: .*/# outcomes: lost, gone/
		s/^entries,/events:gone,/' high.csv >gone.csv
	funnel chart -o gone.svg gone.csv
	ok 'more losses are worse' grep -qF "$orange" gone.svg
	expect 0 'and of groups' funnel chart -o two.svg two.out
	expect 0 'of hours' funnel watch $read_as --every hour --measure entries \
		-q --chart hours.svg $log
fi
done_testing
