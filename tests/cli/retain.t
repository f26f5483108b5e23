#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel retain: cohorts of real customers, small logs by hand, a second
# count of random ones, projections of Fader and Hardie; what is refused.
. "$(dirname "$0")/lib.sh"

# Online Retail: pandas' distinct customers by calendar month, in
# facts_online_retail_cohorts_no_cancel.csv.
retail() {
	funnel retain --every month --entity CustomerID --time InvoiceDate \
		--where 'InvoiceNo!~C*' --bad-rows skip "$@" \
		"$data/online_retail/online_retail.csv.gz"
}
if [ -d "$data/online_retail" ]; then
	expect 0 'Online Retail' retail -t csv
	stderr_is \
	'funnel retain: as of 2011-12-09T12:50:00Z, the newest time; --as-of says another' \
	'funnel retain: rows: 541909 read = 18444 used + 379480 repeats + 134697 rejected (134697 empty entity) + 9288 filtered (9288 not --where)'
	# As the reference writes it: the size and what was retained.
	awk -F, '$3 > 0 && $1 !~ /\(/ && NR > 1 { cell[$1, $3] = $4 }
		NR > 1 && $1 !~ /\(/ { size[$1] = $2; if (!seen[$1]++) order[++n] = $1 }
		END {
		line = "cohort"
		for (k = 0; k <= 12; k++)
			line = line ",m" k
		print line
		for (i = 1; i <= n; i++) {
			line = substr(order[i], 1, 7) "," size[order[i]]
			for (k = 1; k <= 12; k++)
				line = line "," cell[order[i], k]
			print line
		}
	}' "$out" >found
	same 'its triangle, to the last cell' \
		"$reference/facts_online_retail_cohorts_no_cancel.csv" found
	awk -F, '$8 == "false" && $1 !~ /\(/ { print $1, $3, $5, $6, $7 }' \
		"$out" >found
	awk 'BEGIN {
		split("2010-12 2011-01 2011-02 2011-03 2011-04 2011-05 " \
			"2011-06 2011-07 2011-08 2011-09 2011-10 2011-11 " \
			"2011-12", months, " ")
		for (i = 1; i <= 13; i++)
			print months[i] "-01", 13 - i, "NA", "NA", "NA"
	}' >wanted
	same 'December 2011 is not over, nor rated' wanted found
	# Sums of the reference over the cohorts that have the month over.
	for k in 1 6 11; do
		cell_is "$(awk -F, -v k=$k 'NR > 1 && NR < 14 - k {
			n += $(k + 2) } END { print n }' \
			"$reference/facts_online_retail_cohorts_no_cancel.csv")" \
			"$out" retained "cohort=(all) period=$k"
	done
else
	report 0 'Online Retail # SKIP no ../shared/data'
fi

# By hand, the intervals by Wilson's and the log-log formula.  March is not over on the 20th.
cat >tiny.csv <<'END'
customer_id,date,kind,amount,region
a,2025-01-01,buy,,west
a,2025-01-20,buy,1.5,west
a,2025-02-03,buy,2.25,west
a,2025-03-04,buy,10,west
b,2025-01-31,buy,,east
b,2025-03-01,buy,4,east
c,2025-01-05,buy,7,
d,2025-02-10,buy,,west
d,2025-02-10,buy,1,west
d,2025-03-20,buy,,west
END
tiny() {
	funnel retain -q --every month --entity customer_id --time date "$@" \
		tiny.csv
}
expect 0 'a log whose last month is unfinished' tiny -t csv --value amount
stdout_is <<'END'
cohort,size,period,retained,rate,rate_low,rate_high,complete,rate_so_far,value
2025-01-01,3,0,1,0.333333333333,0.0614919447204,0.792340399198,true,,1.5
2025-01-01,3,1,1,0.333333333333,0.0614919447204,0.792340399198,true,,2.25
2025-01-01,3,2,2,NA,NA,NA,false,0.666666666667,14
2025-02-01,1,0,0,0,0,0.793450685623,true,,0
2025-02-01,1,1,1,NA,NA,NA,false,1,0
(all),4,0,1,0.25,0.0455872608097,0.699358157418,true,,1.5
(all),3,1,1,0.333333333333,0.0614919447204,0.792340399198,true,,2.25
(all),,2,,NA,NA,NA,false,,
(product-limit),3,1,1,0.333333333333,0.00896162833098,0.774148650361,true,,
(product-limit),,2,,NA,NA,NA,false,,
END

