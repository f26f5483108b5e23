#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Groups compared: real sales against counts of their own, small logs
# against answers worked out by hand, in parts, and what is refused.
. "$(dirname "$0")/lib.sh"

# Maven's CRM: won of facts_maven_crm_segments.csv, n from the dates
# themselves.
maven=$data/maven_crm facts=$reference/facts_maven_crm_segments.csv
told='-q --stages engaged,won --lost lost --as-of 2017-12-31 --format csv'
if [ -d "$maven" ]; then
	tr -d '\r' <"$maven/sales_pipeline.csv" >pipeline.csv
	funnel import -q --entity opportunity_id --keep sales_agent,product \
		--event 'engaged=engage_date' \
		--event 'won=close_date if deal_stage=Won' \
		--event 'lost=close_date if deal_stage=Lost' pipeline.csv \
		>maven.csv
	for by in sales_agent product; do
		expect 0 "Maven's deals by $by" \
			funnel segment $told --by $by maven.csv
		awk -F, -v by=$by 'NR == FNR { if ($1 == by) won[$2] = $6; next }
			FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			$at["engage_date"] != "" { n[$at[by]]++ }
			END { for (g in n) print g "," n[g] "," won[g] }' \
			"$facts" pipeline.csv | LC_ALL=C sort >wanted
		awk -F, 'NR > 1 { print $1 "," $2 "," $3 }' "$out" >found
		same "and who was engaged, and won, by $by" wanted found
	done
	cp "$out" result.csv
	cell_is '' result.csv p product=GTXPro
	cell_is 253 result.csv open product=GTXPro

	expect 0 'agents shrunk' funnel segment $told --within 90d --shrink \
		--by sales_agent maven.csv
	# Of the ten smallest: how far their rank is from the middle.
	cp "$out" shrunk.csv
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ print $2, $4, $at["rank"] }' shrunk.csv | sort -k2,2gr |
		awk '{ print $1, NR, $3 }' | sort -n | head -10 >ranks
	ok 'small groups move to the middle' awk '
		{ raw += ($2 - 15.5) ^ 2; shrunk += ($3 - 15.5) ^ 2 }
		END { exit !(shrunk < raw * 0.9) }' ranks
else
	report 0 "Maven's deals # SKIP no ../shared/data"
fi

# The posterior on a grid, scipy.
expect 0 'eight groups of 30' funnel segment -q --stages in,won \
	--lost lost --within 1d --as-of 2024-03-01 --by g --shrink \
	--format csv "$root/tests/cases/shrink.csv"
ok 'as the grid has them' awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ low = $at["shrunk_low"]; high = $at["shrunk_high"] }
	$at["k"] == 12 { good += low > .233 && low < .241 &&
		high > .442 && high < .450; first = $at["rank"] }
	$at["k"] == 6 { good += low > .170 && low < .178 &&
		high > .368 && high < .376 }
	$at["k"] == 9 { seen[$at["rank"] " " $at["best"]]++ }
	{ least = NR == 2 || $at["rank"] < least ? $at["rank"] : least }
	END { for (s in seen) n++
		exit !(good == 2 && first == least && n == 1) }' "$out"

# A small group with the highest rate is not the first: by expected rank.
cat >sizes.awk <<'END'
BEGIN {
	split("3 40 120 9", k)
	split("4 60 400 90", n)
	print "entity,stage,time,g"
	for (g = 1; g <= 4; g++)
		for (i = 0; i < n[g]; i++) {
			print g "-" i ",in,2024-01-01,g" g
			if (i < k[g])
				print g "-" i ",won,2024-01-01,g" g
		}
}
END
awk -f sizes.awk >sizes.csv
expect 0 'raw and shrunk, side by side' sh -c 'funnel segment -q \
	--stages in,won --within 1d --as-of 2024-03-01 --by g --shrink \
	sizes.csv --format csv | funnel chart --format text'
stdout_has 'Shrunk (95%)  counted'
ok 'by expected rank' sh -c 'grep -o "^g[1-4]" "$1" | tr -d "\n" |
	grep -qx g2g1g3g4' - "$out"
ok 'with what was counted' grep -q '^g1 .* 75.0%' "$out"
stdout_has 'expected rank'

# Entities without a value are no group: they are tested, and neither drawn
# nor ranked, nor are others by them.
awk '{ print } END { for (i = 0; i < 30; i++) {
	print "none" i ",in,2024-01-01,"
	print "none" i ",won,2024-01-01," } }' \
	"$root/tests/cases/shrink.csv" >nameless.csv
shrunk='--stages in,won --lost lost --within 1d --as-of 2024-03-01 --by g
	--shrink --format csv'
