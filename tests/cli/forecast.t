#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel forecast: against answers of R and Python (tests/reference), by
# hand, and what it refuses.
. "$(dirname "$0")/lib.sh"

# wanted FILE DATASET KEY QUANTITY: a number of a reference file.
wanted() {
	awk -F, -v d="$2" -v k="$3" -v q="$4" '$1 == d && $4 == q &&
		($2 == k || $3 == k) { print $5; exit }' "$reference/$1"
}

# is_near 'SENTENCE' FOUND WANTED ALLOWED
is_near() {
	ok "$1" awk -v a="$2" -v b="$3" -v by="$4" 'BEGIN {
		exit !(a != "" && b != "" && a - b <= by && b - a <= by) }'
}

# check_total DATASET UNTIL: the rows in $out.
check_total() {
	for pair in n:open_n expected:open_expected \
		expected_low:open_low expected_high:open_high \
		stale_n:stale_n open_amount:open_amount \
		amount:open_expected_amount; do
		near "$1 $2: ${pair#*:}" \
			"$(cell "$out" ${pair%:*} "until=$2 part=open")" \
			"$(wanted forecast_total.csv $1 $2 ${pair#*:})"
	done
	# Limits of amounts: to a cell of 4,096.
	by=$(wanted forecast_total.csv $1 $2 open_amount)
	by=$(awk -v x="$by" 'BEGIN { print 1.01 * x / 4096 }')
	for end in low high; do
		is_near "$1 $2: open_amount_$end" \
			"$(cell "$out" amount_$end "until=$2 part=open")" \
			"$(wanted forecast_total.csv $1 $2 open_amount_$end)" \
			"$by"
	done
	near "$1 $2: new_expected" \
		"$(cell "$out" expected "until=$2 part=new")" \
		"$(wanted forecast_total.csv $1 $2 new_expected)"
	near "$1 $2: all_expected" \
		"$(cell "$out" expected "until=$2 part=all")" \
		"$(wanted forecast_total.csv $1 $2 all_expected)"
	variance=$(wanted forecast_total.csv $1 $2 all_var)
	near "$1 $2: all_var" "$(cell "$out" expected_high \
		"until=$2 part=all")" "$(awk -v v="$variance" -v e="$(wanted \
		forecast_total.csv $1 $2 all_expected)" 'BEGIN {
		printf "%.15g", e + 1.959963984540054 * sqrt(v) }')"
}

# check_past DATASET ORIGIN
check_past() {
	for pair in n:open_n expected:expected expected_low:low \
		expected_high:high actual:actual brier:brier \
		naive_expected:naive_expected naive_brier:naive_brier \
		expected_amount:expected_amount actual_amount:actual_amount \
		naive_amount:naive_amount; do
		near "$1, past of $2: ${pair#*:}" \
			"$(cell "$out" ${pair%:*} origin=$2)" \
			"$(wanted forecast_backtest.csv $1 $2 ${pair#*:})"
	done
}

# check_bins DATASET
check_bins() {
	for bin in 0 1 2 3 4 5; do
		[ -n "$(wanted forecast_backtest.csv $1 '(all)' \
			bin_${bin}_n)" ] || continue
		for pair in n:n mean:mean observed:observed; do
			near "$1, chances of .$bin: $pair" \
				"$(cell "$out" ${pair%:*} \
				"bin=$((bin * 10))-$((bin * 10 + 10))%")" \
				"$(wanted forecast_backtest.csv $1 '(all)' \
				bin_${bin}_${pair#*:})"
		done
	done
}

