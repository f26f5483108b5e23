#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel compare: the admissions of Berkeley, a growing pipeline in closed
# form, random logs by a second count, sides in every way that says them;
# what is refused.
. "$(dirname "$0")/lib.sh"

# value FILE TERM GROUP: of a decomposition.
value() {
	awk -F, -v term="$2" -v group="$3" \
		'$1 == term && $2 == group { print $3 }' "$1"
}

# defined KEY: the value of the definition of a JSON result.
defined() {
	sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" "$out" | head -1
}

# Berkeley, 1973: women before men.  Counts, rates and parts are those of
# R 4.2.2 in kitagawa_ucb*.csv.
berkeley="--entity id --stages applied,admitted --lost rejected
	--variant gender --control Female"
awk -F, 'function people(sex, dept, n, admitted,  i, id) {
	for (i = 1; i <= n; i++) {
		id = dept sex i
		print id ",applied,1973-09-01," sex "," dept
		print id "," (i <= admitted ? "admitted" : "rejected") \
			",1974-03-01," sex "," dept
	}
}
BEGIN { print "id,stage,date,gender,dept" }
NR > 1 { people("Male", $1, $2, $3); people("Female", $1, $6, $7) }' \
	"$reference/kitagawa_ucb_by_dept.csv" >ucb.csv
expect 0 'Berkeley' funnel compare $berkeley --by dept -t csv ucb.csv
stderr_is 'funnel compare: taken as entity "id", stage "stage", time "date"' \
'funnel compare: as of 1974-03-01, the newest time; --as-of says another' \
'funnel compare: rows: 9052 read = 9052 used + 0 repeats + 0 rejected + 0 filtered' \
'funnel compare: the variants have 1835 and 2691, which is no split of 1:1 (p = 4.4e-37): who got which was not chance alone; --split says what was planned' \
'funnel compare: Simpson: the whole went +14.2 points, and the rates inside the groups −3.6 (though not in every group); the rest is mix +17.8 and maturity 0.0'
near 'the rate effect' "$(value "$out" rate '(total)')" -0.0360284829057006
near 'the composition' "$(value "$out" mix '(total)')" 0.177673911152242
near 'the difference' "$(value "$out" total '(total)')" 0.141645428246542
while IFS=, read -r dept x x x x x x x x rate mix x; do
	[ "$dept" = dept ] && continue
	near "rate of $dept" "$(value "$out" rate "$dept")" "$rate"
	near "mix of $dept" "$(value "$out" mix "$dept")" "$mix"
	near "maturity of $dept" "$(value "$out" maturity "$dept")" 0
done <"$reference/kitagawa_ucb_by_dept.csv"
expect 0 'as JSON' funnel compare -q $berkeley --by dept -t json ucb.csv
stderr_is ''
stdout_has '"simpson": "true", "every_group": "false"'
near 'men at an equal mix' "$(defined after_equal_mix)" 0.387318582689422
near 'women' "$(defined before_equal_mix)" 0.429955380460725
near 'men admitted' "$(defined after_as_of)" 0.445187662578967
near 'women admitted' "$(defined before_as_of)" 0.303542234332425
expect 0 'both rates' funnel compare -q $berkeley -t csv ucb.csv
cell_is 1835 "$out" n1 stage=admitted
cell_is 557 "$out" k1 'stage=(overall)'
cell_is 2691 "$out" n2 'stage=(overall)'
cell_is 1198 "$out" k2 stage=admitted
near 'their difference' "$(cell "$out" diff 'stage=(overall)')" \
	0.141645428246542
cp "$out" ucb-rates.csv
# R: chisq.test(c(1835, 2691)).
near 'who applied, and the split' "$(cell "$out" p 'stage=(split)')" \
	4.36179835191375e-37
near 'one test, not two: q is p' "$(cell ucb-rates.csv q stage=admitted)" \
	"$(cell ucb-rates.csv p stage=admitted)"

# A pipeline that grows by a deal a day, all of it alike: every third deal
# is won after 10 days, every third after 40, every third never.  As of day
# 120 the last one, of day 99, is 21 days old.
awk 'BEGIN { print "deal,stage,date"
	for (d = 0; d < 100; d++)
		for (j = 0; j <= d; j++) {
			print "D" d "-" j ",lead," d
			if (j % 3 < 2 && d + 10 + 30 * (j % 3) <= 120)
				print "D" d "-" j ",won," d + 10 + 30 * (j % 3)
		} }' | awk -F, 'function iso(n,  m) {
	split("31 28 31 30 31", long, " ")
	for (m = 1; n >= long[m]; m++)
		n -= long[m]
	return sprintf("2025-%02d-%02d", m, n + 1) }
	NR == 1 { print; next } { print $1 "," $2 "," iso($3) }' >growing.csv