funnel segment -q $shrunk "$root/tests/cases/shrink.csv" | cut -d, -f1,16- >wanted
expect 0 'those without a value' funnel segment -q $shrunk nameless.csv
ok 'are tested, and not ranked' awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	$1 == "(none)" { good = $at["q"] < 0.05 && $at["rank"] == "" &&
		$at["best"] == "" && $at["shrunk"] == "" && $at["rate"] == 1 }
	END { exit !good }' "$out"
grep -v '^(none)' "$out" | cut -d, -f1,16- >found
same 'and change nobody'"'"'s rank' wanted found

# Two arms of 400, of whom 40 and 60 buy: one test, and Holm changes nothing.
# Of the hypergeometric tail, by hand: twice the upper one with half of its
# first term .0331078921, with all of it .0418222802.
arms='--entity user --time day --stages visit,buy --within 1d
	--as-of 2025-03-01'
expect 0 'two arms' funnel segment $arms --by arm --adjust holm \
	"$root/tests/cases/ab_two_arms.csv"
stderr_has 'funnel segment: 1 test, q by Holm'
for arm in A B; do
	near "p of $arm" "$(cell "$out" p arm=$arm)" 0.0331078921090563
	near "q of $arm" "$(cell "$out" q arm=$arm)" 0.0331078921090563
done
expect 0 'as one test' funnel segment -q $arms --by arm --tests \
	"$root/tests/cases/ab_two_arms.csv"
near 'the plain one' "$(cell "$out" p test=fisher)" 0.0418222802020197
expect 0 'and the split' funnel compare -q $arms --variant arm --control A \
	"$root/tests/cases/ab_two_arms.csv"
stdout_has '(split),800,400,0.5,800,400,0.5,,,,,,,1,,'

# By hand.  Within 10 days as of 31 March: web 2 of 3, fair 0 of 2, (none)
# 1 of 1; h is too young to count.
cat >tiny.csv <<'END'
id,stage,time,channel,amount
a,seen,2025-01-01,web,10
a,won,2025-01-05,web,100
b,seen,2025-01-02,web,-20
b,won,2025-01-12,web,50.5
c,seen,2025-01-03,web,10
c,won,2025-01-14,web,7
d,seen,2025-01-01,fair,30
e,seen,2025-02-01,fair,
g,seen,2025-02-01,,10
g,won,2025-02-01,,
h,seen,2025-03-25,web,10
END
tiny='-q --entity id --stages seen,won --as-of 2025-03-31'
columns() {
	awk -F, -v columns="$1" 'NR == 1 {
		n = split(columns, name, ",")
		for (i = 1; i <= NF; i++)
			at[$i] = i
	}
	{
		for (i = 1; i <= n; i++)
			printf "%s%s", $at[name[i]], i < n ? "," : "\n"
	}'
}
segment() {
	_columns=$1
	shift
	funnel segment $tiny "$@" tiny.csv | columns "$_columns"
}
# Mid-p, of web: 2 of 3 against 1 of 3: 9/20, and 1/20 for 3: p = 2 (1/20 +
# 9/40) = 0.55.  Fair: 0 of 2 against 3 of 4: C(4,3) / C(6,3) = 1/5, half of
# it twice: 0.2.  (none): 1 of 1 against 2 of 5: 1/2 in the same way.
# Benjamini-Hochberg of 0.2, 0.5, 0.55: 3 * 0.2 = 0.6 is above 0.55.
expect 0 'rates within a window, by hand' segment \
	channel,n,k,rate,diff,ratio,p,q --by channel --within 10d
stdout_is <<'END'
channel,n,k,rate,diff,ratio,p,q
fair,2,0,0,-0.75,0,0.2,0.55
web,3,2,0.666666666667,0.333333333333,2,0.55,0.55
(none),1,1,1,0.6,2.5,0.5,0.55
END
# Without a window: h is open, and so are d and e; c got there.
expect 0 'without a window' segment channel,n,k,rate,p,q,open \
	--by channel --total
stdout_is <<'END'
channel,n,k,rate,p,q,open
fair,2,0,0,,,2
web,4,3,0.75,,,1
(none),1,1,1,,,0
(total),7,4,0.571428571429,,,3
END
expect 0 'nobody is open' segment channel,n,k,p,q,open --by channel \
	--having 'amount=10|-20' --to 2025-02-28
stdout_is <<'END'
channel,n,k,p,q,open
web,3,3,1,1,0
(none),1,1,1,1,0
END
# Values of the wins: web 100, 50.5, 7; (none) has none.
expect 0 'a sum, exact' segment channel,n,k,sum,diff,p --by channel \
	--measure amount --stat sum --total
stdout_is <<'END'
channel,n,k,sum,diff,p
fair,0,0,0,,
web,3,3,157.5,,
(none),1,0,0,,
(total),4,3,157.5,,
END
# The median of 7, 50.5, 100.
expect 0 'a median' segment channel,n,k,median --by channel \
	--measure amount --stat median
