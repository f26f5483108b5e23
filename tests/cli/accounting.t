#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Nothing vanishes: who skipped a stage is not open, who never entered is
# counted, a snapshot is said to be one, and what is said to come eventually
# never lies below what has come.  Inputs that went wrong for people, with
# what is right by hand (tests/cases), and the estimates of
# reference/multistate.
. "$(dirname "$0")/lib.sh"

cases=$root/tests/cases
cp "$cases"/*.csv .

# Four tickets: two went New, Resolved, Closed.
tickets='--entity ticket_no --stage state --time when --stages New,Active,Resolved,Closed'
fates() {
	funnel convert -q "$@" -t csv | awk -F, 'NR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		next
	}
	$at["advanced"] != "" {
		print $at["stage"], $at["entered"], $at["advanced"],
		    $at["lost"], $at["skipped"], $at["expired"], $at["open"]
	}'
}
expect 0 'who went on without a stage is not open' fates $tickets skip_stage.csv
stdout_is 'New 4 2 0 2 0 0' 'Active 2 2 0 0 0 0' 'Resolved 2 2 0 0 0 0'
expect 0 'nor is that said' funnel convert $tickets skip_stage.csv
stderr_has 'funnel convert: 2 went on without the next stage in order (New to Resolved 2) and are skipped, not open: --optional STAGE goes past a stage, --order reach counts it as passed'
expect 0 'nor listed' funnel list -q $tickets --outcome open skip_stage.csv
stdout_is 'entity,stage,outcome,New_at,Active_at,Resolved_at,Closed_at,days_in_stage,days_total,last_at'
expect 0 'but as skipped' sh -c "funnel list -q $tickets --outcome skipped skip_stage.csv | cut -d, -f2,3"
stdout_is stage,outcome New,skipped New,skipped
for policy in '--order strict' '--count attempts' '--entry best' \
	'--entry latest' '--ties against' '--within 30d' '--step-within 30d'; do
	expect 0 "the same: $policy" fates $tickets $policy skip_stage.csv
	stdout_is 'New 4 2 0 2 0 0' 'Active 2 2 0 0 0 0' 'Resolved 2 2 0 0 0 0'
done
expect 0 'an optional stage is gone past' fates $tickets --optional Active skip_stage.csv
stdout_is 'New 4 4 0 0 0 0' 'Resolved 4 4 0 0 0 0'
expect 0 'reach has it as passed' fates $tickets --order reach skip_stage.csv
stdout_is 'New 4 4 0 0 0 0' 'Active 4 4 0 0 0 0' 'Resolved 4 4 0 0 0 0'
expect 0 'a part says the same' sh -c "funnel convert $tickets --time-format '%Y-%m-%d %H:%M' --encoding UTF-8 \
	--as-of 2025-03-12 --partial skip_stage.csv >part && funnel merge part -t csv | cut -d, -f2-8"
stdout_has 'New,4,2,0,2,0,0'
stderr_has '(New to Resolved 2)'

# Three tickets of which one has no New.
tickets='--entity ticket --stage state --time when --stages New,Active,Resolved'
expect 0 'who never entered is counted' funnel convert $tickets no_stage1.csv --with-definition
entered=$(awk -F, '$2 == "New" { print $3 }' "$out")
entities=$(cut -d, -f1 no_stage1.csv | tail -n +2 | sort -u | wc -l)
never=$((entities - entered))
stdout_has "balance: $entities = $entered entered + 0 outside + $never never entered (Active $never)"
stderr_has "funnel convert: $never of $entities entities never entered, first seen at: Active $never; --order reach counts those of a later stage too"
expect 0 'outside is not never' funnel convert $tickets no_stage1.csv --with-definition --from 2025-03-01 --to 2025-03-01
stdout_has ' outside + '
expect 0 'in reach all enter' funnel convert $tickets no_stage1.csv --with-definition --order reach
stdout_has "balance: $entities = $entities entered + 0 outside + 0 never entered"

# Of six deals the last of each is known: three are lost, one is won.
deals='--stages Discovery,Demo,Closed\ Won --lost Closed\ Lost'
expect 0 'a snapshot' sh -c "funnel convert $deals --order reach snapshot.csv | cut -d, -f2-8"
stdout_is stage,entered,advanced,lost,skipped,expired,open \
	Discovery,6,2,3,0,0,1 Demo,2,1,0,0,0,1 'Closed Won,1,,,,,'
stderr_has 'funnel convert: no entity has two events: that is a snapshot; funnel import makes a log of a table with a column for each date, funnel snapshot of snapshots taken day by day'
expect 0 'and a way out' sh -c "funnel convert $deals snapshot.csv"
stderr_has 'no entity has two events: that is a snapshot; --order reach takes what lies before as passed, and funnel import'
expect 0 'in no cohort' sh -c "funnel convert $deals --order reach --every month snapshot.csv | cut -d, -f1,4-5"
stdout_is cohort,stage,entered 2025-01-01,Discovery,3 2025-01-01,Demo,2 \
	'2025-01-01,Closed Won,1'
stderr_has 'funnel convert: 3 were seen at outcomes alone: when they entered is unknown, so that they are in no cohort'

# Without a window: late single wins raise nobody.
expect 0 'eventually is not below what has come' funnel convert horizon.csv
ok 'in no row' awk -F, 'NR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		next
	}
	$at["eventual_overall"] < $at["overall"] - 1e-9 { bad = 1 }
	$at["stage"] == "won" { won = $at["entered"] " " $at["overall"] }
	END { exit bad || won !~ /^5 0.185185/ }' "$out"
stderr_has 'funnel convert: eventually means up to the last move, for there is no window; --within '
expect 0 'with a window nothing is suggested' funnel convert --within 90d horizon.csv
ok 'as it is said' sh -c '! grep -q "eventually means" "$1"' _ "$err"
# Two months later the young ones are known; the youngest are not.
expect 0 'a cohort that is too young' funnel convert -q --every month horizon.csv
ok 'is NA' awk -F, 'NR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		next
	}
	$at["stage"] == "won" { last = $at["eventual_overall"] }
	END { exit last != "NA" }' "$out"

# R: multi-state survfit, to six digits in the README of the cases.
funnel convert -q --entity entity --stages in,mid,won --lost lost --within 180d \
	--as-of 2023-01-01 eventual-step.csv >step.csv
ok 'a fast step before a slow one' awk -F, 'NR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		next
	}
	$at["stage"] == "won" {
		f = $at["eventual_overall"] - .280568
		low = $at["eventual_low"] - .861
		high = $at["eventual_high"] - .960
		exit f * f > 1e-12 || low * low > .005 ^ 2 ||
		    high * high > .005 ^ 2
	}' step.csv

# Of 3 to 30 all but one are won, and one is open: Wilson of n - 1 of n - 1,
# whose lower end is m / (m + z^2).
for n in $(seq 3 30); do
	awk -v n="$n" 'BEGIN { print "entity,stage,time"
		for (i = 1; i < n; i++)
			printf "%d,in,2025-01-01\n%d,won,2025-01-%02d\n", i,
			    i, 1 + i
		print "open,in,2025-02-28" }' >few.csv
	funnel convert -q --stages in,won --within 60d --as-of 2025-03-01 \
		few.csv >few.out
	cell_is 1 few.out eventual_overall stage=won
	cell_is 1 few.out eventual_overall_high stage=won
	near "$n entities: Wilson" \
		"$(cell few.out eventual_overall_low stage=won)" \
		"$(awk -v m=$((n - 1)) 'BEGIN {
			printf "%.12g", m / (m + 3.841458820694124) }')"
done

# Days, as reference/multistate has them.
answers() {
	awk -F, -v name="$1" 'NR > 1 && $1 == name' \
		"$reference/multistate/small.csv"
}
for log in 1 2 5 6 7 8 9 10; do
	answers small-$log >wanted
	within=$(head -1 wanted | cut -d, -f4)
	as_of=$(head -1 wanted | cut -d, -f5)
	stages=$(cut -d, -f6 wanted | paste -sd, -)
	funnel convert -q --entity id --stage stage --time time --lost lost \
		--stages "$stages" --as-of "$as_of" \
		${within:+--within "$within"} \
		"$reference/multistate/small-$log.csv" >found
	ok "small-$log" awk -F, -v OFS=, '
	function same(a, b, tolerance) {
		return a == b || ((a - b) ^ 2 <= (tolerance * b) ^ 2 &&
		    a != "" && b != "")
	}
	FNR == NR {
		for (i = 7; i <= 14; i++)
			wanted[$6, i] = $i
		next
	}
	FNR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		split("entered eventual_overall eventual_overall_low " \
		    "eventual_overall_high se eventual eventual_low " \
		    "eventual_high", names, " ")
		next
	}
	{
		for (i = 7; i <= 14; i++)
			if (names[i - 6] != "se" && !same($at[names[i - 6]],
			    wanted[$at["stage"], i],
			    (i == 8 || i == 12) ? 1e-9 : 1e-7)) {
				print $at["stage"], names[i - 6],
				    $at[names[i - 6]],
				    wanted[$at["stage"], i]
				bad = 1
			}
	}
	END { exit bad }' wanted found
done
done_testing
