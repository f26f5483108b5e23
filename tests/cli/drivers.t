#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel drivers: against answers of R and Python (tests/reference), by
# hand, in parts, and what it refuses.
. "$(dirname "$0")/lib.sh"

# A log of the cells of drivers_counts.csv: attributes are named.
log_of() {
	awk -F, -v name="$1" -v header="$2" '
	BEGIN { print "id,stage,date,cluster," header }
	$1 == name {
		row = $2
		for (i = 3; i < 9 && $i != ""; i++)
			row = row "," substr($i, index($i, "=") + 1)
		for (j = 0; j < $9; j++) {
			print ++id ",in,2020-01-01," row
			if (j < $10)
				print id ",out,2020-01-02," row
		}
	}' "$reference/drivers_counts.csv"
}

# agrees FOUND DATASET: rates and crude ratios to 1e-9, the model to 1e-7.
agrees() {
	for answers in univariate logistic; do
		tr -d '"' <"$reference/drivers_$answers.csv"
	done | awk -F, -v set="$2" '
	function differ(a, b, by) {
		by *= b < 0 ? -b : b
		return a == "" || b == "" || a - b > by || b - a > by
	}
	function want(key, column) {
		if (!(key in answer))
			return
		tried++
		if (differ($at[column], answer[key], column ~ /^(odds|rate|n$|k$)/ ? 1e-9 : 1e-6)) {
			print key ": " $at[column] " for " answer[key]
			failed = 1
		}
	}
	FILENAME == "-" {
		if ($1 == set)
			answer[$2 "," $3 "," $4 "," $5] = $6
		next
	}
	FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	$2 == "" {
		want("logistic," $1 ",,lr_chi2", "chi2")
		want("logistic," $1 ",,df", "df")
		want("logistic," $1 ",,lr_p", "p")
		next
	}
	{
		one = "univariate," $1 "," $2 ","
		want(one "n", "n"); want(one "k", "k")
		want(one "rate", "rate")
		want(one "odds_ratio", "odds_ratio")
		want(one "odds_ratio_low", "odds_ratio_low")
		want(one "odds_ratio_high", "odds_ratio_high")
		all = "logistic," $1 "," $2 ","
		want(all "odds_ratio", "adjusted")
		want(all "odds_ratio_low_robust", "adjusted_low")
		want(all "odds_ratio_high_robust", "adjusted_high")
		want(all "ame", "effect")
	}
	END {
		if (tried < 30) { print tried " compared"; failed = 1 }
		exit failed
	}' - "$1"
}