sim=$data/sim_pipeline/sim_pipeline.csv
maven=$data/maven_crm/sales_pipeline.csv
told='--stages identified,contacted,engaged,won --lost lost --value amount'
if [ -f "$sim" ]; then
	expect 0 'a simulated pipeline' funnel forecast $told --as-of \
		2026-03-31 --until 2026-04-30,2026-05-31,2026-06-30 "$sim"
	for until in 2026-04-30 2026-05-31 2026-06-30; do
		check_total sim_pipeline $until
	done
	cp "$out" whole.csv
	for threads in 1 3; do
		(head -n 1 "$sim" && tail -n +2 "$sim" | sort -R) >any.csv
		funnel forecast -q $told --as-of 2026-03-31 --threads \
			$threads --until 2026-04-30,2026-05-31,2026-06-30 \
			any.csv >other.csv
		same "rows in any order, $threads threads" whole.csv other.csv
	done
	for part in 0 1 2; do
		awk -F, -v p=$part 'NR == 1 || substr($1, 2) % 3 == p' \
			"$sim" >part.csv
		funnel forecast -q $told --as-of 2026-03-31 --partial \
			--until 2026-04-30,2026-05-31,2026-06-30 --entity \
			deal_id --stage stage --time date --time-format \
			%Y-%m-%d --encoding utf-8 part.csv >part$part.fold
	done
	funnel merge -q part0.fold part1.fold part2.fold >other.csv
	same 'three parts make the whole' whole.csv other.csv
	expect 0 'its past forecasts' funnel forecast $told --as-of \
		2026-06-30 --until 2026-08-29 --backtest 5 "$sim"
	stderr_has '5 past forecasts of 60 d: 4 inside the interval'
	for origin in 2025-12-31 2026-01-31 2026-02-28 2026-03-31 \
		2026-04-30; do
		check_past sim_pipeline $origin
	done
	check_bins sim_pipeline
else
	report 0 'a simulated pipeline # SKIP ../shared/data is not there'
fi

if [ -f "$maven" ]; then
	# What a deal comes to is known of those that were won.
	tr -d '\r' <"$maven" | funnel import -q --entity opportunity_id \
		--event engaged=engage_date \
		--event 'won=close_date if deal_stage=Won' \
		--event 'lost=close_date if deal_stage=Lost' \
		--keep product,close_value |
		awk -F, -v OFS=, 'NR > 1 && $2 != "won" { $5 = "" } 1' \
		>maven.csv
	told='--stages engaged,won --lost lost --value close_value'
	told="$told --by product --total"
	expect 0 'Maven: the mean of its product for a missing amount' \
		funnel forecast $told --as-of 2017-09-30 \
		--until 2017-10-31,2017-11-30,2017-12-31 maven.csv
	stderr_has '535 of 2409 open deals are older than any that closed'
	stderr_has 'do not rely on the interval'
	stderr_has 'try --close-calendar quarter'
	grep -e until -e '^(total)' "$out" | cut -d, -f2- >total.csv
	cp total.csv "$out"
	for until in 2017-10-31 2017-11-30 2017-12-31; do
		check_total maven $until
	done
	expect 0 'Maven: past forecasts' funnel forecast $told --as-of \
		2017-12-01 --until 2017-12-31 --backtest 5 maven.csv
	grep -e origin -e '^(total)' "$out" | cut -d, -f2- >total.csv
	cp total.csv "$out"
	for origin in 2017-06-30 2017-07-31 2017-08-31 2017-09-30 \
		2017-10-31; do
		check_past maven $origin
	done
	check_bins maven
	before=$(sed -n 's/.*be \([0-9.]*\) times as wide.*/\1/p' "$err")
	expect 0 'a calendar that closes deals helps' funnel forecast $told \
		--as-of 2017-12-01 --until 2017-12-31 --close-calendar \
		quarter maven.csv
	after=$(sed -n 's/.*be \([0-9.]*\) times as wide.*/\1/p' "$err")
	ok "$after times too narrow, and $before without" awk \
		-v a="$after" -v b="$before" 'BEGIN { exit !(a < b / 2) }'
else
	report 0 'Maven # SKIP ../shared/data is not there'
fi

# By hand: 40 deals that take 10 days each, 30 won and 10 lost, and 20 that
# are 4 days old today: of these 3 in 4 will be won by day 10, none by day 9.
# The limits: the binomial mixed over its shift, by dense summation.
{
	echo deal_id,stage,date
	for i in $(seq 1 40); do
		echo "a$i,lead,2025-01-01"
		if [ $i -le 30 ]; then
			echo "a$i,won,2025-01-11"
		else
			echo "a$i,lost,2025-01-11"
		fi
	done
	for i in $(seq 1 20); do
		echo "b$i,lead,2025-02-25"
	done
} >hand.csv
told='--stages lead,won --lost lost --as-of 2025-03-01'
expect 0 'by hand' funnel forecast $told --arrivals none \
	--until 2025-03-06,2025-03-07 hand.csv
stdout_is \
	'until,part,n,expected,expected_low,expected_high,unknown_n,stale_n,extrapolated_n' \
	'2025-03-06,open,20,0,0,0,0,20,0' \
	'2025-03-07,open,20,15,10,19,0,0,0'