growing='--entity deal --stages lead,won --as-of 2025-05-01 --before
	2025-01-01..2025-02-19 --after 2025-02-20..2025-04-10'
# By sums over days, without a single deal.
awk 'BEGIN {
	for (d = 0; d < 100; d++) {
		side = d < 50 ? 1 : 2
		n[side] += d + 1
		early[side] += int((d + 3) / 3)
		late[side] += d <= 80 ? int((d + 2) / 3) : 0
		if (d <= 90) { wn[side] += d + 1; wk[side] += int((d + 3) / 3) }
	}
	print n[1], early[1], n[2], early[2]
	print wn[1], wk[1], wn[2], wk[2]
	printf "%.12g\n", late[2] / n[2] - late[1] / n[1]
	printf "%.12g\n", (early[2] + late[2]) / n[2] - (early[1] + late[1]) / n[1]
}' >sums
expect 0 'a growing pipeline' funnel compare $growing -t csv growing.csv
stderr_has 'without --within both sides are compared at an age of 21 days, which everybody had at as-of'
awk -F, '$1 == "won" { print $2, $3, $5, $6 }' "$out" >found
head -1 sums >wanted
same 'is counted at 21 days on both sides' wanted found
expect 0 'within 30 days' funnel compare -q $growing --within 30d -t csv growing.csv
awk -F, '$1 == "won" { print $2, $3, $5, $6 }' "$out" >found
sed -n 2p sums >wanted
same 'who has not had them is left out' wanted found
sed 's/,lead,/&one,/; s/,won,/&one,/; s/stage,/&kind,/' growing.csv >one.csv
expect 0 'one group' funnel compare -q $growing --by kind -t csv one.csv
near 'what is missing is maturity' "$(value "$out" maturity one)" "$(sed -n 3p sums)"
near 'and the whole is the naive change' "$(value "$out" total '(total)')" \
	"$(sed -n 4p sums)"
near 'with no other mix' "$(value "$out" mix '(total)')" 0
expect 4 'nobody is a day old' funnel compare -q --entity deal --stages lead,won \
	--before 2025-01-01..2025-02-19 --after 2025-02-20.. --as-of 2025-04-10 growing.csv
stdout_is ''
stderr_is 'funnel compare: the last one entered at as-of (2025-04-10), so that there is no age to compare at: end --after earlier, or say --within'

# Random logs, counted again by awk: three stages, groups of which one
# ends before and one begins after, skips and events out of order.
random() {
	awk -v seed="$1" 'function next_random(n) {
		seed = (seed * 16807) % 2147483647
		return seed % n }
	function iso(n,  m) {
		split("31 28 31 30 31 30 31", long, " ")
		for (m = 1; n >= long[m]; m++)
			n -= long[m]
		return sprintf("2025-%02d-%02d", m, n + 1) }
	BEGIN { print "id,stage,date,kind"
	split("web fair post old new", kinds, " ")
	for (i = 0; i < 700; i++) {
		entry = 3 + next_random(87)
		kind = kinds[1 + next_random(5)]
		if ((kind == "old" && entry >= 45) || (kind == "new" && entry < 45))
			kind = "web"
		print i ",a," iso(entry) "," kind
		if (next_random(10) < 7)
			print i ",b," iso(entry + next_random(60) - 3) "," kind
		if (next_random(10) < 6)
			print i ",c," iso(entry + next_random(80)) "," kind
	} }' >random.csv
}
# By definition: the first b on or after a, the first c on or after it, up
# to day 120; the age, both rates, and each part.
count_again() {
	awk -F, 'function day(s,  p, m, n) {
		split(s, p, "-")
		n = p[3] - 1
		for (m = 1; m < p[2] + 0; m++)
			n += long[m]
		return n }
	BEGIN { split("31 28 31 30 31 30 31", long, " ") }
	NR > 1 { t = day($3); if (t > 120) next
		if ($2 == "a") { a[$1] = t; kind[$1] = $4; all[$4] = 1 }
		if ($2 == "b") b[$1] = t
		if ($2 == "c") c[$1] = t }
	END {
	for (i in a) last = a[i] > last ? a[i] : last
	age = 120 - last
	for (i in a) {
		s = a[i] < 45 ? 1 : 2
		n[s]++; gn[s, kind[i]]++
		if (!(i in b) || b[i] < a[i]) continue
		if (b[i] - a[i] <= age) kb[s]++
		if (!(i in c) || c[i] < b[i]) continue
		R[s, kind[i]]++
		if (c[i] - a[i] <= age) { kc[s]++; M[s, kind[i]]++ }
	}
	print "b", n[1], kb[1], n[2], kb[2]
	print "c", kb[1], kc[1], kb[2], kc[2]
	for (g in all) {
		p1 = gn[1, g] / n[1]; p2 = gn[2, g] / n[2]
		if (gn[1, g]) m1 = M[1, g] / gn[1, g]
		m2 = gn[2, g] ? M[2, g] / gn[2, g] : m1
		if (!gn[1, g]) m1 = m2
		printf "mix %s %.15g\n", g, (p2 - p1) * (m1 + m2) / 2
		printf "rate %s %.15g\n", g, (m2 - m1) * (p1 + p2) / 2
		printf "maturity %s %.15g\n", g, (R[2, g] - M[2, g]) / n[2] - \
			(R[1, g] - M[1, g]) / n[1]
	} }' random.csv
}
told='--entity id --stage stage --time date --stages a,b,c --lost none
	--as-of 2025-05-01 --before 2025-01-01..2025-02-14 --after 2025-02-15..2025-03-31'