stdout_is <<'END'
channel,n,k,median
fair,0,0,
web,3,3,50.5
(none),1,0,
END
expect 0 'bins by the number at the entry' segment amount,n,k \
	--bin amount:0,10 --within 10d
stdout_is <<'END'
amount,n,k
1: up to 0,1,1
2: over 0 to 10,3,2
3: over 10,1,0
(none),1,0
END
expect 0 'one cut' segment amount,n,k --bin amount:=10 --within 10d
stdout_is <<'END'
amount,n,k
1: up to 10,4,3
2: over 10,1,0
(none),1,0
END
expect 0 'equal counts; equal numbers stay together' segment amount,n,k \
	--bin amount:2 --within 10d
stdout_is <<'END'
amount,n,k
1: up to 10,4,3
2: over 10,1,0
(none),1,0
END
expect 0 'no number to be cut' segment amount,n,k,rate \
	--bin amount:3 --having amount=
stdout_is <<'END'
amount,n,k,rate
(none),1,0,0
END
expect 0 'a group alone has none to be compared with' segment \
	channel,n,k,rate,diff,ratio,p,q,mdd --by channel --within 10d \
	--where channel=web
stdout_is <<'END'
channel,n,k,rate,diff,ratio,p,q,mdd
web,3,2,0.666666666667,,,,,
END
expect 0 'too young to count' segment channel,n,k,rate,p --by channel \
	--within 10d --where channel=web --from 2025-03-01
stdout_is <<'END'
channel,n,k,rate,p
web,0,0,,
END

# q is that among all, however few are shown.
expect 0 'the two largest' segment channel,n,p,q --by channel \
	--within 10d --top 2
stdout_is <<'END'
channel,n,p,q
fair,2,0.2,0.55
web,3,0.55,0.55
END
expect 0 'groups of three' segment channel,n,q --by channel --within 10d \
	--min-n 3
stdout_is 'channel,n,q' 'web,3,0.55'
# Web 2 of 3, fair 0 of 2: C(3,2) / C(5,2) = 3/10, half of it twice.
expect 0 'no correction' segment channel,p,q --by channel --within 10d \
	--adjust none --top 1 --where 'channel!='
stdout_is 'channel,p,q' 'web,0.3,0.3'

# A target of 0.2.  Web, 2 of 3: 3 * .2^2 * .8 + .2^3, 0 and 1 being likelier;
# fair, 0 of 2, is what is likeliest; (none), 1 of 1: 0.2.  Of three tests
# 3 * .104 is above 3 * .2 / 2 = .3.
expect 0 'a target, by hand' segment \
	channel,n,k,rate,diff,ratio,p,q,target --by channel --within 10d \
	--target 0.2
stdout_is <<'END'
channel,n,k,rate,diff,ratio,p,q,target
fair,2,0,0,-0.2,0,1,1,0.2
web,3,2,0.666666666667,0.466666666667,3.33333333333,0.104,0.3,0.2
(none),1,1,1,0.8,5,0.2,0.3,0.2
END
# Wilson's of 1 of 1 is 1 / (1 + z^2) to 1; z^2 is R's qchisq(.95, 1).
segment channel,rate_low,diff_low,diff_high,ratio_low,ratio_high --by channel \
	--within 10d --target 0.2 >result.csv
near 'its interval less the target' \
	"$(cell result.csv diff_low 'channel=(none)')" .00654931437724286
near 'and over it' "$(cell result.csv ratio_low 'channel=(none)')" \
	1.03274657188621
cell_is 0.8 result.csv diff_high 'channel=(none)'
expect 0 'open, and so not tested' segment channel,diff,p,open,target \
	--by channel --target 0.2 --top 1
stdout_is 'channel,diff,p,open,target' 'web,0.55,,1,0.2'
expect 0 'the definition says the target' funnel segment $tiny --format json \
	--by channel --within 10d --target 0.2 tiny.csv
stdout_has '"target": "0.2"'
expect 0 'people see what it is against' funnel segment $tiny -t text \
	--by channel --within 10d --target 0.2 tiny.csv
stdout_has 'against target'
# R 4.2.2: binom.test(682, 925, p = 0.75)
awk 'BEGIN { print "id,stage,time,cross"
	for (i = 1; i <= 925; i++) {
		print i ",seed,2025-01-01,giant"
		if (i <= 682)
			print i ",giant,2025-01-02,giant"
	} }' >mendel.csv
funnel segment -q --entity id --stages seed,giant --by cross --within 1d \
	--as-of 2025-02-01 --target 0.75 --interval clopper-pearson \
	--format csv mendel.csv >result.csv
near "R: Mendel's p" "$(cell result.csv p cross=giant)" 0.382491559574852
near 'R: the lower end, less .75' "$(cell result.csv diff_low cross=giant)" \
	-0.042331735920961