# The same of hazards, beside each other.
hazards_agree() {
	awk -F, -v set="$2" '
	function differ(a, b) {
		return a == "" || a - b > 1e-6 * b || b - a > 1e-6 * b
	}
	FNR == NR {
		gsub(/"/, "")
		if ($1 == set)
			answer[$3 "," $4 "," $5] = $6
		next
	}
	FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	($1 "," $2 ",hazard_ratio") in answer {
		tried++
		if (differ($at["adjusted"], answer[$1 "," $2 ",hazard_ratio"]))
			failed = 1
		se = log($at["adjusted_high"] / $at["adjusted_low"]) / 3.919927969080108
		if (differ(se, answer[$1 "," $2 ",se_robust"]))
			failed = 1
	}
	$2 == "" && differ($at["chi2"], answer[$1 ",,lr_chi2"]) { failed = 1 }
	END { exit failed || tried < 5 }' "$reference/drivers_cox.csv" "$1"
}

told='--stages in,out --within 10d --as-of 2020-03-01 --entity id --stage stage --time date'
log_of telco_churn Contract,InternetService,PaperlessBilling,PaymentMethod,SeniorCitizen,gender >telco.csv
log_of ucb_admit Gender,Dept >ucb.csv
log_of maven_won_90d product,sales_agent >maven.csv

expect 0 'six attributes' funnel drivers -q $told \
	--by Contract,InternetService,PaperlessBilling,PaymentMethod,SeniorCitizen,gender telco.csv
cp "$out" telco.result
ok 'rates, ratios, effects and tests, as R and Python' \
	agrees telco.result telco_churn

# Women are admitted less often, and in their departments rather more.
expect 0 'a confounder' funnel drivers $told --by Gender,Dept ucb.csv
cp "$out" ucb.result
stderr_is 'funnel drivers: rows: 6281 read = 6281 used + 0 repeats + 0 rejected + 0 filtered' \
	'funnel drivers: 2 attributes tested, q over them; p of a level (6) is not adjusted for their number' \
	'funnel drivers: Gender Female: odds ratio 0.54 by itself, 1.11 beside the other attributes: the sign changes'
ok 'as R and Python' agrees ucb.result ucb_admit
ok 'the columns' test "$(head -n 1 ucb.result)" = \
	"attribute,level,n,k,rate,rate_low,rate_high,odds_ratio,odds_ratio_low,odds_ratio_high,adjusted,adjusted_low,adjusted_high,effect,effect_low,effect_high,chi2,df,p,q"
expect 0 'for people' funnel drivers -q $told --by Gender,Dept \
	--format text ucb.csv
stdout_has 'not shown'
ok 'in 80 columns' awk '{ gsub(/[^ -~]+/, "-") } length > 80 { exit 1 }' "$out"
# The picture, of the result and of what was written.
if command -v gnuplot >/dev/null; then
	expect 0 'a chart' funnel drivers -q $told --by Gender,Dept \
		--chart ucb.svg ucb.csv
	ok 'says what turned' grep -q \
		'Gender Female: odds ratio 0.543 as counted, 1.105 (0.944–1.293)' ucb.svg
	ok 'and that it is no cause' grep -q 'Known at entry' ucb.svg
fi
# Where not every tick has room for a label, that of 1 has.
cat >near.csv <<'END'
# funnel: drivers 1.0.0
# goal: won
attribute,level,n,k,rate,rate_low,rate_high,odds_ratio,odds_ratio_low,odds_ratio_high,adjusted,adjusted_low,adjusted_high,effect,effect_low,effect_high,chi2,df,p,q
rep,,,,,,,,,,,,,,,,1,2,0.6,0.6
rep,Ada,200,100,0.5,0.43,0.57,,,,,,,,,,,,,
rep,Grace,200,80,0.4,0.34,0.47,0.667,0.45,0.99,0.7,0.47,1.05,-0.1,-0.2,0.01,,,0.05,
rep,Mary,200,104,0.52,0.45,0.59,1.083,0.73,1.6,1.1,0.74,1.64,0.02,-0.08,0.12,,,0.7,
END
if command -v gnuplot >/dev/null; then
	expect 0 'an axis around 1' funnel chart -o near.svg near.csv
	ok 'begins to label at 1' test "$(grep -o '>[0-2]\(\.[0-9]*\)*<' near.svg |
		tr -d '<>\n')" = 0.511.5
fi
expect 0 'its q' funnel chart near.csv
stdout_has 'n = 600, 284 got there · q: rep 0.6000'
expect 0 'with its definition' funnel drivers -q $told --by Gender,Dept \
	--with-definition -o defined.csv ucb.csv
expect 0 'as text' funnel chart defined.csv
stdout_has 'Gender Female: odds ratio 0.543 as counted, 1.105 (0.944–1.293) beside the rest'
stdout_has 'Dept against A, 64.4% of 933'
stdout_has '  F         714   6.4%'
ok 'in 80 columns' awk '{ gsub(/[^ -~]+/, "-") } length > 80 { exit 1 }' "$out"
if speaks_chinese; then
	expect 0 'Chinese' funnel chart --lang zh defined.csv
	stdout_has 'Gender Female：优势比单独看 0.543，综合看 1.105（0.944–1.293）'
	expect 0 'titles, too' funnel drivers -q $told --by Gender -t text \
		--lang zh ucb.csv
	stdout_has '属性 Gender'
fi
# In a report: women's odds turn, departments matter.
expect 0 'a report' funnel report -q $told --by Gender,Dept --parts drivers \
	--format md -o ucb.md ucb.csv
cp ucb.md "$out"
stdout_has '## What goes with winning'
stdout_has '- Gender Female: 0.543 (0.479–0.616) by itself, 1.105 (0.944–1.293) beside the rest: something else was behind it.'
stdout_has ': the odds of F are 0.037 (0.026–0.051) times those of A, beside all other attributes.'
stdout_has 'Associated, not shown to cause it; known at entry.'
expect 0 'one column alone is a segment' funnel report -q $told --by Dept \
	--format md -o one.md ucb.csv
ok 'and no section' sh -c '! grep -q "goes with winning" one.md'
expect 0 'without a window' funnel report -q --stages in,out --entity id \
	--stage stage --time date --as-of 2020-03-01 --by Gender,Dept \
	--parts drivers --format md -o fast.md ucb.csv