for seed in 1 20 300; do
	random $seed
	count_again >again
	funnel compare -q $told -t csv random.csv |
		awk -F, '$1 ~ /^[bc]$/ { print $1, $2, $3, $5, $6 }' >found
	grep '^[bc] ' again >wanted
	same "seed $seed: stages at an equal age" wanted found
	funnel compare -q $told --by kind -t csv random.csv >parts.csv
	grep -v '^[bc] ' again | {
		while read -r term group wanted; do
			echo "$wanted $(value parts.csv "$term" "$group")"
		done
	} >pairs
	ok "seed $seed: $(wc -l <pairs) parts" awk '
		{ d = $1 - $2; if (NF != 2 || d * d > 1e-22) bad = 1 }
		END { exit bad || NR != 15 }' pairs
	ok "seed $seed: groups add up, and parts do" awk -F, '
		NR > 1 && $2 != "(total)" { sum[$1] += $3; by[$2] += $1 == "total" ? -$3 : $3 }
		$2 == "(total)" { total[$1] = $3 }
		function off(x) { return x * x > 1e-22 }
		END { for (t in sum) bad += off(sum[t] - total[t])
		for (g in by) bad += off(by[g])
		bad += off(total["mix"] + total["rate"] + total["maturity"] - total["total"])
		exit bad > 0 }' parts.csv
done

# The same bytes, however it is read.
funnel compare -q $told --by kind -t json random.csv >whole.json
{ head -1 random.csv; sed 1d random.csv | sort -t, -k3,3r -k1,1; } >shuffled.csv
for threads in 1 2 7; do
	funnel compare -q --threads $threads $told --by kind -t json \
		shuffled.csv >found
	same "the same rows in another order, $threads threads" whole.json found
done
for part in 0 1 2; do
	awk -F, -v part=$part 'NR == 1 || $1 % 3 == part' random.csv >part.csv
	for options in '--by kind' '--within 30d' '--placebo 2025-02-01'; do
		funnel compare -q $told $options --time-format iso --encoding UTF-8 \
			--partial -o "$part $options" part.csv
	done
	funnel compare -q --entity id --stage stage --time date --stages a,b,c \
		--lost none --as-of 2025-05-01 --variant kind --control web \
		--having 'kind=web|fair' --within 30d --time-format iso \
		--encoding UTF-8 --partial -o "$part variant" part.csv
done
for options in '--by kind' '--within 30d' '--placebo 2025-02-01'; do
	funnel compare -q $told $options --time-format iso --encoding UTF-8 \
		-t json random.csv >whole
	expect 0 "saved folds $options" funnel merge -q -t json "2 $options" \
		"0 $options" "1 $options"
	same "are the whole $options" whole "$out"
done
funnel compare -q --entity id --stage stage --time date --stages a,b,c \
	--lost none --as-of 2025-05-01 --variant kind --control web \
	--having 'kind=web|fair' --within 30d --time-format iso \
	--encoding UTF-8 -t csv random.csv >variant.csv
expect 0 'saved folds of variants' funnel merge -q -t csv '1 variant' \
	'0 variant' '2 variant'
same 'are the whole' variant.csv "$out"