expect 0 'as JSON' tiny -t json
stdout_has '{"cohort": "2025-01-01", "size": 3, "period": 2, "retained": 2, "rate": null, "rate_low": null, "rate_high": null, "complete": false, "rate_so_far": 0.666666666667}'
stdout_has '{"cohort": "(all)", "size": null, "period": 2, "retained": null, "rate": null, "rate_low": null, "rate_high": null, "complete": false, "rate_so_far": null}'
expect 0 'as a triangle' tiny --wide -t csv
stdout_is <<'END'
cohort,size,0,1,2
2025-01-01,3,0.333333333333,0.333333333333,NA
2025-02-01,1,0,NA,
(all),4,0.25,0.333333333333,NA
END
expect 0 'for people' tiny -t text
sed '/^funnel/,$d' "$out" >found
cat >wanted <<'END'
period  of  retained              rate  complete  so far
────────────────────────────────────────────────────────
cohort 2025-01-01
     0   3         1  33.3% (6.1–79.2)       yes
     1   3         1  33.3% (6.1–79.2)       yes
     2   3         2                NA        no   66.7%

cohort 2025-02-01
     0   1         0   0.0% (0.0–79.3)       yes
     1   1         1                NA        no    100%

cohort (all)
     0   4         1  25.0% (4.6–69.9)       yes
     1   3         1  33.3% (6.1–79.2)       yes
     2                              NA        no

cohort (product-limit)
     1   3         1  33.3% (0.9–77.4)       yes
     2                              NA        no

END
same 'NA, and no rate of zero' wanted found
expect 0 'groups and their total' tiny --by region --total --wide -t csv
stdout_is <<'END'
region,cohort,size,0,1,2
east,2025-01-01,1,0,0,NA
east,(all),1,0,0,NA
west,2025-01-01,1,1,1,NA
west,2025-02-01,1,0,NA,
west,(all),2,0.5,1,NA
(none),2025-01-01,1,0,0,NA
(none),(all),1,0,0,NA
(total),2025-01-01,3,0.333333333333,0.333333333333,NA
(total),2025-02-01,1,0,NA,
(total),(all),4,0.25,0.333333333333,NA
END

# 23:45 and 00:01 of the next day in Shanghai; in UTC it is one day.
cat >night.csv <<'END'
user_id,time
a,2025-03-04T15:45:00Z
a,2025-03-04T16:01:00Z
END
night() {
	funnel retain -q --every day --entity user_id --time time --as-of \
		2025-03-07 --periods 1 -t csv "$@" night.csv
}
days_are() {
	sed -n '2,3p' "$out" | cut -d, -f 1,3,4 >days
	printf '%s\n' "$@" >wanted
	same "$sentence: the days" wanted days
}
expect 0 '23:45 and 00:01 are two days' night --tz Asia/Shanghai
days_are 2025-03-04,0,0 2025-03-04,1,1
expect 0 'and one in UTC' night
days_are 2025-03-04,0,1 2025-03-04,1,0
expect 0 'and one of its own' night --tz Asia/Shanghai --clock rolling
days_are 2025-03-04,0,1 2025-03-04,1,0