ok 'how fast' grep -q 'gets there .* times as fast as A' fast.md
expect 0 'in any order of rows' sh -c "head -n 1 ucb.csv >turned.csv;
	tail -n +2 ucb.csv | sort -r >>turned.csv
	funnel drivers -q $told --by Gender,Dept turned.csv"
same 'the same bytes' ucb.result "$out"
expect 0 'by itself alone' funnel drivers -q $told --by Gender,Dept \
	--model none ucb.csv
cp "$out" alone.csv
near 'by themselves: the likelihood ratio' \
	"$(cell alone.csv chi2 'attribute=Gender level=')" 93.4494071957306
near 'q' "$(cell alone.csv q 'attribute=Dept level=')" 2.48307505899612e-182
# By hand: log odds over the root of the sum of 1 / cell.
near "Wald's p" "$(cell alone.csv p level=Female)" 1.263354882603196e-21
expect 0 'the tests' funnel drivers -q $told --by Gender,Dept --tests ucb.csv
stdout_is 'test,statistic,df,p' 'model,856.85214,6,7.9739136e-182' \
	'Gender,1.5312315,1,0.21592772' \
	'Dept,763.40273,5,9.5468088e-163' 'auc,0.73366358,,' \
	'brier,0.1964696,,' 'deviance,5187.4885,,'

# Log odds of the other side.
expect 0 'another reference' funnel drivers -q $told --by Gender,Dept \
	--reference Gender=Female ucb.csv
cp "$out" turned.result
near 'is one over the ratio' "$(cell turned.result adjusted level=Male)" \
	"$(awk 'BEGIN { printf "%.8g", 1 / 1.10502735261298 }')"

# A table: a row an entity, and how it ended.
awk -F, '
NR == 1 { print "Contract,InternetService,PaperlessBilling,tenure,Churn" }
$1 == "telco_churn" {
	for (j = 0; j < $7; j++)
		print $3 "," $4 "," $5 "," $6 "," (j < $8 ? "Yes" : "No")
}' "$reference/drivers_times.csv" >customers.csv
expect 0 'a table of entities, hazards' funnel drivers -q --status Churn \
	--duration tenure --model cox \
	--by Contract,InternetService,PaperlessBilling customers.csv
cp "$out" churn.csv
ok 'as R and Python' hazards_agree churn.csv telco_churn
expect 0 'in any order of rows' sh -c "head -n 1 customers.csv >sorted.csv
	tail -n +2 customers.csv | sort >>sorted.csv
	funnel drivers -q --status Churn --duration tenure --model cox \
	--by Contract,InternetService,PaperlessBilling sorted.csv"
same 'the same bytes' churn.csv "$out"
expect 0 'chances' funnel drivers --status Churn --event-value Yes \
	--by Contract customers.csv
stderr_is 'funnel drivers: rows: 7043 read = 7043 used + 0 repeats + 0 rejected + 0 filtered' \
	'funnel drivers: 1 attribute tested, q over them; p of a level (2) is not adjusted for their number'
cell_is 1655 "$out" k level=Month-to-month
near 'the ratio of one attribute alone is the crude one' \
	"$(awk -F, '$2 == "Two year" { print $11 }' "$out")" \
	"$(awk 'BEGIN { printf "%.8g", 48 / 1647 / (1655 / 2220) }')"
expect 0 'says what it takes it for' funnel drivers -q --status Churn \
	--event-value Yes --by Contract --format text customers.csv
stdout_has 'reading associated with Churn Yes, not'
expect 2 'a chance has no duration' funnel drivers --status Churn \
	--duration tenure --by Contract customers.csv
stderr_is 'funnel drivers: --duration is of --model cox: a chance has none, and whoever is there for a short time had no time to end'
expect 2 'a hazard has' funnel drivers --status Churn --model cox \
	--by Contract customers.csv
stderr_is 'funnel drivers: --model cox of a table wants --duration: how long it took'
expect 2 'no window of a table' funnel drivers --status Churn --within 9d \
	--by Contract customers.csv
stderr_is 'funnel drivers: --within is of an event log, and --status of a table of entities'
expect 2 'an event of a log' funnel drivers $told --event-value Yes \
	--by Dept ucb.csv
stderr_is 'funnel drivers: --event-value is of a table of entities: add --status'