# One thing said in two ways.
common='--entity id --stages a,b,c --lost none --as-of 2025-05-01 --within 30d'
awk -F, 'NR == 1 || $4 == "web"' random.csv >web.csv
awk -F, 'NR == 1 || $4 == "fair"' random.csv >fair.csv
funnel compare -q $common web.csv fair.csv -t csv >found
grep -v '^(split)' variant.csv >sides.csv
same 'two files are two values of a column' sides.csv found
funnel compare -q $common --before 2025-01-01..2025-03-31 --placebo 2025-02-15 \
	-t csv random.csv >placebo.csv
funnel compare -q $common --before 2025-01-01..2025-02-14 --after \
	2025-02-15..2025-03-31 -t csv random.csv >periods.csv
same 'a placebo date is two periods' periods.csv placebo.csv
funnel compare -q $common --before ..2025-02-14 --after 2025-02-15..2025-03-31 \
	-t csv random.csv >found
same 'a period without a beginning' periods.csv found
# Each file is a log of its own: the ids of the other are other deals.
funnel compare -q $common random.csv random.csv -t csv >found
awk -F, 'NR > 1 && ($2 != $5 || $3 != $6 || $8 != 0 || $14 != 1)' found >unlike
ok 'a file is like itself' [ ! -s unlike ]
expect 0 'two files, each up to its newest time' \
	funnel compare --entity id --stages a,b,c --lost none --to 2025-03-31 \
	--by kind web.csv fair.csv -t json
stderr_has 'funnel compare: before: web.csv'
stderr_has 'funnel compare: after: fair.csv'
ok 'and says which' [ "$(defined before) $(defined before_to) $(defined after) $(defined after_to)" = \
	"web.csv $(sed 1d web.csv | cut -d, -f3 | sort | tail -1) fair.csv $(sed 1d fair.csv | cut -d, -f3 | sort | tail -1)" ]
expect 0 'a name with as-of' funnel compare -q --entity id --stages a,b,c \
	--lost none --to 2025-03-31 web.csv fair.csv -o '%Y-%m.csv'
ok 'has the newest time of both' [ -s "$(cat web.csv fair.csv | cut -d, -f3 |
	grep '^2' | sort | tail -1 | cut -c1-7).csv" ]
gzip -c fair.csv >fair.csv.gz
expect 0 'standard input and a compressed file' \
	sh -c "funnel compare -q $common - fair.csv.gz -t csv <web.csv"
same 'are like plain ones' sides.csv "$out"
expect 0 '--top' funnel compare -q $told --by kind --top 2 -t csv random.csv
cut -d, -f2 "$out" | sort -u >found
printf '%s\n' '(other)' '(total)' fair group web | sort >wanted
ok 'keeps the largest' [ "$(wc -l <found)" = 5 ]
stdout_has 'mix,(other),'
near 'and leaves the whole as it is' "$(value "$out" total '(total)')" \
	"$(value parts.csv total '(total)')"
expect 0 '--goal STAGE' funnel compare -q $told --goal b -t csv random.csv
ok 'overall is the way to it' [ "$(sed -n 's/^b,//p' "$out")" = \
	"$(sed -n 's/^(overall),//p' "$out")" ]

# By every policy as convert counts it: of those whose window is over.
cp -R "$root/samples" samples
january='--within 30d -t csv samples/b2c.csv'
for policy in '' '--order strict' '--order any' '--order reach' \
	'--min-gap 2h' '--ties against' '--reopen new' '--exclude lost' \
	'--step-within 20d' '--attribute last' '--tz Asia/Shanghai'; do
	funnel convert -q $policy --from 2025-01-01 --to 2025-02-28 $january |
		awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$1 > 1 { n = $at["mature_n"]
			print $2, n, int(n * $at["mature_rate"] + 0.5) }' >wanted
	funnel compare -q $policy --before 2025-01-01..2025-02-28 \
		--after 2025-03-01..2025-04-30 $january |
		awk -F, 'NR > 1 && $1 !~ /\(/ { print $1, $2, $3 }' >found
	ok "there is something to count: $policy" [ "$(wc -l <wanted)" = 4 ]
	same "as convert: $policy" wanted found
done
expect 0 'touch' funnel compare -q --order touch --before \
	2025-01-01..2025-02-28 --after 2025-03-01..2025-04-30 $january
ok 'is of all who entered' [ "$(sed 1d "$out" | cut -d, -f2 | sort -u | wc -l)" = 1 ]