expect 0 'the chance of one deal, and what is not impossible' \
	funnel forecast -q $told --deals --until 2025-03-06 hand.csv
# 40 were at risk at 9 days: the rule of three.
near 'the rule of three' "$(cell "$out" chance_high chance=0)" \
	"$(awk 'BEGIN { printf "%.12g", 1 - exp(log(.05) / 40) }')"
expect 0 'a quota by number' funnel forecast -q $told --arrivals none \
	--quota 32 --quota-from 2025-01-01 --until 2025-03-07 hand.csv
expect 4 'nobody entered' funnel forecast $told --until 2025-03-07 \
	--from 2026-01-01 hand.csv

# A stage that 29 have left says nothing; 30 do.
grep -v -e '^a[123456789],' -e '^a10,' hand.csv >fewer.csv
expect 0 '29 have left: not known' sh -c "grep -v '^a11,' fewer.csv |
	funnel forecast -q $told --arrivals none --until 2025-03-07"
stdout_is \
	'until,part,n,expected,expected_low,expected_high,unknown_n,stale_n,extrapolated_n' \
	'2025-03-07,open,20,NA,NA,NA,20,0,0'

# Late entry: of 60 deals half were won at 10 days, half at 20; who came to
# light on the 15th had not been seen at 10 days.
{
	echo deal_id,stage,date
	for i in $(seq 1 60); do
		echo "a$i,lead,2025-01-01"
		echo "a$i,won,2025-01-$((i % 2 ? 11 : 21))"
		[ $i -gt 20 ] || echo "b$i,lead,2025-02-20"
	done
} >late.csv
late='--stages lead,won --as-of 2025-02-25 --until 2025-03-05 --arrivals none'
expect 0 'everything was recorded' funnel forecast -q $late late.csv
cell_is 10 "$out" expected part=open
expect 0 'nothing was before' funnel forecast $late --observed-from \
	2025-01-15 late.csv
cell_is 0 "$out" expected part=open
stderr_has 'left out, as nobody knows how old they were: 30'

# A season: three a day in January, else one; all are won a day later.
awk 'BEGIN {
	split("31 28 31 30 31 30 31 31 30 31 30 31", days)
	print "deal_id,stage,date"
	for (year = 2023; year <= 2024; year++)
		for (m = 1; m <= 12; m++) {
			n = days[m] + (m == 2 && year == 2024)
			for (d = 1; d <= n; d++)
				for (k = 0; k < (m == 1 ? 3 : 1); k++)
					deal(year, m, d, n, ++id)
		}
}
function deal(year, m, d, n, id) {
	printf "%d,lead,%d-%02d-%02d\n", id, year, m, d
	if (d < n)
		printf "%d,won,%d-%02d-%02d\n", id, year, m, d + 1
	else
		printf "%d,won,%d-%02d-01\n", id, year + (m == 12), m % 12 + 1
}' >season.csv
season='--stages lead,won --as-of 2024-12-31 --until 2025-01-31'
expect 0 'as in the last 90 days' funnel forecast -q $season season.csv
cell_is 30 "$out" expected part=new
expect 0 'as January had it' funnel forecast -q $season --season month \
	season.csv
near '3 a day' "$(cell "$out" expected part=new)" 90

# As wide as the past asks for.
expect 0 'calibrated' funnel forecast -q --until 2025-07-31 --calibrate \
	--with-definition "$root/samples/b2b.csv"
sed -n 's/^# past_widening: //p' "$out" >widening
grep -v '^#' "$out" >calibrated.csv
funnel forecast -q --until 2025-07-31 "$root/samples/b2b.csv" >plain.csv
near 'half-widths times the widening' "$(awk -v e="$(cell plain.csv \
	expected part=all)" -v h="$(cell plain.csv expected_high part=all)" \
	-v w="$(cat widening)" 'BEGIN { printf "%.12g", e + w * (h - e) }')" \
	"$(cell calibrated.csv expected_high part=all)"

# A quota may stand in the funnel file.
sed 's/^\[report\]/&\nquota = 4000000/' "$root/samples/b2b.funnel" >q.funnel
expect 0 'a quota of the funnel file' funnel forecast -q -f q.funnel \
	--until 2025-09-30 "$root/samples/b2b.csv"
ok 'its gap' [ "$(cell "$out" gap part=all)" != '' ]