# Purchases are wins, one each: days ago a 85, b 78, c 76, g 58, cut at 77;
# money 100, 50.5, 7 and nothing, cut at 28.75.
expect 0 'scores' segment rfm,n,k --rfm 2 --value amount --total
stdout_is <<'END'
rfm,n,k
1-1-2,2,2
2-1-1,2,2
(none),3,0
(total),7,4
END

# Chi-squared of three groups by hand: expected 1.5, 1, .5 of each kind:
# .5^2 / 1.5 * 2 + 1 * 2 + .5^2 / .5 * 2 = 10/3; V = sqrt(10/3 / 6).
expect 0 'tests over all' funnel segment $tiny --within 10d --by channel \
	--tests tiny.csv
cp "$out" tests.csv
near 'chi-squared, by hand' "$(cell tests.csv statistic test=chi-squared)" \
	3.33333333333333
cell_is 2 tests.csv df test=chi-squared
near "Cramer's V, by hand" "$(cell tests.csv effect test=chi-squared)" \
	.745355992499930
# Hits of web, fair and (none): 3 and 0 and 0 in 1 way of C(6, 3), 2 and 1 in
# 6, 2 and 0 and 1 in 3 as here, 1 and 2 in 3, 1 and 1 and 1 in 6, 0 and 2 and
# 1 in 1: no likelier are 8 of 20.
near 'few are expected, so it is exact too' "$(cell tests.csv p test=fisher)" .4
cell_is '' tests.csv effect test=fisher
funnel segment $tiny --within 10d --by channel --tests \
	--where 'channel!=' tiny.csv >tests.csv
near "Fisher's, by hand" "$(cell tests.csv p test=fisher)" .4
near 'and its mid-p' "$(cell tests.csv p test=mid-p)" .3
funnel segment $tiny --bin amount:0,10 --tests tiny.csv >tests.csv
cell_is slope tests.csv effect_name test=trend
cell_is '' tests.csv p test=trend

# 1 to 10 against 6 to 15: variances 55/6 both, so t = -5 / sqrt(55/30) on
# 18 degrees.
awk 'BEGIN { print "id,stage,time,g,x"
	for (i = 1; i <= 20; i++) {
		print i ",seen,2025-01-01," (i <= 10 ? "p" : "q") ","
		print i ",won,2025-01-02," (i <= 10 ? "p," i : "q," i - 5)
	} }' >numbers.csv
number() {
	funnel segment -q --entity id --stages seen,won --by g --measure x \
		"$@" numbers.csv
}
number --format csv >result.csv
near 'a mean' "$(cell result.csv mean g=p)" 5.5
near 'less the others' "$(cell result.csv diff g=p)" -5
# scipy: ttest_ind(range(1, 11), range(6, 16), equal_var=False)
near "Welch's p" "$(cell result.csv p g=q)" .0016653519541944806
near 'its lower end: -5 - qt(.975, 18) sqrt(55/30)' \
	"$(cell result.csv diff_low g=p)" -7.8446618900107215
number --tests --format csv >result.csv
near 'F of two groups is the square of t' \
	"$(cell result.csv statistic test=anova)" 13.6363636363636
ok 'names have no order' sh -c '! grep -q pearson result.csv'
# R 4.2.2: cars, the way to a stop by speed, in tests.csv.
awk 'BEGIN { print "id,stage,time,speed,dist"
	n = split("4 4 7 7 8 9 10 10 10 11 11 12 12 12 12 13 13 13 13 14 14" \
		" 14 14 15 15 15 16 16 17 17 17 18 18 18 18 19 19 19 20 20" \
		" 20 20 20 22 23 24 24 24 24 25", speed)
	split("2 10 4 22 16 10 18 26 34 17 28 14 20 24 28 26 34 34 46 26 36" \
		" 60 80 20 26 54 32 40 32 40 50 42 56 76 84 36 46 68 32 48" \
		" 52 56 64 66 54 70 92 93 120 85", dist)
	for (i = 1; i <= n; i++) {
		print i ",moves,2025-01-01," speed[i] ","
		print i ",stops,2025-01-01," speed[i] "," dist[i]
	} }' >cars.csv
expect 0 'numbers by numbers' funnel segment -q --entity id \
	--stages moves,stops --by speed --measure dist --tests --format csv \
	cars.csv
cp "$out" result.csv
near "R: Pearson's r" "$(cell result.csv effect test=pearson)" \
	0.80689490068921
near 'R: its t' "$(cell result.csv statistic test=pearson)" 9.46398999029837
cell_is 48 result.csv df test=pearson
near "R: Spearman's p" "$(cell result.csv p test=spearman)" \
	8.82455843761991e-14
near "R: Kendall's tau-b" "$(cell result.csv effect test=kendall)" \
	0.668990149985875