# A second count.  Days are numbers from 2025-01-01, a Wednesday.
cat >make.awk <<'END'
function date(n, m) {
	split("31 28 31 30 31 30", length_of, " ")
	for (m = 1; n >= length_of[m]; m++)
		n -= length_of[m]
	return sprintf("2025-%02d-%02d", m, n + 1)
}
BEGIN {
	srand(seed)
	print "user_id,stage,date,day"
	for (i = 0; i < 150; i++) {
		from = int(rand() * 110)
		n = int(rand() * 14)
		for (j = 0; j <= n; j++) {
			day = from + int(rand() * rand() * (120 - from))
			stage = rand() < .3 ? "in" : "back"
			print "u" i "," stage "," date(day) "," day
		}
	}
}
END
cat >count.awk <<'END'
# every, clock, recurring, mode, least, brackets, last, as_of: as the
# options; the log in any order.
function date(n, m) {
	if (n < 0)
		return "2024-12-" (32 + n)
	for (m = 1; n >= days[m]; m++)
		n -= days[m]
	return sprintf("2025-%02d-%02d", m, n + 1)
}
function month(day, m) {
	for (m = 1; day >= days[m]; m++)
		day -= days[m]
	return m
}
function first_of(m, n, i) {
	for (i = 1; i < m; i++)
		n += days[i]
	return n + 0
}
function cohort_of(day) {
	if (every == "week")
		return int((day + 2) / 7) * 7 - 2
	return every == "month" ? first_of(month(day)) : day
}
function next_cohort(c) {
	if (every == "month")
		return first_of(month(c) + 1)
	return c + (every == "week" ? 7 : 1)
}
# The first day of period k of a start.
function begins(start, k) {
	if (every == "month")
		return first_of(month(start) + k)
	if (clock != "rolling")
		start = cohort_of(start)
	return start + k * (every == "week" ? 7 : 1)
}
function cell_first(k) {
	if (!nbrackets || k == 0)
		return k
	return k == 1 ? 1 : bracket[k - 1] + 1
}
function cell_last(k) {
	return nbrackets && k > 0 ? bracket[k] : k
}
function active(user, start, k, day, n) {
	for (day = begins(start, cell_first(k));
	    day < begins(start, cell_last(k) + 1); day++)
		if (day >= start && ((user, "back", day) in seen))
			n++
	return n >= least
}
function kept(user, start, k, i) {
	if (mode == "on")
		return active(user, start, k)
	if (mode == "after") {
		for (i = k; i <= last; i++)
			if (active(user, start, i))
				return 1
		return 0
	}
	if (mode == "before") {
		for (i = 1; i <= k; i++)
			if (active(user, start, i))
				return 1
		return 0
	}
	return streak(user, start, k)
}
function streak(user, start, k, i) {
	for (i = 1; i <= k; i++)
		if (!active(user, start, i))
			return 0
	return 1
}
function over(c, k) {
	return begins(next_cohort(c) - 1, cell_last(k) + 1) - 1 <= as_of
}
function show(c, size, k, n, complete, period) {
	period = cell_last(k)
	if (cell_first(k) < period)
		period = cell_first(k) "-" period
	print c "," size "," period "," n "," (complete ? "true" : "false")
}
BEGIN {
	FS = ","
	split("31 28 31 30 31 30 31 31 30 31 30 31 31 28 31 30", days, " ")
	nbrackets = split(brackets, bracket, ",")
	if (nbrackets)
		last = nbrackets
	print "cohort,size,period,retained,complete"
}
NR > 1 && $4 <= as_of {
	seen[$1, $2, $4] = 1
	user[$1] = 1
}
END {
	for (u in user) {
		before = "none"
		for (day = 0; day <= as_of; day++) {
			if (!((u, "in", day) in seen))
				continue
			c = cohort_of(day)
			if (c "" == before "")
				continue
			before = c
			n = ++size[c]
			who[c, n] = u
			start[c, n] = day
			if (!(c in early) || day < early[c])
				early[c] = day
			if (!recurring)
				break
		}
	}
	top = 0
	for (c = -2; c <= as_of; c++)
		for (k = mode == "before"; size[c] && k <= last; k++) {
			n = 0
			for (i = 1; i <= size[c]; i++)
				n += kept(who[c, i], start[c, i], k)
			complete = over(c, mode == "after" ? last : k)
			if (complete) {
				all[k] += size[c]
				pooled[k] += n
				known[k] = 1
			}
			for (i = 1; k > 0 && over(c, k) && i <= size[c]; i++) {
				risk[k] += streak(who[c, i], start[c, i], k - 1)
				stay[k] += streak(who[c, i], start[c, i], k)
			}
			if (!complete && begins(early[c], cell_first( \
			    mode == "before" ? 1 : k)) > as_of)
				continue
			show(date(c), size[c], k, n, complete)
			top = k > top ? k : top
		}
	for (k = mode == "before"; k <= top; k++)
		show("(all)", all[k], k, pooled[k], known[k])
	dead = 0
	fine = 1
	for (k = 1; k <= top; k++) {
		fine = fine && (risk[k] > 0 || dead)
		if (fine)
			show("(product-limit)", risk[k] + 0, k, stay[k] + 0, 1)
		else
			show("(product-limit)", "", k, "", 0)
		dead = dead || risk[k] > 0 && stay[k] == 0
	}
}
END
counts() {
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	{ print $at["cohort"] "," $at["size"] "," $at["period"] "," \
		$at["retained"] "," $at["complete"] }'
}
seed=0
while read -r every clock cohort mode least last brackets; do
	seed=$((seed + 1))
	awk -v seed=$seed -f make.awk >random.csv
	shape="--every $every --clock $clock --cohort $cohort --mode $mode
		--min-events $least"
	if [ "$brackets" ]; then
		shape="$shape --brackets $brackets"
	else
		shape="$shape --periods $last"
	fi
	expect 0 "random log $seed: $every $clock $cohort $mode $brackets" \
		funnel retain -q --start in --return back $shape \
		--as-of 2025-04-25 -t csv random.csv
	counts <"$out" >found
	awk -v every=$every -v clock=$clock -v mode=$mode -v least=$least \
		-v last=$last -v brackets=$brackets -v as_of=114 \
		-v recurring=$([ $cohort = first ]; echo $?) \
		-f count.awk random.csv >wanted
	same "$sentence: a second count" wanted found
