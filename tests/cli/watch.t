#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel watch: against answers of Python and R (tests/reference/watch), by
# hand, and what it refuses.
. "$(dirname "$0")/lib.sh"

answers=$reference/watch
read_as='--entity account --stage stage --time time --stages trial,paid --lost lost'
of_log="$read_as --every week --within 28d --as-of 2025-02-21"
fixed='--baseline 2024-01-01..2024-06-30 --rules beyond,shift,ewma,cusum --sigma 3'
log=$answers/watch-log.csv

# check_chart LIMITS: every cell of every row.
check_chart() {
	funnel watch $of_log $fixed --limits $1 -t csv -o $1.csv -q $log
	awk -F, -v limits=$1 '
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
	file == 1 { wanted[FNR] = $0; next }
	{
		n = split(wanted[FNR], row, ",")
		split("period complete n k rate center low high z ewma " \
			"ewma_limit cusum_up cusum_down signal", names, " ")
		for (i = 1; i <= 14; i++) {
			name = names[i]
			here = name ~ /^(low|high)$/ ? "limit_" name : name
			there = name ~ /^(low|high)$/ ? limits "_" name : name
			if (!same(row[at[ARGV[1], there]],
				$at[FILENAME, here])) {
				print "# " row[1] " " name
				bad = 1
			}
		}
		rows++
	}
	END { exit bad || rows != 60 }' $answers/watch-rate.csv $1.csv
}
ok 'exact limits, EWMA, sums, signals: 60 weeks' check_chart exact
ok 'the limits of textbooks' check_chart normal
for pair in baseline_periods:baseline_periods center:center sigma_z:sigma_z; do
	near "constant: $pair" "$(funnel watch $of_log $fixed -t json -o - -q \
		$log 2>/dev/null | grep -oE "\"${pair%:*}\": ?\"[^\"]*" |
		grep -oE '[0-9.]+$')" "$(awk -F, -v n=${pair#*:} \
		'$1 == n { print $2 }' $answers/watch-constants.csv)"
done

# What a night hears.
expect 1 'a signal' funnel watch $of_log $fixed -q $log
stdout_is
stderr_is 'funnel watch: paid, week of 2025-01-13: 21.1% of 90, usual 27.0% (6.1–48.3); low for 13 weeks (shift, ewma, cusum)'
expect 1 'each of the last is told' funnel watch $of_log $fixed --last 6 -q \
	$log
ok 'six lines' test "$(wc -l <"$err")" = 6
# The twelve weeks before the judged are in no baseline that moves along.
expect 1 'by its own baseline, too' funnel watch $of_log -q -o own.csv $log
stderr_has 'week of 2025-01-13: 21.1% of 90'
ok 'of 26 weeks' test "$(grep -c ',baseline,' own.csv)" = 26
ok 'and twelve between' test "$(cell own.csv signal period=2024-10-14)" = \
	baseline
ok 'the first of which has an average' test -n \
	"$(cell own.csv ewma period=2024-10-21)"
expect 0 'a quiet night has no byte' funnel watch $of_log --as-of 2024-08-30 \
	-q $log
stdout_is
stderr_is
expect 0 'beyond alone misses it' funnel watch $of_log --sigma 3 \
	--baseline 2024-01-01..2024-06-30 --rules beyond -q $log
expect 1 '-o is written all the same' funnel watch $of_log $fixed -q -o t.csv \
	$log
ok 'all rows' test "$(wc -l <t.csv)" = 61

# Promises: the limit of each rule is that of so many periods × rules ×
# groups, widened for a baseline of 26 by what a simulation asks for; by EWMA
# of the first point, λ times the limit.
first() {
	funnel watch $of_log --baseline 2024-01-01..2024-06-30 -t csv "$@" \
		2>/dev/null >promise.csv
	cell promise.csv ewma_limit period=2024-07-01
}
limit() {
	awk -F, -v a=$1 '$1 ~ /ewma/ && $2 == a {
		printf "%.10g", .2 * $3 * by }' by=$2 \
		$answers/watch-limits-for-arl.csv
}
close_to() {
	ok "$1" awk -v a="$2" -v b="$3" 'BEGIN {
		exit !(a != "" && b != "" && (a - b) ^ 2 < 1e-15) }'
}
close_to 'two rules of 370: 740' "$(first $log)" "$(limit 740 1.256)"
close_to 'one rule' "$(first --rules ewma $log)" "$(limit 370 1.216)"
close_to 'four of 370' "$(first --rules beyond,shift,ewma,cusum $log)" \
	"$(limit 1480 1.295)"
close_to 'one of 3700' "$(first --rules ewma --arl 3700 $log)" "$(limit 3700 1.346)"
awk -F, 'NR == 1 { print $0 ",place"; next }
	{ print $0 "," (NR % 2 ? "a" : "b") }' $log >two.csv
