#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each policy of matching and counting as an option: small logs worked out
# by hand, sums that must hold for all, and refusals to the byte.
. "$(dirname "$0")/lib.sh"

# log 'ID LETTER DAY ...': a log of dates, 1 is 2025-01-01.
log() {
	echo id,stage,date
	for event; do
		set -- $event
		printf '%s,%s,2025-01-%02d\n' "$1" "$2" "$3"
	done
}
told='-q --entity id --stage stage --time date --stages A,B,C --lost L --format csv'

# counts FILE OPTION...: "entered advanced lost skipped expired open", a stage each.
counts() {
	file=$1
	shift
	funnel convert $told "$@" "$file" | awk -F, 'NR > 1 {
		printf "%s%s/%s/%s/%s/%s/%s", (NR > 2 ? " " : ""),
		    $3, $4, $5, $6, $7, $8 } END { print "" }'
}
counts_are() {
	wanted=$1 what=$2
	shift 2
	got=$(counts "$@")
	ok "$what" [ "$got" = "$wanted" ] ||
		echo "# got $got, wanted $wanted"
}

log 'a A 1' 'a B 2' 'a L 3' 'a C 4' 'b A 1' 'b A 3' 'b C 5' 'b B 6' \
	'c B 1' 'c C 2' 'd A 5' 'd B 5' 'd C 5' 'z A 31' >hand.csv
counts_are '3/3/0/0/0/0 3/2/0/1/0/0 2/////' 'a lost deal that comes back goes on; what is out of order does not' \
	hand.csv --where 'id!=z' --as-of 2025-01-31
counts_are '4/3/0/0/0/1 3/2/0/1/0/0 2/////' 'with all rows' hand.csv
counts_are '4/3/0/0/0/1 3/1/1/1/0/0 1/////' 'or is another attempt' \
	hand.csv --reopen new
counts_are '4/2/0/1/0/1 2/1/0/1/0/0 1/////' 'ties against: the same day is no order' \
	hand.csv --ties against
counts_are '4/2/0/1/0/1 2/2/0/0/0/0 2/////' 'strict: C between A and B takes b back' \
	hand.csv --order strict
counts_are '4/3/0/0/0/1 3/3/0/0/0/0 3/////' 'any: b has B and C in the other order' \
	hand.csv --order any
counts_are '5/4/0/0/0/1 4/4/0/0/0/0 4/////' 'reach: c was seen at B and C' \
	hand.csv --order reach
counts_are '4///// 4///// 4/////' 'touch: each stage for itself' \
	hand.csv --order touch
counts_are '4/2/0/1/0/1 2/2/0/0/0/0 2/////' 'within 4d of the first A: B comes too late, and C was seen' \
	hand.csv --within 4d
counts_are '4/3/0/0/0/1 3/2/0/1/0/0 2/////' 'best: of b the A on 3 gets to B' \
	hand.csv --within 4d --entry best
counts_are '4/2/0/1/0/1 2/2/0/0/0/0 2/////' 'a step within 4d' \
	hand.csv --step-within 4d --order strict
counts_are '4/2/0/1/0/1 2/1/0/1/0/0 1/////' 'a step after a day at least' \
	hand.csv --min-gap 1d
counts_are '4/2/1/0/0/1 2/2/0/0/0/0 2/////' 'C between A and B ends an attempt' \
	hand.csv --exclude C:A..B
counts_are '3/2/0/0/0/1 2/1/0/1/0/0 1/////' 'L drops the entity' \
	hand.csv --exclude-entity L
counts_are '4/3/0/0/0/1 2///// 3/////' 'an optional B is gone past, and too late for b' \
	hand.csv --optional B

# b enters twice inside one attempt; e comes back after its end.
log 'e A 1' 'e B 2' 'e C 3' 'e A 5' 'e B 6' 'e L 7' 'e A 8' 'f A 1' 'f A 2' \
	'f B 3' >again.csv
counts_are '2/2/0/0/0/0 2/1/0/0/0/1 1/////' 'entities: the first attempt alone' \
	again.csv
# e's third A goes on with the lost attempt: a later event opens it again.
counts_are '3/3/0/0/0/0 3/1/0/0/0/2 1/////' 'attempts: one after another' \
	again.csv --count attempts