done <<'END'
day calendar first on 1 30
day calendar first before 1 30
day calendar first after 1 20
day calendar first streak 1 30
day rolling recurring on 2 10
day calendar first on 1 0 1,3,7,14,30
day rolling first after 1 0 1,3,7,14,30
day calendar recurring streak 1 0 2,6,20
week calendar first on 1 12
week calendar recurring on 1 6
week rolling first on 1 12
week rolling recurring before 2 8
week calendar first after 1 5
week rolling first streak 1 6
week calendar first on 3 0 1,2,4,8
month calendar first on 1 12
month calendar recurring streak 1 3
month calendar recurring before 2 3
month calendar first after 1 2
END

# A month of one's own is counted from the start: from 31 January it ends
# on 27 February, the second on 30 March; a year from 29 February on the
# 27th, or 28th in a leap year.
cat >months.csv <<'END'
user_id,time
a,2025-01-31
a,2025-02-27
b,2025-01-31
b,2025-02-28
c,2025-01-31
c,2025-03-30
d,2025-01-31
d,2025-03-31
END
expect 0 "months of one's own" funnel retain -q --entity user_id --time time \
	--every month --clock rolling --periods 2 --as-of 2025-06-30 -t csv \
	months.csv
sed -n 2,4p "$out" | cut -d, -f 3,4 >found
printf '%s\n' 0,1 1,2 2,1 >wanted
same 'from the 31st to the end of each' wanted found

# Fader & Hardie 2007: 1,000 Regular customers, kept through 1 ... 7 years.
# Parameters and curve: sbg_*.csv.
awk 'BEGIN {
	n = split("1000 631 468 382 326 289 262 241", kept, " ")
	print "customer_id,date"
	for (year = 1; year <= n; year++)
		for (i = 1; i <= kept[year]; i++)
			print i "," 1999 + year "-06-30"
}' >regular.csv
expect 0 'a projection' funnel retain -q --every year --mode streak \
	--entity customer_id --time date --as-of 2007-12-31 --periods 7 \
	--project 5 -t csv --with-definition regular.csv
grep '^# projection' "$out" >fit
grep -v '^#' "$out" >projected.csv
within() {
	ok "$1" awk -v a="$2" -v b="$3" -v most="$4" 'BEGIN {
		d = a - b
		exit !(a != "" && b != "" && (d < 0 ? -d : d) <= most) }'
}
fitted() {
	sed -n "s/.*$1 \([-0-9.]*[0-9]\).*/\1/p" fit
}
regular='segment=Regular years_used=7'
for name in alpha:alpha beta:beta log-likelihood:LL; do
	within "${name%:*} is Fader's and Hardie's" \
		"$(fitted "${name%:*}")" "$(cell \
		"$reference/sbg_estimates.csv" "${name#*:}" \
		"$regular")" .001
done
for t in 1 3 7 8 10 12; do
	within "and the curve at $t" "$(cell projected.csv rate \
		"cohort=(projected) period=$t")" "$(cell \
		"$reference/sbg_projection.csv" model_S \
		"$regular t=$t")" .0001
done
# The interval by another way: round the contour of the likelihood in (ln
# alpha, ln beta) that a test at .05 does not reject, the least and the most S
# (scipy: brentq along 721 rays, then between).
cat >bands <<'END'
1 0.5974993521633254 0.65510362104358
7 0.21345283307095467 0.26594383018248574
12 0.1449931829486578 0.19689941681444273
END
while read -r t low high; do
	within "its interval at $t, low" "$(cell projected.csv rate_low \
		"cohort=(projected) period=$t")" "$low" .00001
	within "its interval at $t, high" "$(cell projected.csv rate_high \
		"cohort=(projected) period=$t")" "$high" .00001
done <bands
grep -e '^1,' -e '^2,' -e c regular.csv >kept.csv
expect 0 'nobody has left: no projection' funnel retain -q --every year \
	--mode streak --entity customer_id --time date --as-of 2007-12-31 \
	--project 5 -t csv --with-definition kept.csv
stdout_has '# projection: none: it wants two complete periods, and someone who has left'

# One log, whole and in parts, in any order, with any number of threads.
b2c=$root/samples/b2c.csv
told='--entity lead_id --time occurred_at --time-format iso --encoding UTF-8
	--as-of 2025-06-30 --every month -q'