close_to 'two rules of two groups' "$(first --by place two.csv | head -1)" \
	"$(limit 1480 1.295)"
ok 'the promise is said' grep -q 'one in 370 weeks; within a year with a chance of 13%' \
	"$(funnel watch $of_log -t text $log >promise.txt 2>/dev/null;
	tr '\n' ' ' <promise.txt >one.txt; echo one.txt)"

# By hand: 14 weeks of 20, of whom 10 reach the goal; then a week of none,
# one of 20 without any, one that nobody entered, and one that is not over.
awk 'function day(n) { return strftime("%Y-%m-%d", 1704067200 + 86400 * n, 1) }
	BEGIN {
	print "id,stage,time"
	for (w = 0; w < 18; w++)
		for (i = 0; i < 20; i++) {
			if (w == 16)
				continue
			printf "%d-%d,in,%s\n", w, i, day(7 * w)
			if (i < 10 && w < 15)
				printf "%d-%d,out,%s\n", w, i, day(7 * w + 1)
		}
	}' >hand.csv
hand='--entity id --stage stage --time time --stages in,out --lost= --every week --within 7d'
expect 0 'a few weeks tell nothing yet' funnel watch $hand \
	--as-of 2024-03-30 -t csv hand.csv
stderr_is 'funnel watch: rows: 490 read = 390 used + 0 repeats + 0 rejected + 100 filtered (100 after as-of)' \
	'funnel watch: out: warming up, 10 of 12 weeks'
expect 0 'warming up is quiet' funnel watch $hand --as-of 2024-03-30 -q \
	hand.csv
stderr_is
expect 4 'what cannot be told' funnel watch $hand --as-of 2024-03-30 -q \
	--fail-if 'limit_low<0.3' hand.csv
expect 1 'a rate can be told' funnel watch $hand --as-of 2024-03-30 -q \
	--fail-if 'rate<0.6' hand.csv
stderr_is 'funnel watch: --fail-if rate<0.6: rate of 2024-03-11 is 50.0% of 20'
expect 4 'before any week is over' funnel watch $hand --as-of 2024-01-05 -q \
	--fail-if 'rate<0.6' hand.csv
expect 1 'a week without any' funnel watch $hand --as-of 2024-04-29 \
	-t csv hand.csv
ok 'is low' grep -q '2024-04-15: 0.0% of 20, usual 50.0%' "$err"
expect 0 'a week of nobody is empty, and no alarm' funnel watch $hand \
	--as-of 2024-05-06 -t csv hand.csv
ok 'and 0' test "$(cell "$out" n period=2024-04-22)" = 0
ok 'without a rate' test -z "$(cell "$out" rate period=2024-04-22)"
ok 'and few' test "$(cell "$out" signal period=2024-04-22)" = few
expect 0 'what is not over is no alarm' funnel watch $hand \
	--as-of 2024-04-22 -t csv hand.csv
ok 'it is incomplete' test "$(cell "$out" signal period=2024-04-15)" = \
	incomplete
expect 0 'rows that come late' funnel watch $hand --delay 7d \
	--as-of 2024-04-29 -q hand.csv
expect 1 'fail-if asks judged rows alone' funnel watch $hand \
	--as-of 2024-04-29 -q --rules cusum --fail-if 'rate<0.1' hand.csv
expect 0 'and no earlier ones' funnel watch $hand --as-of 2024-04-22 -q \
	--rules cusum --fail-if 'rate<0.5' hand.csv
expect 4 'of nobody no rate can be told' funnel watch $hand -q \
	--as-of 2024-05-06 --fail-if 'rate<0.5' hand.csv
stderr_is 'funnel watch: --fail-if rate<0.5: rate of 2024-04-22 is not defined'
awk -F, '$2 != "out"' hand.csv >none.csv
expect 0 'a baseline of none has no limits' funnel watch $hand \
	--as-of 2024-05-06 none.csv
ok 'which is said' grep -q 'nobody in the baseline reached it' "$err"

# Summer time begins on 2024-03-31 in Berlin: a day is a day.
awk 'BEGIN {
	print "id,stage,time"
	for (d = 0; d < 40; d++)
		for (i = 0; i < 20; i++) {
			t = 1709251200 + 86400 * d + 3600 * i
			printf "%d-%d,in,%s\n", d, i, strftime( \
				"%Y-%m-%dT%H:%M:%SZ", t, 1)
			if (i % 2)
				printf "%d-%d,out,%s\n", d, i, strftime( \
					"%Y-%m-%dT%H:%M:%SZ", t + 60, 1)
		}
	}' >summer.csv
expect 0 'days of 23 hours' funnel watch --entity id --stage stage --time time \
	--stages in,out --lost= --every day --within 1d --tz Europe/Berlin \
	--min-n 15 --last 12 -t csv -q -o summer.out summer.csv