# What 2,000 on each side show of 10 % against 12 %.  R 4.2.2:
# power_prop_test.csv; p is erfc(sqrt(x / 2)) of x = .02^2 / (.11 .89 / 1000).
awk 'BEGIN { print "id,stage,date"
	for (i = 0; i < 4000; i++) {
		month = i < 2000 ? "01" : "02"
		print i ",x,2025-" month "-10"
		if (i < 200 || (i >= 2000 && i < 2240))
			print i ",y,2025-" month "-12"
	} }' >power.csv
powered='--stages x,y --lost none --within 5d --before 2025-01-01..2025-01-31
	--as-of 2025-03-01 --after 2025-02-01..2025-02-28'
expect 0 '--power' funnel compare -q --entity id $powered --power 2% -t csv power.csv
head -1 "$out" >found
echo stage,n1,rate1,diff,rate2,n2,power,n_needed >wanted
same 'has columns' wanted found
cell_is 3841 "$out" n_needed stage=y
near 'the power of these' "$(cell "$out" power stage=y)" 0.52448127876429
cell_is 0.12 "$out" rate2 'stage=(overall)'
expect 0 'what these show' funnel compare -q --entity id $powered -t csv power.csv
near "the score test's p" "$(cell "$out" p stage=y)" 0.0432449280430217
cp "$out" plain.csv
expect 0 'planning wants one side only' funnel compare -q --entity id \
	--stages x,y --lost none --within 5d --before 2025-01-01..2025-01-31 \
	--as-of 2025-03-01 --power 0.02 -t csv power.csv
cell_is 3841 "$out" n_needed stage=y
cell_is '' "$out" n2 stage=y
expect 0 'or none' funnel compare -q --entity id --stages x,y --lost none \
	--as-of 2025-03-01 --having 'date<2025-02-01' --power 2% -t csv power.csv
cell_is 3841 "$out" n_needed stage=y
expect 0 'a rate that cannot be' funnel compare -q --entity id $powered \
	--power -20% -t csv power.csv
cell_is '' "$out" n_needed stage=y
expect 1 '--fail-if' funnel compare -q --entity id $powered \
	--fail-if 'diff(y)>0.01' power.csv
expect 0 'which is not so' funnel compare -q --entity id $powered \
	--fail-if 'p(y)<0.01' power.csv

# Smokers among four groups of patients, a day each (Fleiss 1981; R 4.2.2
# prop.trend.test in tests.csv): the rate moves inside --before.
awk 'BEGIN { print "id,stage,date"
	split("86 93 136 82", n, " "); split("83 90 129 70", k, " ")
	for (d = 1; d <= 4; d++)
		for (i = 0; i < n[d]; i++) {
			print d "-" i ",patient,2025-01-0" d
			if (i < k[d])
				print d "-" i ",smoker,2025-01-0" d
		}
	print "z,patient,2025-01-09" }' >smokers.csv
expect 0 'a trend before the change' funnel compare --entity id \
	--stages patient,smoker --lost none --as-of 2025-01-20 \
	--before 2025-01-01..2025-01-04 --after 2025-01-05..2025-01-10 \
	-t json smokers.csv
stderr_has "funnel compare: the rate was moving inside --before already (83/86, 90/93, 129/136, 70/82; trend p = 0.0041): what is seen need not be the change's"
near 'of which p is known' "$(defined pre_trend | sed 's/.*p = //')" \
	0.00413189747764149

# Variants without a window: no test while anybody is open.
cat >open.csv <<'END'
id,stage,date,plan
1,x,2025-01-01,old
1,y,2025-01-05,old
2,x,2025-01-02,old
3,x,2025-01-01,new
3,y,2025-01-04,new
4,x,2025-01-09,new
END
expect 0 'variants of which some are open' funnel compare --entity id \
	--stages x,y --variant plan --control old -t csv open.csv
stderr_has 'funnel compare: without --within rates are those at as-of: 1 of 2 and 1 of 2 are still open, so that there is no test'
cell_is '' "$out" p stage=y
cell_is 0.5 "$out" rate2 stage=y
echo 2,lost,2025-01-09,old >>open.csv
echo 4,lost,2025-01-09,new >>open.csv
expect 0 'and none' funnel compare -q --entity id --stages x,y \
	--variant plan --control old -t csv open.csv
cell_is 1 "$out" p stage=y
stdout_has 'stage,n1,k1,rate1,n2,k2,rate2,diff,diff_low,diff_high,ratio,ratio_low,ratio_high,p,q,mdd'