counts_are '4/3/0/0/0/1 3/1/1/0/0/1 1/////' 'attempts, and after an outcome a new one' \
	again.csv --count attempts --reopen new


# Four entities with 3, 2, 1 and 1 attempts, of which 2, 1, 0, 0 reach B and
# 1, 1, 0, 0 pass X. The formulas of clustered.h, in fractions and mpmath.
log 'a A 1' 'a X 2' 'a B 3' 'a A 4' 'a B 5' 'a A 6' 'b A 1' 'b B 2' 'b A 4' \
	'b X 5' 'b A 9' 'c A 4' 'd A 4' >alike.csv
expect 0 'attempts of one entity are alike' sh -c "funnel convert -q \
	--entity id --stage stage --time date --stages A,X,B --optional X \
	--count attempts -t csv alike.csv | cut -d, -f2,12-14"
stdout_is stage,overall,overall_low,overall_high A,1,1,1 \
	X,0.285714285714,0.0249867270973,0.861943279975 \
	B,0.428571428571,0.0533097408782,0.909000261479

# Where: rows; having: the entry that was chosen.
cat >where.csv <<-'EOF'
	id,stage,date,place,amount,note
	a,A,2025-01-01,DE,5,x=1
	a,B,2025-01-02,AT,50,
	b,A,2025-01-01,AT,10,C7
	b,B,2025-01-02,DE,,
	c,A,2025-01-03,,-2.5,cup
	c,B,2025-01-09,DE,1000,
	,A,2025-01-03,XX,1,
	d,A,never,XX,1,
EOF
two='-q --entity id --stage stage --time date --stages A,B --format csv'
entered() {
	funnel convert $two "$@" where.csv | awk -F, 'NR > 1 {
		printf "%s%s", (NR > 2 ? " " : ""), $3 } END { print "" }'
}
entered_are() {
	wanted=$1 what=$2
	shift 2
	got=$(entered "$@")
	ok "$what" [ "$got" = "$wanted" ] ||
		echo "# got $got, wanted $wanted"
}
good="--where place!=XX"
entered_are '3 3' 'what is not asked for need not be sound' $good
entered_are '1 0' 'where: one value' --where place=DE
entered_are '2 2' 'where: either of two' --where 'place=DE|AT'
entered_are '1 0' 'where: none but the empty one' --where place=
entered_are '1 0' 'where: numbers, not bytes' $good --where 'amount>=10' --having place=AT
entered_are '2 2' 'where: below, and the empty is not' $good --having 'amount<10'
entered_are '1 1' 'where: at most' $good --having 'amount<=-2.5'
entered_are '1 1' 'where: bytes of dates' $good --having 'date>2025-01-01'
entered_are '2 2' 'having: not of a pattern' $good --having 'note!~[Cc]*' --having 'note!~c*'
entered_are '1 1' 'having: a pattern' $good --having 'note~?u*|y*'
entered_are '1 1' 'a sign taken literally' $good --having 'note=x\=1'
expect 0 'where is in the balance' funnel convert $two -q $good --with-definition where.csv
stdout_has '# rows: 8 read = 6 used + 0 repeats + 0 rejected + 2 filtered (2 not --where)'
for bad in place '=x' 'amount<' 'amount<1|2'; do
	expect 2 "refused: $bad" funnel convert $two --where "$bad" where.csv
done
expect 4 'where: nothing is left' funnel convert $two --where place=FR where.csv
stderr_is 'funnel convert: --where leaves no row: 8 are left out, 0 rejected' \
	'  in the first rows "place" is "AT", "DE", "XX"'
expect 4 'a typing error' funnel convert $two --where place=DEE where.csv
stderr_is 'funnel convert: --where leaves no row: 8 are left out, 0 rejected; did you mean "DE"?' \
	'  in the first rows "place" is "AT", "DE", "XX"'
expect 4 'the condition that holds for none' funnel convert $two \
	--where place=DE --where 'note~q*' where.csv
stderr_is 'funnel convert: --where leaves no row: 8 are left out, 0 rejected' \
	'  in the first rows "note" is "C7", "cup", "x=1"'