ok 'each day has its own' test "$(cell summer.out n period=2024-03-31)" = 20

# A week of holidays, in which nobody moved on: working days alone count.
printf '%s\n' 'holiday = 2024-04-08..2024-04-12' >days
awk 'function day(n) { return strftime("%Y-%m-%d", 1704067200 + 86400 * n, 1) }
	BEGIN {
	print "id,stage,time"
	for (w = 0; w < 18; w++)
		for (i = 0; i < 20; i++) {
			printf "%d-%d,in,%s\n", w, i, day(7 * w)
			if (i % 2)
				printf "%d-%d,out,%s\n", w, i,
					day(7 * w + (w == 14 ? 8 : 2))
		}
	}' >holidays.csv
working="$hand --within 3d --as-of 2024-04-28 --last 2 -q"
expect 1 'holidays as if they were days' funnel watch $working holidays.csv
stderr_has 'week of 2024-04-08: 0.0% of 20'
expect 0 '--calendar' funnel watch $working --calendar days holidays.csv
stderr_is

# Each signal is told once.
expect 1 'the first night' funnel watch $of_log $fixed -q --state told $log
stderr_has 'low for 13 weeks (shift, ewma, cusum)'
ok 'a line a rule' test "$(wc -l <told)" = 5
ok 'by watch, group, rule, period' grep -qx \
	'paid:weeks:28d,,shift,2025-01-13' told
cp told before
expect 0 'the second night' funnel watch $of_log $fixed -q --state told $log
stdout_is
stderr_is
same 'the file stays' told before
expect 1 'a yes of --fail-if is one all the same' funnel watch $of_log \
	$fixed -q --fail-if 'rate<0.5' --state told $log
expect 1 'an earlier week is new' funnel watch $of_log $fixed -q --last 2 \
	--state told $log
ok 'and it alone is told' test "$(wc -l <"$err")" = 1
stderr_has 'week of 2025-01-06'
expect 1 'another watch shares the file' funnel watch $of_log $fixed -q \
	--within 27d --state told $log
expect 0 'and has told' funnel watch $of_log $fixed -q --within 27d \
	--state told $log
awk -F, 'NR == 1 { print $0 ",place" } NR > 1 { print $0 ",\"x, \"\"y\"\"\"" }' \
	$log >odd.csv
expect 1 'a group of commas and quotes' funnel watch $of_log $fixed -q \
	--by place --state odd odd.csv
expect 0 'is known again' funnel watch $of_log $fixed -q --by place \
	--state odd odd.csv
ok 'its lines are plain CSV' test "$(awk -F, 'NF != 4' odd)" = ''
# Damage: cut at each byte, a byte changed, another program's.
whole=$(wc -c <before)
i=0 refused=0
while [ $i -lt $whole ]; do
	head -c $i before >cut
	funnel watch $of_log $fixed -q --state cut $log 2>cut.err
	[ $? = 3 ] && [ "$(wc -c <cut)" = $i ] && refused=$((refused + 1))
	i=$((i + 7))
done
ok 'cut anywhere' test $refused = $(((whole + 6) / 7))
sed 's/2025-01-13/2025-01-14/' before >changed
cp changed kept
expect 3 'a changed day' funnel watch $of_log $fixed -q --state changed $log
stderr_is 'funnel watch: changed: --state: damaged, or no file of funnel watch; it stays as it is.  Put it away, and what it held is told once more'
same 'nothing is lost' changed kept
cp $log foreign
expect 3 'a foreign file' funnel watch $of_log $fixed -q --state foreign $log
same 'nothing is lost of that' foreign $log
expect 2 'the log itself' funnel watch $of_log $fixed -q --state foreign foreign
expect 2 'the result' funnel watch $of_log $fixed -o told --state told $log
expect 5 'a state that cannot be written is told, and an error' funnel watch \
	$of_log $fixed -q --state none/told $log
stderr_has 'low for 13 weeks'
# Killed while it writes: the old one stands, or the new one is whole.
i=0 whole=0
while [ $i -lt 20 ]; do
	cp before killed
	funnel watch $of_log $fixed -q --last $((i % 5 + 2)) --state killed \
		$log 2>killed.err &
	sleep 0.00$((i % 10))
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	funnel watch $of_log $fixed -q --state killed $log 2>killed.err &&
		whole=$((whole + 1))
	i=$((i + 1))
done
ok 'killed while writing' test $whole = 20

