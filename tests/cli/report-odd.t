#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The report of exports that nobody prepared: one deal, one day, no win,
# credits, long names, Chinese columns.  What it says is checked by hand.
. "$(dirname "$0")/lib.sh"

said() {
	tr -s ' \n' ' ' <"$out" >words
	ok "$1" grep -qF -e "$2" words
}

silent() {
	ok "$1" sh -c "! grep -qF -e '$2' '$out'"
}


printf '%s\n' deal,stage,date a,lead,2025-01-01 a,met,2025-01-05 \
	a,won,2025-02-01 >one.csv
expect 0 'one deal' funnel report -q --stages lead,met,won one.csv
said 'one test' 'The 1 comparison of this report is not beyond chance.'
said 'no difference of over 100 points' \
	'No step is clearly the weakest (q = 1.0000; so few show no difference at all).'
said 'a week is no day' 'Entered · the week of 2025-01-20: 0'
said 'nothing is open' 'No deal is open.'
silent 'nothing is foreseen' 'What open deals will bring'

# 40 deals of one day: half are met after two hours, a quarter won after six.
awk 'BEGIN { print "deal,stage,date,amount,rep"
	for (i = 1; i <= 40; i++) {
		at = sprintf(":%02d:00,%d,r%d", i, i * 10, i % 3)
		print "d" i ",lead,2025-03-03 09" at
		if (i % 2 == 0) print "d" i ",met,2025-03-03 11" at
		if (i % 4 == 0) print "d" i ",won,2025-03-03 15" at
	} }' >day.csv
expect 0 'one day' funnel report -q --stages lead,met,won --value amount \
	--owner rep day.csv
said 'nothing can be foreseen' \
	'Too few deals have left their stages to say what comes of those that are open.'
silent 'nor of an owner' 'Still to be won'
said 'a curve of hours is of hours' 'Time since the start Number at risk'
silent 'and not of days' 'Days since lead'
ok 'no time behind the last' sh -c "! grep -q '^12.0 h ' '$out'"
ok 'the last' grep -q '^ 6.0 h  25.0%' "$out"

# 300 deals, of which none was won: no age is worse than another.
awk 'BEGIN { print "deal,stage,date,rep,amount"
	for (i = 0; i < 300; i++) {
		day = sprintf("2025-%02d-%02d,r%d,%d", 1 + i % 9, 1 + i % 27,
		    i % 4, i * 37 % 900)
		print "d" i ",lead," day
		if (i % 3) print "d" i ",met," day
		if (i % 5 == 0) print "d" i ",lost," day
	} }' >lost.csv
expect 0 'no win' funnel report -q --stages lead,met,won --by rep \
	--value amount --within 60d --parts summary,change,segments lost.csv
silent 'nothing is stuck where none was won' 'open is stuck'
silent 'nothing is taken apart where nothing moved' 'The change by rep'
# 58 or 59 of each have had their 60 days, and 175 or 176 of the others: at 95 %
# and a power of .8, against none, 6.40 to 6.42 by the textbook's formula, with
# the quantiles of another program.
said 'one figure for all groups' 'beyond chance (q ≥ 1; 6.4 points could have been seen).'

# Credits: every amount is below 0.
sed 's/,\([0-9]*\)$/,-\1/; s/^deal.*/deal,stage,date,rep,amount/
	s/lost/won/' lost.csv >credits.csv
expect 0 'credits' funnel report -q --stages lead,won --value amount \
	--within 60d --no-charts --parts summary credits.csv
ok 'two minus signs have a word between' grep -qE \
	'^Value of won .*: −[0-9.]+k \(−[0-9.]+k to −[0-9.]+k\)$' "$out"
silent 'and no dash' '–−'

# Half of all deals are won within three months; from the 11th month on none
# is: what was foreseen then never came.
awk 'function on(month, day) {
		return sprintf("202%d-%02d-%02d,r%d,100", month > 12 ? 5 : 4,
		    (month - 1) % 12 + 1, day, i % 3)
	}
	BEGIN { print "deal,stage,date,rep,amount"
	for (i = 0; i < 1500; i++) {
		month = 1 + i % 15; won = month + int(i / 15) % 3
		print "d" i ",lead," on(month, 1 + i % 20)
		if (int(i / 45) % 2 && won < 11)
			print "d" i ",won," on(won, 21 + i % 7)
	} }' >turned.csv
expect 0 'a past that turned' funnel report -q --stages lead,won --owner rep \
	--no-charts --parts actions,forecast turned.csv
said 'is said where wins are expected' \
	'Past forecasts missed by more than their intervals allow: do not rely on what is expected here.'

# Names of up to 20 columns stand whole: columns go before them.
sed 's/,r0,/,Jonathan Berthelot,/; s/,r1,/,Rosie Papadopoulos,/
	s/lost/won/' lost.csv >names.csv
expect 0 'names' funnel report -q --stages lead,met,won --by rep \
	--value amount --no-charts --parts segments,owners,drivers names.csv
silent 'none is cut' '…'
ok 'both tables have them' test "$(grep -c '^Rosie Papadopoulos ' "$out")" -ge 2

# Amounts of a column have as many decimals.
awk -F, 'NR == 1 { print "customer,date,amount"; next }
	{ print NR % 97 "," $3 "," $5 + (NR % 2 ? .5 : .25) }' lost.csv \
	>bought.csv
expect 0 'decimals' funnel report -q --value amount --no-charts bought.csv
ok 'all have two' awk '/^segment/ { on = 1; next }
	on && NF == 0 { exit bad || !n }
	on && /%/ && $NF != "0" { n++; bad += $NF !~ /\.[0-9][0-9]$/ }' "$out"

# Chinese columns: no line ends within "9 天".
sed 's/^deal.*/商机编号,阶段,日期,负责人,金额/; s/,lead,/,初步接洽,/
	s/,met,/,需求确认,/; s/,won,/,赢单,/' names.csv >zh.csv
expect 0 'Chinese columns' funnel report -q --lang zh --no-charts \
	--stages 初步接洽,需求确认,赢单 --by 负责人 --value 金额 --within 60d zh.csv
expect 0 'amounts of a page' sh -c "funnel report -q --lang zh --no-charts \
	-f '$root/samples/b2b.funnel' -t html '$root/samples/b2b.csv'"
ok 'are whole words' grep -qE '>[0-9.]+万–[0-9.]+万</span>' "$out"
expect 0 'and of a text' funnel report -q --lang zh --no-charts \
	--stages 初步接洽,需求确认,赢单 --by 负责人 --value 金额 --within 60d zh.csv
ok 'no unit at the head of a line' sh -c "! grep -qE '^ *(天|万|个百分点)' '$out'"
ok 'no blank at the end of one' sh -c "! grep -q ' \$' '$out'"
done_testing
