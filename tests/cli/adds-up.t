#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# For every policy: entered = advanced + lost + skipped + expired + open, groups add up
# to the total, and the rows of list, added up, are the counts of convert.
. "$(dirname "$0")/lib.sh"

# Of a total and its groups, in a CSV of convert by one column.
cat >balance.awk <<'END'
NR == 1 {
	for (i = 1; i <= NF; i++)
		at[$i] = i
	split("entered advanced lost skipped expired open", names, " ")
	next
}
{
	for (i in names) {
		n = $at[names[i]]
		if ($1 == "(total)")
			total[$at["stage"], names[i]] = n + 0
		else
			sum[$at["stage"], names[i]] += n
	}
	entered += $at["entered"]
	ended = $at["advanced"] + $at["lost"] + $at["skipped"] + \
	    $at["expired"] + $at["open"]
	if ($at["advanced"] != "" && $at["entered"] != ended) {
		print "no balance: " $0
		bad = 1
	}
}
END {
	for (i in sum)
		if (sum[i] != total[i]) {
			print "no total: ", i, sum[i], total[i]
			bad = 1
		}
	exit bad || !entered
}
END

# Of a CSV of convert and one of list, both by one column.
cat >rows.awk <<'END'
BEGIN {
	split("entered lost skipped expired open", names, " ")
}
FNR == 1 {
	file++
	split("", at)
	for (i = 1; i <= NF; i++)
		at[$i] = i
	next
}
file == 1 && $1 != "(total)" {
	n++
	key[n] = $1 SUBSEP $at["stage"]
	stages[$at["stage"]]
	balanced[n] = $at["advanced"] != ""
	for (i in names)
		count[n, names[i]] = $at[names[i]] + 0
}
file == 2 {
	for (k in stages)
		if ($at[k "_at"] != "")
			found[$2 SUBSEP k, "entered"]++
	found[$2 SUBSEP $at["stage"], $at["outcome"]]++
}
END {
	for (i = 1; i <= n; i++)
		for (j in names) {
			if (names[j] != "entered" && !balanced[i])
				continue
			if (count[i, names[j]] != found[key[i], names[j]] + 0) {
				print key[i], names[j], count[i, names[j]],
				    found[key[i], names[j]]
				bad = 1
			}
		}
	exit bad || !n
}
END

# adds_up FILE OPTION...
adds_up() {
	log=$1
	shift
	funnel convert -q -t csv --total "$@" "$log" >counts &&
	funnel list -q -t csv "$@" "$log" >rows &&
	awk -F, -f balance.awk counts && awk -F, -f rows.awk counts rows
}

# Cohorts are groups of a column that is there in both.
by_cohort() {
	log=$1
	shift
	funnel convert -q -t csv --every month "$@" "$log" |
		cut -d, -f2 --complement >counts &&
	funnel list -q -t csv --every month "$@" "$log" >rows &&
	awk -F, -f rows.awk counts rows
}

# each_policy LABEL FILE FIRST MIDDLE LAST EXCLUDED BY OPTION...
each_policy() {
	label=$1 file=$2 first=$3 middle=$4 last=$5 excluded=$6 by=$7
	shift 7
	while read -r policy; do
		ok "$label: $policy" adds_up "$file" --by "$by" $policy "$@"
	done <<-END

		--order strict
		--order any
		--order reach
		--order touch
		--within 60d
		--within 3w --order strict
		--within 60d --order any
		--within 2mo --order reach
		--within 60d --order touch
		--step-within 20d
		--step-within 20d --order strict
		--within 90d --step-within 40d --min-gap 1d
		--min-gap 2d
		--entry best --within 40d
		--entry latest --within 40d
		--entry best --order any --within 40d
		--entry latest --order strict --within 40d
		--ties against
		--ties against --order strict
		--count attempts
		--count attempts --reopen new
		--count attempts --order strict --within 30d
		--count attempts --order any --within 30d
		--reopen new
		--exclude $excluded
		--exclude $excluded:$first..$last
		--exclude-entity $excluded
		--optional $middle
		--optional $middle --within 2mo
		--attribute first
		--attribute last
	END
	ok "$label: by cohort" by_cohort "$file" "$@"
	ok "$label: by cohort, within" by_cohort "$file" --within 45d \
		--tz Asia/Shanghai "$@"
}

funnel simulate --entities 2500 --seed 11 >sim.csv
each_policy 'a simulated log' sim.csv identified contacted won served channel \
	--stages identified,contacted,engaged,won --lost 'lost|disqualified'
funnel simulate --entities 2500 --seed 12 --preset ecommerce >shop.csv
each_policy 'a simulated shop' shop.csv visit cart paid lost owner \
	--stages 'visit=identified|contacted,cart=engaged,paid=won|engaged' \
	--as-of 2025-05-31

maven=$data/maven_crm/sales_pipeline.csv
if [ -f "$maven" ]; then
	funnel import -q --entity opportunity_id --event engaged=engage_date \
		--event 'closing=close_date' \
		--event 'won=close_date if deal_stage=Won' \
		--event 'lost=close_date if deal_stage=Lost' \
		--keep product "$maven" >maven.csv
	each_policy 'sales of Maven' maven.csv engaged closing won won \
		product --stages engaged,closing,won --lost lost
	# Values in one word.
	sed 's/ request//g; s/ ticket//g; s/ casually//g; s/ thoroughly//g' \
		"$data/process/running-example.csv" >process.csv
	each_policy 'a process' process.csv register examine decide reinitiate \
		Resource --entity case:concept:name --stage concept:name \
		--time time:timestamp --stages register,examine,decide,pay \
		--lost reject
else
	report 0 'sales of Maven, a process # SKIP no ../shared/data'
fi
done_testing