# Without periods: groups against all, by hand.  a: 40 of 100, b: 10 of 100,
# c: 10 of 100, d: too few; and 50 entries that are too young.
awk 'BEGIN {
	print "id,stage,time,place"
	n = split("a 100 40 b 100 10 c 100 10 d 5 1", of, " ")
	for (g = 1; g <= n; g += 3)
		for (i = 0; i < of[g + 1]; i++) {
			printf "%s%d,in,2024-01-02,%s\n", of[g], i, of[g]
			if (i < of[g + 2])
				printf "%s%d,out,2024-01-03,%s\n", of[g], i, of[g]
		}
	for (i = 0; i < 50; i++)
		printf "y%d,in,2024-02-28,c\n", i
	}' >groups.csv
groups='--entity id --stage stage --time time --stages in,out --lost= --within 7d --by place --as-of 2024-03-01 -q'
expect 1 'a group unlike all others' funnel watch $groups groups.csv
ok 'and it alone' test "$(wc -l <"$err")" = 1
stderr_has 'funnel watch: a, out: 40.0% of 100, usual 20.0% ('
stderr_has '; high (beyond)'
expect 1 'as textbooks have it' funnel watch $groups --sigma 3 \
	--limits normal -o groups.out groups.csv
# 61 of 305 is .2; 3 deviations of 100 are .12.
near 'its limit' "$(cell groups.out limit_high place=a)" .32
near 'its deviation' "$(cell groups.out z place=a)" 5
ok 'few are not judged' test "$(cell groups.out signal place=d)" = few
expect 1 'told' funnel watch $groups --state groups.told groups.csv
ok 'by group' grep -qx 'out:groups:7d:place,a,beyond,' groups.told
expect 0 'once' funnel watch $groups --state groups.told groups.csv
expect 0 'rows that come late' funnel watch $groups --delay 60d groups.csv
stderr_is
expect 2 'a baseline' funnel watch $groups --baseline 26 groups.csv
stderr_is 'funnel watch: --baseline, --last and --rules are of periods: say --every, too'
expect 2 'counts of groups' funnel watch $groups --measure entries groups.csv
stderr_is 'funnel watch: without --every groups are held against each other by their rate'

if speaks_chinese; then
	expect 1 'the line in Chinese' funnel watch $of_log $fixed --lang zh \
		-q $log
	stderr_is 'funnel watch: paid, 2025-01-13 起的一周：90 个中的 21.1%，通常 27.0%（6.1–48.3）；连续 13 周偏低（shift, ewma, cusum）'
fi

# Parts, threads.
told='--time-format iso --encoding UTF-8'
for k in 0 1; do
	awk -F, -v k=$k 'NR == 1 || substr($1, length($1)) % 2 == k' \
		$log |
		funnel watch $of_log $fixed $told -q --partial -o part$k.fold
done
funnel watch $of_log $fixed $told -t csv $log >whole.csv 2>/dev/null
expect 1 'merge alarms too' funnel merge -q -t csv -o merged.csv part0.fold \
	part1.fold
ok 'the same as of the whole' cmp -s merged.csv whole.csv
funnel watch $of_log $fixed -t csv --threads 4 \
	$told $log >threads.csv 2>/dev/null
ok 'any threads' cmp -s threads.csv whole.csv

# What does not go together.
expect 2 'no period' funnel watch $read_as --within 28d $log
stderr_is 'funnel watch: how long is a period? say --every hour, day, week, month or quarter; or --by: groups against each other'
expect 2 'no window' funnel watch $read_as --every week $log
stderr_is 'funnel watch: a rate wants --within: of those who entered last week nobody has had as long as those of last year'
expect 2 'entry best' funnel watch $of_log --entry best $log
expect 2 'a rule' funnel watch $of_log --rules runs $log
stderr_is 'funnel watch: --rules: "runs": expected beyond, ewma, shift, cusum, or several by commas'
expect 2 'two promises' funnel watch $of_log --sigma 3 --arl 370 $log
stderr_is 'funnel watch: --sigma says how wide limits are, --arl how rare false alarms: ask for one'
expect 2 'no promise' funnel watch $of_log --arl 3 $log
stderr_is 'funnel watch: --arl: "3": expected a number from 100 to 10000'
expect 2 'a short baseline' funnel watch $of_log --baseline 8 $log
stderr_is 'funnel watch: --baseline: "8": expected a number from 12 to 10000'
expect 2 'a baseline that ends too early' funnel watch $of_log \
	--baseline 2024-06-30..2024-01-01 -q $log
stderr_is 'funnel watch: --baseline: "2024-06-30..2024-01-01" ends before it begins'
expect 2 'a baseline of what is judged' funnel watch $of_log \
	--baseline 2024-06-01..2025-01-31 -q $log
stderr_is 'funnel watch: --baseline: "2024-06-01..2025-01-31" holds periods that are judged: what is usual would be learned from them'
expect 2 'more than there are' funnel watch $of_log --last 90 -q $log
stderr_is 'funnel watch: --last 90: only 55 weeks are complete'
done_testing