cell_is tau_b result.csv effect_name test=kendall
number --stat csat --satisfied 6 --format csv >result.csv
cell_is 0.5 result.csv csat g=p
cell_is 1 result.csv csat g=q
# 5 of 10, and 10 of 10: twice 1 / 1024.
number --stat csat --satisfied 6 --target 0.5 --format csv >result.csv
cell_is 1 result.csv p g=p
cell_is 0.001953125 result.csv p g=q
expect 3 'nps of 11 is no answer' number --stat nps
stderr_is 'funnel segment: --measure "x": nps wants answers that are whole numbers from 0 to 10'

# Berkeley's admissions, as events: R 4.2.2's answers in tests.csv.
tr -d '"' <"$reference/UCBAdmissions.csv" | awk -F, 'BEGIN {
		print "id,stage,time,gender,dept" }
	NR > 1 { for (i = 0; i < $4; i++) {
		print ++id ",applied,1973-01-01," $2 "," $3
		if ($1 == "Admitted")
			print id ",admitted,1973-03-01,,"
	} }' >berkeley.csv
berkeley='--entity id --stages applied,admitted --by gender
	--within 90d --as-of 1973-06-01 --tests'
expect 0 'inside departments' funnel segment -q $berkeley \
	--strata dept berkeley.csv
cp "$out" result.csv
answer() {
	awk -F, -v name="$1" -v c="$2" '$1 == "UCBAdmissions" &&
		$2 == name { print $c }' "$reference/tests.csv"
}
near "R: men and women" \
	"$(cell result.csv statistic test=chi-squared)" \
	"$(answer 'chisq.test aggregated no Yates' 3)"
near 'R: inside departments, p' \
	"$(cell result.csv p test=mantel-haenszel)" \
	"$(answer mantelhaen.test 5)"
# Women come first, so their odds to those of men.
near 'R: the common odds ratio' \
	"$(cell result.csv effect test=mantel-haenszel)" \
	"$(awk -v x="$(answer mantelhaen.test 6)" \
	'BEGIN { printf "%.15g", 1 / x }')"
# statsmodels: StratifiedTable.test_equal_odds(adjust=True)
near 'which is not the same in all' \
	"$(cell result.csv p test=breslow-day)" .0020714013978808676
# 1,000 pairs of one rate: the test would reject in every one of them.
expect 0 'pairs' funnel segment --by g --strata s --tests --within 1d \
	--as-of 2024-03-01 --stages in,won --lost lost --entity entity \
	--stage stage --time time --format csv --with-definition \
	"$root/tests/cases/pairs.csv"
stderr_has 'funnel segment: breslow-day has no p: a fifth of the cells or more expect fewer than 5, and the test wants few and large strata'
cp "$out" result.csv
ok 'and why' grep -q '^# breslow-day: a fifth of' result.csv
grep -v '^#' result.csv >pairs.csv
cell_is '' pairs.csv p test=breslow-day
ok 'McNemar has one' [ -n "$(cell pairs.csv p test=mantel-haenszel)" ]
# b of 1 and 0, c of 0 and 1: b / c, exp(1.96 sqrt(1 / b + 1 / c)).
awk -F, 'NR > 1 && $2 == "won" { won[$5 $4] = 1 } NR > 1 { s[$5] = 1 }
	END { for (i in s) { b += won[i "a"] && !won[i "b"]
		c += won[i "b"] && !won[i "a"] }
		reach = exp(1.959963984540054 * sqrt(1 / b + 1 / c))
		printf "%.15g %.15g %.15g\n", b / c, b / c / reach,
			b / c * reach }' "$root/tests/cases/pairs.csv" >pairs
read -r odds low high <pairs
near 'the odds ratio of pairs' \
	"$(cell pairs.csv effect test=mantel-haenszel)" "$odds"
near 'its low' "$(cell pairs.csv effect_low test=mantel-haenszel)" "$low"
near 'its high' \
	"$(cell pairs.csv effect_high test=mantel-haenszel)" "$high"
expect 2 'strata of more groups' funnel segment -q ${berkeley%--by*} --tests \
	--by dept --strata gender berkeley.csv
stderr_is 'funnel segment: --strata compares two groups, and --by has 6; --where picks two'

# ?mcnemar.test: 1,600 who were asked twice whether they approve: 794 both
# times, 150 at first alone, 86 at last alone, 570 never.  As pairs it is R's
# mcnemar.test; the odds ratio is that of those who changed.
awk 'BEGIN { print "id,stage,time,survey,who"
	split("794 86 150 570", n)
	for (c = 1; c <= 4; c++)
		for (i = 0; i < n[c]; i++) {
			who++
			ask("first", c == 1 || c == 3)
			ask("second", c == 1 || c == 2)
		} }
	function ask(survey, yes) {
		print ++id ",asked,2025-01-01," survey "," who
		if (yes)
			print id ",approves,2025-01-02,,"
	}' >pairs.csv