# A funnel file serves every command: what it says of groups, totals and
# cohorts is not asked for here.
printf '[input]\nentity = id\n[stages]\na\nb\nc\n[policy]\nwithin = 30d\n[report]\nby = kind\ntotal = yes\nevery = month\n' >all.funnel
funnel compare -q --entity id --stages a,b,c --within 30d --before \
	..2025-02-14 --after 2025-02-15..2025-03-31 -t csv random.csv >wanted
funnel compare -q -f all.funnel --before ..2025-02-14 --after \
	2025-02-15..2025-03-31 -t csv random.csv >found
same 'a funnel file with groups' wanted found
expect 0 'and --by' funnel compare -q -f all.funnel --by kind --before \
	..2025-02-14 --after 2025-02-15..2025-03-31 -t csv random.csv
stdout_has 'maturity,old,'

# For people: 80 columns, with any names.
sed 's/web/华东大区的网络渠道/; s/kind/渠道/' random.csv >zh.csv
for format in text md html; do
	expect 0 "parts as $format" funnel compare -q $told --by 渠道 -t $format zh.csv
	stdout_has 华东大区的网络渠道
done
funnel compare -q $told --by 渠道 -t text zh.csv >parts.txt
funnel compare -q $told -t text zh.csv >rates.txt
ok 'text fits 80 columns' [ "$(LC_ALL=C.UTF-8 wc -L <parts.txt)" -le 80 ]
ok 'and so do rates' [ "$(LC_ALL=C.UTF-8 wc -L <rates.txt)" -le 80 ]
ok 'and names both sides' grep -q 'before .*after .*difference' rates.txt
funnel compare -q $common --variant kind --control web --having \
	'kind=web|fair' -t text random.csv >rates.txt
ok 'as they are' grep -q 'control .*variant .*difference' rates.txt

# Refused, each with a way out.
refuses() {
	expect "$@"
	stdout_is ''
}
two='--before 2025-01-01..2025-01-31 --after 2025-02-01..2025-02-28'
refuses 2 'no sides' funnel compare random.csv
stderr_is 'funnel compare: which two sides? say --before A..B --after C..D, or --variant COL --control VALUE, or give exactly two files'
refuses 2 'three files' funnel compare web.csv fair.csv random.csv
stderr_is 'funnel compare: which two sides? say --before A..B --after C..D, or --variant COL --control VALUE, or give exactly two files'
refuses 2 'half a comparison' funnel compare --before 2025-01-01..2025-01-31 random.csv
stderr_is 'funnel compare: --before wants --after A..B'
refuses 2 'the other half' funnel compare --after 2025-01-01..2025-01-31 random.csv
stderr_is 'funnel compare: --after wants --before A..B'
refuses 2 'a placebo alone' funnel compare --placebo 2025-01-15 random.csv
stderr_is 'funnel compare: --placebo wants --before A..B: it lies in it'
refuses 2 'a placebo outside' funnel compare --placebo 2025-03-15 $two random.csv
stderr_is 'funnel compare: --placebo: "2025-03-15": expected a date inside --before 2025-01-01..2025-01-31'
refuses 2 'a placebo that is no date' funnel compare --placebo soon $two random.csv
stderr_is 'funnel compare: --placebo: "soon": expected a date such as 2025-02-15, or a time'
refuses 2 'no period' funnel compare --before January --after February random.csv
stderr_is 'funnel compare: --before: "January": expected two dates such as 2025-01-01..2025-03-31, or times'
refuses 2 'a period backwards' funnel compare --before 2025-02-01..2025-01-01 --after 2025-03-01.. random.csv
stderr_is 'funnel compare: --before: "2025-02-01..2025-01-01": it ends before it begins'
refuses 2 'an overlap' funnel compare --before 2025-01-01..2025-02-01 --after 2025-02-01.. random.csv
stderr_is 'funnel compare: --before 2025-01-01..2025-02-01 and --after 2025-02-01.. overlap: an entry would be on both sides'
refuses 2 'two ways at once' funnel compare $two --variant kind --control web random.csv
stderr_is 'funnel compare: --variant does not go with --before, --after and --placebo: two ways to say what is compared'
refuses 2 'no control' funnel compare --variant kind random.csv
stderr_is 'funnel compare: --variant wants --control VALUE: what the others are compared with'
refuses 2 'no variant' funnel compare --control web random.csv
stderr_is 'funnel compare: --control wants --variant COL: the column that has this value'
refuses 2 'the variant as a group' funnel compare --variant kind --control web --by kind random.csv
stderr_is 'funnel compare: --by names the column of --variant: inside a group there would be one side only'
refuses 2 'several variants' funnel compare -q $common --variant kind --control web random.csv
stderr_is "funnel compare: --variant: beside \"web\", kind has several values; leave one of them, such as --having 'kind=web|fair'" \
	'  fair' '  new' '  old' '  post'