# Of the sample, cut three months before its end, the truth came out.
expect 0 'what was to come of the sample' funnel forecast -q --as-of \
	2025-03-31 --until 2025-06-30 --arrivals none \
	"$root/samples/b2b.csv"
won=$(awk -F, 'NR > 1 && $3 <= "2025-03-31 24" {
	if ($2 == "identified") open[$1] = 1
	if ($2 == "won" || $2 == "lost" || $2 == "disqualified") gone[$1] = 1
	next }
	$2 == "won" && open[$1] && !gone[$1] && !seen[$1]++ { n++ }
	END { print n }' "$root/samples/b2b.csv")
ok "$won were won: in the interval" awk -v n="$won" \
	-v low="$(cell "$out" expected_low part=open)" \
	-v high="$(cell "$out" expected_high part=open)" \
	'BEGIN { exit !(n >= low && n <= high) }'

b2b=$root/samples/b2b.csv
# Pictures, new and of a result that is read back.
expect 0 'a fan' funnel forecast -q --until 2025-07-31,2025-08-31 \
	--value amount --quota 4000000 --with-definition --chart fan.svg \
	-o fan.csv "$b2b"
expect 0 'drawn in the terminal' funnel chart fan.csv
stdout_has 'Quota of 4.00M by 2025-08-31: '
expect 0 'the same of a result that is read back' funnel chart -o again.svg \
	fan.csv
same 'to the byte' fan.svg again.svg
expect 0 'groups have one fan, of their total' funnel forecast -q --by \
	channel --total --until 2025-07-31 --chart total.svg "$b2b"
expect 2 'without it there is none' funnel forecast -q --by channel \
	--until 2025-07-31 --chart none.svg "$b2b"
expect 0 'past chances' sh -c "funnel forecast -q --until 2025-07-31 \
	--backtest 6 '$b2b' | funnel chart"
stdout_has 'Came true'
# 20 deals of 4 days, 3 in 4 by day 10: 15 of 20.
expect 0 'from what is open to what is expected' sh -c "funnel forecast -q \
	$told --deals --until 2025-03-07 hand.csv | funnel chart"
stdout_has 'Of 20 open, 15 can be expected by 2025-03-07'
stdout_has 'not won of lead'
expect 0 'drawn at once' funnel forecast -q $told --deals --until \
	2025-03-07 --chart deals.svg hand.csv
ok 'a picture' grep -q '</svg>' deals.svg
# Nothing that is known is no picture of nothing.
printf '%s\n' '# as_of: 2025-03-01' until,part,n,expected,expected_low,expected_high \
	2025-03-07,open,20,NA,NA,NA >unknown.csv
expect 3 'nothing is known' funnel chart unknown.csv
stderr_is 'funnel chart: unknown.csv: holds no forecast that is known'
# A credit that is open takes away, and breaks nothing.
awk -F, -v OFS=, 'NR == 1 { print $0, "amount"; next }
	{ print $0, $1 == "b1" ? -150 : 100 }' hand.csv >credit.csv
expect 0 'a credit' funnel forecast -q $told --arrivals none --value amount \
	--until 2025-03-07 credit.csv
cell_is 1312.5 "$out" amount part=open
echo 'until,part,n,expected,expected_low,expected_high
soon,open,3,1,0,2' >odd.csv
expect 3 'a date that is none' funnel chart odd.csv
stderr_is 'funnel chart: odd.csv: until: "soon": expected a date'

refused() {
	expect "$1" "$2" funnel forecast -q $3 "$b2b"
	stderr_is "funnel forecast: $2"
}
refused 2 'until when? say --until DATE, or several by commas' ''
refused 2 '--until: "2025-06-30": expected a day after as-of, up to which all is known already' \
	'--until 2025-06-30'
refused 2 '--until: "2025-07-31": expected ascending dates' \
	'--until 2025-07-31,2025-07-31'
refused 2 '--until: "9999-12-31": expected a day within ten years of as-of' \
	'--until 9999-12-31'
refused 2 '--until: "soon": expected a date such as 2025-01-31, or a time' \
	'--until soon'
refused 2 '--probability: a share typed in for a stage takes a deal that is overdue for a fresh one; chances here are what deals of that stage and age did' \
	'--until 2025-07-31 --probability won=0.2'
refused 2 '--order any and touch have no stage that a deal stands at; ordered, strict or reach have' \
	'--until 2025-07-31 --order any'
refused 2 '--entry best and latest choose by the outcome, which an open deal does not have yet' \
	'--until 2025-07-31 --entry best'