expect 0 'pairs as strata' funnel segment -q --entity id \
	--stages asked,approves --by survey --within 1d --as-of 2025-02-01 \
	--tests --strata who pairs.csv
cp "$out" result.csv
near 'are McNemar'"'"'s test: (64 - 1)^2 / 236' \
	"$(cell result.csv statistic test=mantel-haenszel)" 16.8177966101695
near 'with its p of R' "$(cell result.csv p test=mantel-haenszel)" \
	4.11456228134594e-05
near 'and 150 / 86' "$(cell result.csv effect test=mantel-haenszel)" \
	1.74418604651163

# In parts, from a pipe, with any threads: the same bytes.
cp "$root/samples/b2b.csv" .
fixed='--entity lead_id --stage stage --time occurred_at --time-format iso
	--encoding UTF-8 --as-of 2025-06-30'
awk -F, 'NR == 1 { print >"p0.csv"; print >"p1.csv"; next }
	{ print >("p" substr($1, 9, 1) % 2 ".csv") }' b2b.csv
for what in '--by channel --within 90d --goal won --shrink' \
	'--by channel --within 90d --goal won --shrink --target 0.31' \
	'--by region --goal won --measure amount --stat median' \
	'--stages won,served --bin amount:4 --within 60d' \
	'--stages won,served --rfm 3 --value amount' \
	'--by region --where region=north|west --strata channel --tests'; do
	funnel segment -q $fixed $what b2b.csv >whole.csv
	for part in 0 1; do
		funnel segment -q --partial $fixed $what -o $part.fold \
			p$part.csv
	done
	funnel merge -q 1.fold 0.fold >merged.csv
	same "two parts merge to the whole: $what" whole.csv merged.csv
	ok 'which is not empty' test "$(wc -l <whole.csv)" -gt 3
	funnel segment -q --threads 7 $fixed $what <b2b.csv >piped.csv
	same "a pipe and seven threads: $what" whole.csv piped.csv
done

# What people see.
expect 0 'text fits a terminal' funnel segment -t text --by owner \
	--within 180d --goal won --shrink b2b.csv
ok 'of 80 columns' sh -c "! LC_ALL=C.UTF-8 grep -q '^.\{81\}' '$out'"
stderr_has '12 tests, q by Benjamini-Hochberg'
stdout_has 'prior beta, mean'
expect 0 'the definition says the goal' funnel segment -q --by owner \
	--within 180d -t json b2b.csv
stdout_has '"goal": "won"'
expect 0 'open deals are said' funnel segment --by channel --goal won b2b.csv
stderr_has 'are still open, so p and q are left empty'
expect 0 'and what is not shown' funnel segment --by owner --within 180d \
	--goal won --top 3 b2b.csv
stderr_has '3 of 12 groups are shown, every one with q < 0.05 among them; q and rank are those among all'

# What other programs print: 2 of 3, of which Wald's end is 2/3 + 1.96
# sqrt(2/27), cut off; and three times 0.4.
for interval in clopper-pearson jeffreys agresti-coull mid-p likelihood \
	arcsine logit wilson-cc jeffreys-raw wald wald-cc; do
	expect 0 "--interval $interval" segment channel,rate_low,rate_high \
		--by channel --within 10d --interval $interval --top 1
done
stdout_is 'channel,rate_low,rate_high' 'web,0,1'
for interval in miettinen-nurminen agresti-caffo mee newcombe-cc wald \
	wald-cc; do
	expect 0 "--diff-interval $interval" segment \
		channel,diff,diff_low --by channel --within 10d \
		--diff-interval $interval --where 'channel!=web'
done
# 0 of 2 against 1 of 1: no spread, but 3/4 of correction.
stdout_is 'channel,diff,diff_low' 'fair,-1,-1' '(none),1,0.25'
for adjust in holm by bonferroni hochberg hommel; do
	expect 0 "--adjust $adjust" segment channel,p,q --by channel \
		--within 10d --adjust $adjust
done
# Two arms are one comparison, and one test, as the exact mid-p says: by whole
# numbers, twice the tables with 39 and fewer of 400, and half of those with 40.
awk 'BEGIN { print "id,stage,day,arm"
	for (i = 0; i < 800; i++) {
		arm = i < 400 ? "A" : "B"
		print i ",visit,2025-01-01," arm
		if (i % 400 < (i < 400 ? 40 : 60))
			print i ",buy,2025-01-01," arm
	} }' >arms.csv
for adjust in bh holm by none bonferroni hochberg hommel; do
	expect 0 "two groups, --adjust $adjust" funnel segment --by arm \
		--entity id --time day --stages visit,buy --within 1d \
		--as-of 2025-02-01 --adjust $adjust --format csv arms.csv
	cp "$out" result.csv
	near 'p is that of one test' "$(cell result.csv p arm=B)" \
		0.03310789210905632
	near 'and so is q' "$(cell result.csv q arm=A)" 0.03310789210905632