refuses 4 'a control that nobody has' funnel compare -q $common --variant kind --control wep random.csv
stderr_is 'funnel compare: --control: nobody who entered has kind "wep"; did you mean "web"?'
refuses 4 'a control that all have' funnel compare -q $common --variant kind --control web web.csv
stderr_is 'funnel compare: --variant: everybody who entered has kind "web": there is nothing to compare'
refuses 4 'a side without anybody' funnel compare -q --entity id --stages a,b --lost none \
	--as-of 2025-12-31 --before 2025-01-01..2025-01-31 --after 2025-11-01.. random.csv
stderr_is 'funnel compare: --after: nobody entered' \
	'  the times of the log are from 2025-01-01 to 2025-06-13'
refuses 4 'a side too young' funnel compare -q --entity id --stages a,b --lost none \
	--as-of 2025-05-01 --within 200d $two random.csv
stderr_is 'funnel compare: --before: nobody entered so early that the window of --within is over'
refuses 2 'one stage' funnel compare -q --entity id --stages a --lost none $two random.csv
stderr_is 'funnel compare: --stages: a rate wants two stages: from where to where'
refuses 2 'a goal that is none' funnel compare -q $told --goal d random.csv
stderr_has 'funnel compare: --goal: no stage "d"'
refuses 2 'the entry as the goal' funnel compare -q $told --goal a random.csv
stderr_is 'funnel compare: --goal: "a" is the first stage, where everybody enters'
refuses 2 'an optional goal' funnel compare -q $told --goal b --optional b random.csv
stderr_is 'funnel compare: --goal: "b" is optional, which tells nothing of those who go past it'
refuses 2 'no difference' funnel compare $two --power 0 random.csv
stderr_is 'funnel compare: --power: "0": expected the difference that is wanted, such as 0.05, 5% or -2%'
refuses 2 'power by group' funnel compare $two --power 5% --by kind random.csv
stderr_is 'funnel compare: --power and --by are two results: ask for one'
refuses 2 'cohorts' funnel compare $two --every month random.csv
stderr_is 'funnel compare: no option "--every"; --help lists the options'
refuses 2 'attempts' funnel compare $two --count attempts random.csv
stderr_is 'funnel compare: --count attempts does not go with compare: those of one entity are alike, and the tests take them for independent'
refuses 2 'attempts chosen by outcome' funnel compare $two --entry best random.csv
stderr_is 'funnel compare: --entry best or latest does not go with compare: attempts chosen by their outcome bias what is measured in time'
refuses 2 'a part of two files' funnel compare --partial --entity id --stage stage --time date \
	--as-of 2025-05-01 --time-format iso --encoding UTF-8 web.csv fair.csv
stderr_is 'funnel compare: --partial wants the sides inside one log: --before and --after, or --variant'
refuses 2 'one file for bad rows of two' funnel compare --bad-rows bad.csv web.csv fair.csv
stderr_is 'funnel compare: --bad-rows FILE is of one log, and two files are two: say --bad-rows skip'
sed '1s/kind/sort/' fair.csv >sort.csv
refuses 3 'another header' funnel compare -q $common web.csv sort.csv
stderr_is 'funnel compare: sort.csv: its header is not that of web.csv; the two files of a comparison share one'
sed 's/,2025-\(..-..\),/,2025-\1 12:00,/' fair.csv >times.csv
refuses 3 'times beside dates' funnel compare -q $common web.csv times.csv
stderr_is 'funnel compare: times.csv: its times are times of day, those of web.csv dates; one --time-format for both'
printf 'id,stage,date\n1,identified,2025-01-01\n1,won,2025-01-02\n' >short.csv
printf 'id,stage,date\n1,identified,2025-01-01\n1,engaged,2025-01-02\n' >other.csv
refuses 2 'other stages' funnel compare -q --entity id --within 5d short.csv other.csv
stderr_is 'funnel compare: other.csv: other stages occur than in short.csv: say which with --stages'
: >empty.csv
refuses 3 'a file of 0 bytes' funnel compare -q $two empty.csv
stderr_is 'funnel compare: empty.csv: is empty (0 bytes); expected a CSV with a header line'
head -1 random.csv >header.csv
refuses 4 'a header alone' funnel compare -q --entity id $two header.csv
stderr_is 'funnel compare: header.csv: no rows, only a header'
refuses 2 'no such column' funnel compare -q --entity id $two --by kinds random.csv
stderr_has 'no column "kinds"; did you mean "kind"?'
expect 5 'a full disk' sh -c "funnel compare -q $(echo $told) random.csv >/dev/full"
stderr_is 'funnel compare: standard output: No space left on device'
ok '| head -1 ends quietly' sh -c "funnel compare -q $(echo $told) --by kind random.csv |
	head -1 | grep -q '^term,kind,change,change_low,change_high\$'"