expect 4 'conditions that hold apart' funnel convert $two --where place=DE \
	--where note=cup where.csv
stderr_is 'funnel convert: --where leaves no row: 8 are left out, 0 rejected'
expect 2 'where: no such column' funnel convert $two --where plce=DE where.csv
stderr_is 'funnel convert: where.csv: no column "plce"; did you mean "place"?' \
	'  columns: id, stage, date, place, amount, note'

# Top: the largest, of equals the first by name; all others as one.
cat >top.csv <<-'EOF'
	id,stage,date,g
	1,A,2025-01-01,x
	2,A,2025-01-01,x
	3,A,2025-01-01,z
	4,A,2025-01-01,y
	5,A,2025-01-01,
	5,B,2025-01-02,
	3,B,2025-01-02,z
EOF
expect 0 'the two largest' sh -c "funnel convert $two --by g --top 2 --total top.csv | cut -d, -f1-4"
stdout_is <<-'EOF'
	g,step,stage,entered
	x,1,A,2
	x,2,B,0
	y,1,A,1
	y,2,B,0
	(other),1,A,2
	(other),2,B,2
	(total),1,A,5
	(total),2,B,2
EOF
expect 2 'top wants groups' funnel convert $two --top 2 top.csv
stderr_is 'funnel convert: --top wants groups: name their columns with --by'

# Sensitivity: over ties, entries and skips, each worked out above.
funnel convert $told --sensitivity hand.csv >range.csv
near 'B: at least 2 of 4' "$(cell range.csv overall_min stage=B)" .5
near 'B: at most 4 of 5, by reach' "$(cell range.csv overall_max stage=B)" .8
near 'C: at least 1 of 4' "$(cell range.csv overall_min stage=C)" .25
near 'C: at most 4 of 5' "$(cell range.csv overall_max stage=C)" .8
expect 2 'not part by part' funnel convert $told --sensitivity --partial hand.csv
stderr_is 'funnel convert: --partial does not go with --sensitivity, which is many folds'

# What does not go together.
refuse() {
	why=$1
	shift
	expect 2 "refused: $*" funnel convert $told "$@" hand.csv
	stderr_is "funnel convert: $why"
}
refuse '--step-within goes with --order ordered or strict alone' \
	--order reach --step-within 3d
refuse '--ties against goes with --order ordered or strict alone' \
	--order any --ties against
refuse '--entry best or latest does not go with --count attempts, where every one counts' \
	--entry best --count attempts
refuse '--entry best or latest does not go with --every: attempts chosen by their outcome bias what is measured in time' \
	--entry latest --every month
refuse '--exclude does not go with --order touch, which has no attempts' \
	--order touch --exclude L

# On a simulated log: the balance holds, and groups add up to the total.
funnel simulate --entities 3000 --seed 5 >sim.csv
sums() {
	awk -F, 'NR == 1 { next }
	$1 == "(total)" { total[$2] = $4 + 0; next }
	{ sum[$2] += $4 }
	$5 != "" && $4 != $5 + $6 + $7 + $8 + $9 { bad++ }
	END { for (k in sum) if (sum[k] != total[k]) bad++
		exit bad || !length(sum) }' "$1"
}
for policy in '--order ordered' '--order strict' '--order any' \
	'--order reach' '--within 60d' '--within 60d --order strict' \
	'--step-within 20d' '--min-gap 1d' '--entry best --within 40d' \
	'--entry latest --within 40d' '--ties against' '--count attempts' \
	'--count attempts --reopen new' '--reopen new' \
	'--exclude lost:contacted..won' '--exclude-entity refunded' \
	'--optional contacted' '--attribute first' '--attribute last' \
	'--where region!=west' '--having channel~e*' '--top 2' \
	'--within 2mo --every quarter'; do
	case $policy in *--every*) columns=1,4-9 ;; *) columns=1-7 ;; esac
	expect 0 "runs: $policy" sh -c "funnel convert -q --by channel \
		--total $policy sim.csv >whole.csv &&
		funnel convert -q --threads 3 --by channel --total $policy \
		sim.csv | cmp - whole.csv"
	case $policy in *--every*) continue ;; esac
	ok "adds up: $policy" sums whole.csv
done
done_testing