done
stderr_has ': 1 test, q by Hommel'
arms() {
	funnel segment --by arm --entity id --time day --stages visit,buy \
		--within 1d --as-of 2025-02-01 --format csv "$@" arms.csv
}
# 400 and 400: by hand; the chance is erfc(sqrt(statistic / 2)).
expect 0 'the split that was planned' arms --tests --split 1:1
cp "$out" result.csv
cell_is 0 result.csv statistic test=split
cell_is 1 result.csv p test=split
ok 'is not said' sh -c "! grep -q split '$err'"
expect 0 'and another' arms --tests --split 45:55
cp "$out" result.csv
near 'is tested' "$(cell result.csv statistic test=split)" \
	8.08080808080808
near 'by chi-squared' "$(cell result.csv p test=split)" \
	0.004473649256611768
expect 0 'one that is far off' arms --tests --split 9:11.5
stderr_has ': the groups have 400 and 400, which is no split of 9:11.5 (p = 0.00051)'
expect 2 'a split of no numbers' arms --tests --split half
stderr_is 'funnel segment: --split: "half": expected two shares such as 1:1 or 90:10'
expect 2 'a share of nothing' arms --tests --split 0:1
expect 2 'a split without tests' arms --split 1:1
stderr_is 'funnel segment: --split is of the tests: add --tests'
expect 2 'a split of more groups' funnel segment -q --by channel \
	--within 180d --tests --split 1:1 b2b.csv
stderr_has 'funnel segment: --split is of two groups, and there are '
expect 2 'an interval of no name' funnel segment -q --by channel \
	--interval normal b2b.csv
stderr_is 'funnel segment: --interval: "normal": expected wilson, clopper-pearson, jeffreys, agresti-coull, mid-p, likelihood, arcsine, logit, wilson-cc, jeffreys-raw, wald or wald-cc'

# What is refused.
expect 2 'no groups' funnel segment -q b2b.csv
stderr_is 'funnel segment: which groups? say --by COL, --bin COL:N or --rfm N'
expect 2 'a wrong stage' funnel segment -q --by channel --goal wom b2b.csv
stderr_is 'funnel segment: --goal: no stage "wom"; did you mean "won"?'
expect 2 'the first stage' funnel segment -q --by channel --goal identified \
	b2b.csv
stderr_is 'funnel segment: --goal: "identified" is the first stage, where everybody enters'
expect 2 'an optional stage' funnel segment -q --by channel --goal engaged \
	--optional engaged b2b.csv
stderr_is 'funnel segment: --goal: "engaged" is optional, which tells nothing of those who go past it'
expect 2 'a date is no stage' funnel segment -q --by channel \
	--goal 2025-01-31 b2b.csv
stderr_is 'funnel segment: --goal: no stage "2025-01-31"' \
	'  stages: identified, contacted, engaged, won, served'
expect 2 'no date' funnel segment -q --by channel --to won b2b.csv
stderr_is 'funnel segment: --to: "won": expected a date such as 2025-01-31, or a time'
expect 2 'a statistic of nothing' funnel segment -q --by channel \
	--stat mean b2b.csv
stderr_is 'funnel segment: --stat wants --measure COL, the number'
expect 2 'shrunk means' funnel segment -q --by channel --shrink \
	--measure amount b2b.csv
stderr_is 'funnel segment: --shrink is for rates; it does not go with --stat mean'
expect 2 'a target of numbers' funnel segment -q --by channel --target 0.3 \
	--measure amount --stat median b2b.csv
stderr_is 'funnel segment: --target is a rate; it does not go with --stat median'
expect 2 'a target of tests' funnel segment -q --by channel --target 0.3 \
	--tests b2b.csv
stderr_is 'funnel segment: --target does not go with --tests, which compares the groups'
expect 2 'a target and two rates' funnel segment -q --by channel \
	--target 0.3 --diff-interval mee b2b.csv
stderr_is 'funnel segment: --diff-interval is of two rates; that of --target is given'
for target in 0 1 30 30% x -0.1 nan; do
	expect 2 "a target of $target" funnel segment -q --by channel \
		--target $target b2b.csv
	stderr_is "funnel segment: --target: \"$target\": expected a fraction between 0 and 1, such as 0.95"
done
expect 2 'bad bins' funnel segment -q --bin amount:x b2b.csv
stderr_is 'funnel segment: --bin: "amount:x": expected COL:N with 2 to 100 groups, COL:5,12.5 with ascending cuts, or COL:=5 with one'
expect 2 'cuts that fall' funnel segment -q --bin amount:5,4 b2b.csv
expect 2 'two numbers' funnel segment -q --bin amount:3 --measure score \
	b2b.csv