# Two variants: 60 and 20 who entered, some of them seen under both; who is
# still inside the window is among them.
arms() {	# A B: so many in each arm
	awk -v a="$1" -v b="$2" 'BEGIN {
		print "id,stage,date,arm"
		for (i = 0; i < a + b; i++) {
			arm = i < a ? "old" : "new"
			day = i % 4 ? "2025-01-02" : "2025-03-30"
			print i ",in," day "," arm
			if (i % 10 == 1)
				print i ",won,2025-01-03," (arm == "old" ? "new" : "old")
			if (i % 10 == 2)
				print i ",won,2025-01-03,"
			if (i % 10 == 3)
				print i ",won,2025-01-03," arm
		}
	}'
}
arms 60 20 >arms.csv
split='--entity id --stages in,won --within 30d --as-of 2025-03-31 --variant arm
	--control old'
# R: chisq.test(c(60, 20)), p 7.744216431044074e-06.
expect 0 'a split that chance did not make' funnel compare $split -t csv arms.csv
stderr_has 'funnel compare: the variants have 60 and 20, which is no split of 1:1 (p = 7.7e-06): who got which was not chance alone; --split says what was planned'
stderr_has 'funnel compare: 8 of 80 were seen under another arm too, and are counted once'
stdout_has '(split),80,60,0.75,80,20,0.25,,,,,,,7.74421643104e-06,,'
cell_is 45 "$out" n1 stage=won
expect 0 'as was planned' funnel compare $split --split 3:1 -t csv arms.csv
stdout_has '(split),80,60,0.75,80,20,0.25,,,,,,,1,,'
ok 'has no warning' sh -c "! grep 'no split' '$err'"
expect 0 'the definition' funnel compare -q $split --split 1:1 -t json arms.csv
ok 'has the test' [ "$(defined variants)" = \
	'60 and 20, planned 1:1, chi-squared 20, p = 7.7442164e-06' ]
ok 'and who was under both' [ "$(defined under_both)" = 8 ]
stderr_is ''
expect 0 'as people see it' funnel compare -q $split -t text arms.csv
stdout_has '(split)'
expect 1 'it can be asked for' funnel compare -q $split \
	--fail-if 'p((split))<0.001' arms.csv
# R: chisq.test(c(60, 40)), p .0455: nothing to warn of.
arms 60 40 >near.csv
expect 0 'a split that chance can make' funnel compare $split near.csv
ok 'has no warning, either' sh -c "! grep 'no split' '$err'"
cell_is 0.0455002638964 "$out" p 'stage=(split)'
arms 1 1 | sed 's/2025-03-30/2025-01-02/' >one.csv
echo '1,won,2025-01-02,old' >>one.csv
expect 0 'one alone' funnel compare $split one.csv
stderr_has 'funnel compare: 1 of 2 was seen under another arm too, and is counted once'
for threads in 1 3; do
	funnel compare -q $split --threads $threads -t json arms.csv >$threads.json
done
same 'any threads' 1.json 3.json
sed 's/,in,/,(split),/' arms.csv >named.csv
expect 0 'a stage of that name' funnel compare -q --entity id \
	--stages '(split),won,(split)2' --within 30d --as-of 2025-03-31 \
	--variant arm --control old -t csv named.csv
ok 'and the row' [ "$(grep -c '^(split),' "$out")" = 1 ]
awk -F, -v OFS=, 'NR == 1 { print $0, "kind"; next }
	{ print $0, $1 % 3 ? "a" : "b" }' arms.csv >kinds.csv
expect 0 'with groups' funnel compare $split --by kind kinds.csv
stderr_has 'the variants have 60 and 20, which is no split of 1:1'
stderr_has '8 of 80 were seen under another arm too'
refuses 2 'no variants' funnel compare --split 1:1 --before ..2025-01-31 \
	--after 2025-02-01.. arms.csv
stderr_is 'funnel compare: --split is of two variants: it wants --variant COL --control VALUE'
refuses 2 'no shares' funnel compare $split --split half arms.csv
stderr_is 'funnel compare: --split: "half": expected two shares such as 1:1 or 90:10'

done_testing