# What is known after the entry.
expect 2 'what came later' funnel drivers -q $told --by Dept --did out ucb.csv
stderr_is 'funnel drivers: --did is known only after the entry: whoever took long had longer to do it, and whoever ended early could not; --landmark SPAN looks at those still on their way then, and at what they had done by then'
expect 2 'the goal' funnel drivers -q $told --by Dept --landmark 3d \
	--did out ucb.csv
stderr_is 'funnel drivers: --did: "out" is the goal'
expect 2 'the entry' funnel drivers -q $told --by Dept --landmark 3d \
	--did in ucb.csv
stderr_is 'funnel drivers: --did: "in" is the entry, which all have'
expect 2 'a landmark at the end' funnel drivers -q $told --by Dept \
	--landmark 10d ucb.csv
stderr_is 'funnel drivers: --landmark is not before the end of --within: nothing could come after it'

# Immortal time: a call comes on any day, and changes nothing; whoever has
# won by then is not called.  Held against all others, the called seem to
# lose; at a landmark there is nothing.  Days are exponential, by a
# generator of one line.
awk '
function draw() {
	seed = (seed * 16807) % 2147483647
	return seed / 2147483647
}
function day(d) {
	if (d < 31)
		return sprintf("2025-01-%02d", d + 1)
	if (d < 59)
		return sprintf("2025-02-%02d", d - 30)
	return sprintf("2025-03-%02d", d - 58)
}
BEGIN {
	seed = 20251130
	print "id,stage,date,called"
	for (i = 0; i < 20000; i++) {
		won = int(-40 * log(draw()))
		call = int(-20 * log(draw()))
		called = call < won && call < 60 ? "yes" : "no"
		print i ",in," day(0) "," called
		if (called == "yes")
			print i ",call," day(call) "," called
		if (won < 60)
			print i ",won," day(won) "," called
	}
}' >immortal.csv
trap='--stages in,call,won --optional call --within 60d --as-of 2025-04-30 --entity id --stage stage --time date'
expect 0 'immortal time' funnel drivers -q $trap --by called immortal.csv
cp "$out" trap.csv
ok 'a ratio far from 1' awk -F, '
	FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	$2 == "no" { exit !($at["odds_ratio_low"] > 2) }' trap.csv
expect 0 'at a landmark' funnel drivers $trap --landmark 14d --did call \
	immortal.csv
stderr_has ' ended by the landmark, or have not come to it yet, and are left out'
cp "$out" landmark.csv
ok 'a ratio of 1' awk -F, '
	FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	$2 == "done" {
		low = $at["adjusted_low"]; high = $at["adjusted_high"]
		exit !(low < 1 && high > 1 && high / low < 1.3)
	}' landmark.csv
# By hand: who is still there on the 15th day, and was called by then.
ok 'those still there' test "$(awk -F, '
	FNR == NR { if ($2 == "call") call[$1] = $3; if ($2 == "won") won[$1] = $3; next }
	$2 == "in" && !($1 in won && won[$1] <= "2025-01-15") {
		n++; done += $1 in call && call[$1] <= "2025-01-15" }
	END { print n - done " " done }' immortal.csv immortal.csv)" = \
	"$(awk -F, '$2 ~ /done/ { n = n " " $3 } END { print substr(n, 2) }' landmark.csv)"

expect 4 'nobody is left' funnel drivers -q $told --by Dept --landmark 9d \
	--as-of 2020-01-08 ucb.csv
stderr_is 'funnel drivers: --landmark: nobody was still on the way then, with time to come: 4526 had ended, or have not come to it yet'
expect 4 'no number' funnel drivers -q $told --number Dept ucb.csv
stderr_is 'funnel drivers: --number: Dept is no number of anybody at entry: 4526 have none'