stderr_is 'funnel segment: --measure "score" and --bin "amount" are two columns; one number an event is read'
expect 2 'scores without money' funnel segment -q --rfm 3 b2b.csv
stderr_is 'funnel segment: --rfm wants --value COL, the amount of a purchase'
expect 2 'strata without tests' funnel segment -q --by channel \
	--strata region b2b.csv
stderr_is 'funnel segment: --strata is of the tests: add --tests'
expect 2 'strata of numbers' funnel segment -q --by channel --tests \
	--strata region --measure amount b2b.csv
expect 2 'strata of themselves' funnel segment -q --by channel --tests \
	--strata channel b2b.csv
stderr_is 'funnel segment: --strata: "channel" is what --by compares; strata are of another column'
expect 3 'too many groups' funnel segment -q --by owner --bin amount:3 \
	--stages won,served --within 30d --max-groups 12 b2b.csv
stderr_is 'funnel segment: 36 groups, more than --max-groups 12; fewer bins make fewer'
expect 2 'no column' funnel segment -q --by chanel b2b.csv
stderr_has 'no column "chanel"; did you mean "channel"?'
expect 2 'attempts are not counted' funnel segment -q --by channel \
	--count attempts b2b.csv
stderr_is 'funnel segment: no option "--count"; --help lists the options'
expect 4 'nobody is old enough for bins' funnel segment -q --bin amount:3 \
	--within 9y b2b.csv
stderr_is 'funnel segment: nobody was watched for the whole of --within yet: no rate, not a rate of zero'
head -1 b2b.csv >header.csv
expect 4 'a header alone' funnel segment -q --by channel header.csv
expect 4 'nobody entered' funnel segment -q --by channel \
	--from 2030-01-01 b2b.csv
stderr_is 'funnel segment: nobody entered the funnel: no rate, not a rate of zero' \
	'  the times of the log are from 2024-01-09T13:29:59Z to 2025-06-30T22:12:18Z'
: >empty.csv
expect 3 'nothing at all' funnel segment -q --by channel empty.csv
expect 5 'a full disk' sh -c 'funnel segment -q --by channel b2b.csv >/dev/full'
expect 0 'a closed pipe' sh -c 'funnel segment -q --by owner b2b.csv | head -1'
expect 1 'a question answered yes' funnel segment -q --by channel \
	--within 180d --goal won --fail-if 'q(advert)<0.2' b2b.csv

cat >f.funnel <<'END'
[policy]
to = 2024-12-31
END
funnel segment -q --by channel --goal won --to 2024-12-31 b2b.csv >a.csv
funnel segment -q -f f.funnel --by channel --goal won b2b.csv >b.csv
same 'a funnel file bounds entries' a.csv b.csv

# Which stage counts if none is named: DESIGN's words, each beside its --goal.
stages=identified,contacted,engaged,won,served
cp "$root/samples/b2b-zh.csv" zh.csv
printf '[policy]\ngoal = engaged\n' >goal.funnel
for goal in "won --by channel b2b.csv" "交易达成 --by 渠道 zh.csv" \
	"served --stages $stages --by channel b2b.csv" \
	"won --stages $stages --optional served --by channel b2b.csv" \
	"engaged -f goal.funnel --by channel b2b.csv"; do
	set -- $goal
	stage=$1
	shift
	for when in '--before 2024-06-01..2024-12-31 --after 2025-01-01..' ''; do
		command=${when:+compare}
		: "${command:=segment}"
		funnel $command -q $when --within 60d "$@" >plain.csv
		funnel $command -q $when --within 60d --goal $stage "$@" \
			>named.csv
		same "$command: the goal of $goal" plain.csv named.csv
		ok "$command: there are groups" grep -qE 'search|搜索' named.csv
	done
done

# All of 10,000 against none of 10,000: chi-squared is 20,000, whose tail no
# double holds; it is not 0.
awk 'BEGIN { print "id,stage,time,g"
	for (i = 0; i < 20000; i++) {
		print i ",identified,2024-01-01," (i % 2 ? "b" : "a")
		if (i % 2 == 0)
			print i ",won,2024-01-02,a"
	} }' >extreme.csv
extreme() {
	funnel "$@" -q --entity id --as-of 2025-01-01 -t csv extreme.csv
}
expect 0 'a p below all doubles' extreme segment --by g --within 90d \
	--stages identified,won
cell_is 1e-300 "$out" p g=a
cell_is 1e-300 "$out" q g=b
expect 0 'in tests too' extreme segment --by g --within 90d --tests \
	--stages identified,won
cell_is 1e-300 "$out" p test=chi-squared
expect 0 'and of curves' extreme survive --start identified --end won --by g \
	--tests
cell_is 1e-300 "$out" p test=log-rank
expect 0 'and of a change' extreme compare --variant g --control b \
	--within 90d --stages identified,won
cell_is 1e-300 "$out" p stage=won
done_testing