refused 2 '--deals and --backtest are two results: ask for one' \
	'--until 2025-07-31 --deals --backtest 3'
refused 2 '--deals names deals: it does not go with --partial' \
	'--until 2025-07-31 --deals --partial --as-of 2025-06-30'
refused 2 '--quota-from wants --quota' \
	'--until 2025-07-31 --quota-from 2025-01-01'
refused 2 '--quota: "much": expected an amount above 0' \
	'--until 2025-07-31 --quota much'
refused 2 '--quota is of all groups together: add --total' \
	'--until 2025-07-31 --quota 5 --by channel'
refused 2 '--arrivals: "few": expected a span of days, such as 90d, or none' \
	'--until 2025-07-31 --arrivals few'
expect 2 'no window' funnel forecast --until 2025-07-31 --within 90d "$b2b"

# deals AMOUNT LAST EARLY LATE: four a day, of whom every EARLY-th, later
# every LATE-th wins five days on; and the amount of one that is still open.
deals() {
	perl -MPOSIX=strftime -e '
	my ($amount, $last, $early, $late) = @ARGV;
	sub row { printf "%d,%s,%s,%s\n", $_[0], $_[1], strftime("%Y-%m-%d",
		gmtime((20000 + $_[2]) * 86400)), $_[0] == 1195 ? $last :
		$amount }
	print "id,stage,time,amount\n";
	for (0 .. 1199) { my $day = int($_ / 4);
		row($_, "s1", $day);
		row($_, $_ % ($_ < 800 ? $early : $late) ? "lost" : "won",
			$day + 5) if $day < 295 }' -- "$@"
}
amounts="--entity id --stage stage --time time --stages s1,won --lost lost
	--until 2025-08-31 --value amount"

# Returns are the mirror of sales.
deals 10 10 2 10 >sales.csv
deals -10 -10 2 10 >returns.csv
for how in '' --calibrate; do
	funnel forecast -q $amounts $how -o sold.csv sales.csv
	expect 0 "returns $how" funnel forecast -q $amounts $how \
		-o returned.csv returns.csv
	for part in new all; do
		for pair in amount:amount amount_low:amount_high \
			amount_high:amount_low; do
			near "$part $how: $pair" \
				"$(cell returned.csv ${pair%:*} part=$part)" \
				"-$(cell sold.csv ${pair#*:} part=$part)"
		done
	done
done

# One large deal of a small chance: none is likely to win, at any width.
deals 1 1000000 800 25 >skew.csv
expect 0 'the mean beyond an interval' funnel forecast -q $amounts \
	--calibrate -o skewed.csv skew.csv
cell_is 0 skewed.csv amount_low part=open
cell_is 0 skewed.csv amount_high part=open

# known_when_won SIGN: the amounts of sales but where a deal is won are gone;
# with a sign they are of five sizes, else all are alike.
known_when_won() {
	awk -F, -v OFS=, -v sign="${1-}" 'NR > 1 {
		if ($2 != "won")
			$4 = ""
		else if (sign)
			$4 = sign * (10 + $1 % 5 * 20)
	}
	1' sales.csv
}

# A draw from what is all alike is as good as known.
known_when_won >unknown.csv
funnel forecast -q $amounts -o sold.csv sales.csv
expect 0 'amounts that are missing' funnel forecast $amounts \
	-o drawn.csv unknown.csv
open=$(cell drawn.csv n part=open)
ok 'and it says so' grep -qxF "funnel forecast: $open of $open open deals \
have no amount: each is worth any of those won in its group" "$err"
cell_is "$open" drawn.csv imputed_n part=open
for column in amount amount_low amount_high; do
	is_near "of one size: $column" "$(cell drawn.csv $column part=open)" \
		"$(cell sold.csv $column part=open)" 1
done

# Returns mirror sales here, too; a cell of 20 times 90 is less than .5.
known_when_won 1 >drawn-sales.csv
known_when_won -1 >drawn-returns.csv
funnel forecast -q $amounts -o sold.csv drawn-sales.csv
funnel forecast -q $amounts -o returned.csv drawn-returns.csv
for pair in amount:amount amount_low:amount_high amount_high:amount_low; do
	is_near "drawn: $pair" "$(cell returned.csv ${pair%:*} part=open)" \
		"-$(cell sold.csv ${pair#*:} part=open)" 1
done
done_testing