# Numbers: groups of them, and a straight line.
sim=$data/sim_pipeline/sim_pipeline.csv
pipeline='--stages identified,contacted,engaged,won --lost lost --within 120d --as-of 2026-06-30 --entity deal_id --stage stage --time date --by channel,region'
if [ -f "$sim" ]; then
	expect 0 'a number, clusters' funnel drivers -q $pipeline \
		--number log:employees --cluster owner "$sim"
	sed 's/^employees,log +1/log_employees,+1/; s/^employees,,/log_employees,,/' "$out" >number.csv
	ok 'as R and Python' agrees number.csv sim_pipeline_won_120d
	for answer in adjusted=1.13423252169846 effect=0.0235799904311384 \
		adjusted_low=1.01496224905713 adjusted_high=1.2675184860063; do
		near "the number: ${answer%=*}" "$(cell number.csv \
			"${answer%=*}" level=+1)" \
			"$(awk -v x="${answer#*=}" 'BEGIN { printf "%.8g", x }')"
	done
	hazards=$(echo "$pipeline" | sed 's/--within 120d//')
	expect 0 'hazards' funnel drivers $hazards --model cox \
		--cluster owner "$sim"
	stderr_has '12 clusters: under 20, intervals are too narrow'
	cp "$out" cox.csv
	ok 'as R and Python' hazards_agree cox.csv sim_pipeline_to_won
	expect 0 'their tests' funnel drivers -q $hazards --model cox --tests \
		"$sim"
	stdout_is 'test,statistic,df,p' 'model,48.029043,5,3.5037636e-09' \
		'channel,46.841418,3,3.7563131e-10' \
		'region,1.5122387,2,0.4694848' \
		'proportional channel,0.083466131,3,0.99374488' \
		'proportional region,0.38398167,2,0.82531443' \
		'proportional hazards,0.49475186,5,0.9923142' \
		'concordance,0.58134817,,' 'deviance,7602.3398,,'
	for part in 0 1; do
		awk -F, -v part=$part 'NR == 1 || substr($1, 6) % 2 == part' \
			"$sim" >half$part.csv
		expect 0 "part $part" funnel drivers -q $hazards --model cox \
			--cluster owner --time-format %Y-%m-%d \
			--encoding utf-8 --delimiter , --partial \
			-o half$part.part half$part.csv
	done
	expect 0 'merged' funnel merge -q half0.part half1.part
	same 'as the whole' cox.csv "$out"
	expect 0 'a landmark' funnel drivers -q $pipeline --landmark 7d \
		--did contacted "$sim"
	sed 's/^contacted by 7d,not done/contacted_by_7d,0/
		s/^contacted by 7d,done/contacted_by_7d,1/
		s/^contacted by 7d/contacted_by_7d/' "$out" >landmark.csv
	ok 'as R and Python' agrees landmark.csv \
		sim_pipeline_won_120d_landmark_7d
else
	report 0 'a simulated pipeline # SKIP ../shared/data is not there'
fi

# Sellers have much in common; the reference is clustered by them.
expect 0 'clusters' funnel drivers -q $told --by product --cluster cluster maven.csv
stdout_has 'product,MG Special,'
ok 'and no row' sh -c '! grep -q ^cluster "$1"' sh "$out"

# In parts.
awk -F, 'NR == 1 || $1 % 2' ucb.csv >one.csv
awk -F, 'NR == 1 || $1 % 2 == 0' ucb.csv >two.csv
for part in one two; do
	expect 0 "part $part" funnel drivers -q $told --by Gender,Dept \
		--time-format %Y-%m-%d --encoding utf-8 --delimiter , \
		--partial -o $part.part $part.csv
done
expect 0 'merged' funnel merge -q one.part two.part
same 'as the whole' ucb.result "$out"

# What it refuses.
expect 2 'no attribute' funnel drivers -q $told ucb.csv
stderr_is 'funnel drivers: which attributes? say --by COL,...'
expect 2 'values of the end' funnel drivers -q $told --by Dept \
	--attribute last ucb.csv
stderr_is 'funnel drivers: --attribute last is known only afterwards, and may be what success left behind; drivers are known at entry'
expect 2 'attempts chosen by their outcome' funnel drivers -q $told \
	--by Dept --entry best ucb.csv
stderr_is 'funnel drivers: --entry best and latest choose an entry by what came of it: what goes with success then is the choice; drivers look at the first'
expect 2 'still open' funnel drivers -q --stages in,out --entity id \
	--stage stage --time date --by Dept ucb.csv
stderr_has 'with --within SPAN those count whose time is over'
expect 2 'an unknown reference' funnel drivers -q $told --by Dept \
	--reference Dept=Z ucb.csv
stderr_is 'funnel drivers: --reference: Dept: nobody has "Z"'
expect 2 'a reference of no attribute' funnel drivers -q $told --by Dept \
	--reference Gender=Male ucb.csv
stderr_is 'funnel drivers: --reference: "Gender=Male": expected COL=V of a column of --by'
grep -v ',out,' ucb.csv >none.csv
expect 4 'a constant outcome' funnel drivers -q $told --by Dept none.csv
stderr_is 'funnel drivers: none of 4526 got to out: nothing goes with what is always so'
awk -F, '!($2 == "out" && $6 == "F")' ucb.csv >separated.csv
expect 2 'a level that decides' funnel drivers -q $told --by Gender,Dept \
	separated.csv
stderr_is 'funnel drivers: the outcome is decided by Dept F: odds have no finite ratio; a higher --min-n pools small levels, and --firth gives finite ones'
expect 0 'finite by Firth' funnel drivers -q $told --by Dept --firth \
	separated.csv
# A half more in each cell, as a table of two by two wants (0 of 714, and
# 601 of 933 of A, the largest).
near 'the odds ratio' "$(cell "$out" adjusted level=F)" \
	"$(awk 'BEGIN { printf "%.8g", 0.5 / 714.5 / (601.5 / 332.5) }')"
expect 2 'no hazards either' funnel drivers -q $told --by Dept --model cox \
	separated.csv
stderr_is 'funnel drivers: the outcome is decided by Dept F: hazards have no finite ratio; a higher --min-n pools small levels, and --model logistic --firth gives odds that have one'
expect 2 'of hazards alone' funnel drivers -q $told --by Dept --strata Gender \
	ucb.csv
stderr_is 'funnel drivers: --strata are of hazards: add --model cox'
expect 2 'no clusters of Firth' funnel drivers -q $told --by Dept --firth \
	--cluster Gender ucb.csv
stderr_is 'funnel drivers: --firth and --cluster do not go together: its intervals are of the likelihood, which knows no clusters'
expect 2 'Firth of odds alone' funnel drivers -q $told --by Dept --firth \
	--model cox ucb.csv
stderr_is 'funnel drivers: --firth is of logistic regression alone'
expect 0 'exactly, where cells are few' funnel drivers -q $told --by Dept \
	--min-n 1 --model none separated.csv
# Fisher's of 0 of 714 and 601 of 933, by sums of whole binomials.
near "Fisher's p" "$(cell "$out" p level=F)" 3.59299991309e-206
cell_is 0 "$out" odds_ratio level=F
awk -F, '$1 % 90 == 0 || NR == 1' ucb.csv >few.csv
expect 4 'too few for so many' funnel drivers -q $told --by Dept,Gender \
	--min-n 1 few.csv
stderr_has 'of the rarer outcome for'

# What stands for no value is in the words of the reader, also in pictures.
deals="-q -f $root/samples/b2b.funnel --by channel --top 2"
expect 0 'all levels have a name' funnel drivers $deals -t text \
	"$root/samples/b2b.csv"
ok 'in the text' grep -qE '^\(all\) +0\.' "$out"
expect 0 'and none for machines' funnel drivers $deals --with-definition \
	"$root/samples/b2b.csv"
ok 'in the CSV' grep -q '^channel,,' "$out"
cp "$out" levels.csv
expect 0 'in Chinese' sh -c "funnel drivers $deals --lang zh -t text \
	'$root/samples/b2b.csv'; funnel chart --lang zh levels.csv"
ok 'the table' grep -q '^（全部） ' "$out"
ok 'the picture' grep -q '^  （其他） ' "$out"

# Nearly every entity has a tuple of its own: nobody looks for them any more.
# Two rows of each, apart, and a generator's outcome.
awk 'BEGIN {
	print "id,stage,date,a,b,c"
	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < 80000; i++) {
			draw[i] = pass ? draw[i] : state = (state * 69069 + 1) % 65536
			if (pass == 0 || draw[i] < 20000 + 300 * (i % 40))
				print i (pass ? ",out," : ",in,") "2020-01-0" pass + 1 ",a" i % 40 ",b" int(i / 40) % 50 ",c" int(i / 2000)
		}
}' >many.csv
many="-q --entity id --stages in,out --as-of 2020-02-01 --within 9d"
many="$many --top 50 --by a,b,c many.csv"
expect 0 'many tuples' funnel drivers $many --threads 1
cp "$out" once
expect 0 'by two workers' funnel drivers $many --threads 2
cp "$out" two
expect 0 'each looked for' funnel drivers $many --max-groups 90000
cp "$out" sought
expect 0 'two workers say the same' cmp once two
expect 0 'the looked for say the same' cmp once sought
expect 3 'and counted' funnel drivers $many --max-groups 70000
stderr_is 'funnel drivers: more groups than --max-groups 70000; name fewer columns in --by, or raise it'
done_testing