while read -r view; do
	funnel retain $told $view --format csv --with-definition "$b2c" \
		>whole.csv
	for part in 0 1 2; do
		awk -F, -v part=$part 'NR == 1 ||
			substr($1, length($1)) % 3 == part' "$b2c" |
			funnel retain $told $view --partial >$part.fold
	done
	expect 0 "merge, $view" funnel merge -q --format csv \
		--with-definition 2.fold 0.fold 1.fold
	same 'parts make the same bytes' whole.csv "$out"
	for threads in 1 3; do
		{ head -1 "$b2c"; tail -n +2 "$b2c" | sort -t, -k4; } |
			funnel retain $told $view --format csv \
			--with-definition --threads $threads >found.csv
		same "other order, $threads threads" whole.csv found.csv
	done
done <<'END'
--by channel --total
--wide --mode streak --clock rolling
--value amount --cohort recurring --brackets 1,3
--start identified --stage stage --return won --mode before
--mode streak --project 3 --by channel
END

# What cannot be answered: the sentence, to the byte.
refused() {
	status=$1 said=$2
	shift 2
	expect "$status" "$said" "$@"
	stderr_is "funnel retain: $said"
}
plain="funnel retain -q --entity customer_id --time date"
refused 2 'how long is a period? say --every hour, day, week, month or quarter' \
	$plain tiny.csv
refused 2 '--every: "fortnight": expected hour, day, week, month, quarter or year' \
	$plain --every fortnight tiny.csv
refused 2 'no option "--evry"; did you mean "--every"?' $plain --evry day
plain="$plain --every month"
refused 2 '--return wants --start; without it every row is an activity' \
	$plain --return buy tiny.csv
refused 2 '--mode: "off": expected on, before, after or streak' \
	$plain --mode off tiny.csv
refused 2 '--brackets: "2": expected ascending whole numbers up to 1000, such as 1,3,7,14,30' \
	$plain --brackets 3,2 tiny.csv
refused 2 '--brackets: "0": expected ascending whole numbers up to 1000, such as 1,3,7,14,30' \
	$plain --brackets 0,2 tiny.csv
refused 2 '--periods does not go with --brackets, whose last number is the last period' \
	$plain --brackets 1,2 --periods 2 tiny.csv
refused 2 '--periods: "1001": expected at most 1000' \
	$plain --periods 1001 tiny.csv
refused 2 '--project wants --mode streak: the model speaks of those who have not left yet' \
	$plain --project 3 tiny.csv
refused 2 "--project does not go with --brackets: the model's periods are of one length" \
	$plain --project 3 --mode streak --brackets 1,2 tiny.csv
refused 2 '--project does not go with --wide' \
	$plain --project 3 --mode streak --wide tiny.csv
refused 2 '--wide shows rates; without it the table has a column of --value' \
	$plain --wide --value amount tiny.csv
refused 4 'nobody started: no rate, not a rate of zero
  the times of the log are from 2025-01-01 to 2025-03-20' \
	$plain --from 2030-01-01 tiny.csv
: >empty.csv
refused 3 'empty.csv: is empty (0 bytes); expected a CSV with a header line' \
	$plain empty.csv
head -1 tiny.csv >header.csv
refused 4 'header.csv: no rows, only a header' $plain header.csv
expect 2 'no such column' $plain --by regon tiny.csv
stderr_is 'funnel retain: tiny.csv: no column "regon"; did you mean "region"?' \
	'  columns: customer_id, date, kind, amount, region'
expect 3 'a bad date' sh -c "sed 's/2025-02-10/2025-02-30/' tiny.csv |
	$plain"
stderr_is 'funnel retain: standard input:9: date: "2025-02-30" is not in the calendar' \
	'  --bad-rows skip counts such rows and goes on; --bad-rows FILE keeps them'
expect 5 'a full disk' sh -c "$plain tiny.csv >/dev/full"
stderr_is 'funnel retain: standard output: No space left on device'
expect 0 'who reads no more is no fault' sh -c "$plain tiny.csv | head -1"
stderr_is ''
expect 0 'a stage that does not count is said' funnel retain --every month \
	--stage kind --entity customer_id --time date --as-of 2025-03-20 tiny.csv
stderr_is 'funnel retain: without --start every row counts, whatever its "kind"' \
	'funnel retain: rows: 10 read = 9 used + 1 repeat + 0 rejected + 0 filtered'
expect 1 'a question that is answered yes' tiny \
	--fail-if 'rate((all))<0.3'
expect 0 'and no' tiny --fail-if 'rate((all))<0.2'
done_testing
