#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --currency: amounts of different units are never added.  Sums by hand.
. "$(dirname "$0")/lib.sh"

cat >log.csv <<-'EOF'
	id,stage,date,place,amount,cur
	a,A,2025-01-01,x,,
	a,B,2025-01-02,x,100.50,EUR
	b,A,2025-01-01,y,,
	b,B,2025-01-02,y,7,USD
	c,A,2025-01-01,x,,
	c,B,2025-01-03,x,3,USD
	d,A,2025-01-01,x,5,EUR
	f,A,2025-01-01,x,-1,EUR
	e,A,2025-02-01,,,
	e,B,2025-02-01,,0.001,元
EOF
told='-q --entity id --stage stage --time date --stages A,B'
sums='--value amount --currency cur'
expect 0 'a column of each' sh -c \
	"funnel convert $told $sums -t csv log.csv | cut -d, -f1-3,39-"
stdout_is 'step,stage,entered,value_EUR,value_USD,value_元' \
	'1,A,6,4,0,0' '2,B,4,100.5,10,0.001'
expect 0 'by group, with a total' sh -c \
	"funnel convert $told $sums --by place --total -t csv log.csv |
	cut -d, -f1-4,40-"
stdout_is <<-'EOF'
	place,step,stage,entered,value_EUR,value_USD,value_元
	x,1,A,4,4,0,0
	x,2,B,2,100.5,3,0
	y,1,A,1,0,0,0
	y,2,B,1,0,7,0
	(none),1,A,1,0,0,0
	(none),2,B,1,0,0,0.001
	(total),1,A,6,4,0,0
	(total),2,B,4,100.5,10,0.001
EOF
# Everything else is as without a currency, in any cut.
for option in '' '--by place --top 1 --total' '--count attempts' \
	'--optional B' '--every month --within 9d' '--order touch --by place'; do
	funnel convert $told $option -t csv log.csv >plain
	n=$(head -1 plain | tr ',' '\n' | wc -l)
	funnel convert $told $option $sums -t csv log.csv |
		cut -d, -f1-$n >with
	same "counts as without: $option" with plain
	funnel convert $told $option $sums -t csv --threads 3 log.csv >three
	sed '1!G;h;$!d' log.csv | sed '$d' >rows
	{ head -1 log.csv; cat rows; } >turned.csv
	funnel convert $told $option $sums -t csv turned.csv >turned
	same "and for any order of rows: $option" three turned
done
# Without a unit an amount stands for itself.
sed 's/,100.50,EUR/,100.50,/' log.csv >none.csv
expect 0 'amounts without one' sh -c \
	"funnel convert $told $sums -t csv none.csv | cut -d, -f1-3,39-"
stdout_is 'step,stage,entered,value_EUR,value_USD,value_元,value_(none)' \
	'1,A,6,4,0,0,0' '2,B,4,0,10,0.001,100.5'
expect 0 'beside the range of policies' sh -c \
	"funnel convert $told $sums --sensitivity -t csv log.csv |
	sed 1q | cut -d, -f38-"
stdout_is 'ties,value_EUR,value_USD,value_元,rate_min,rate_max,overall_min,overall_max'
expect 0 'in the definition' funnel convert $told $sums --with-definition log.csv
stdout_has '# currency: cur'
printf '%s\n' '[input]' 'entity = id' 'stage = stage' 'time = date' \
	'value = amount' 'currency = cur' '[stages]' A B >f
expect 0 'from a funnel file' funnel convert -q -f f -t text log.csv
stdout_has 'value_EUR'
expect 0 'which other commands may have' funnel list -q -f f -t csv log.csv
expect 2 'without amounts' funnel convert $told --currency cur log.csv
stderr_is 'funnel convert: --currency wants the column of the amounts: --value'
{ head -1 log.csv; seq 1 80 | sed 's/.*/&,A,2025-01-01,x,1,C&/'; } >many.csv
expect 3 'too many to be currencies' funnel convert $told $sums many.csv
stderr_is 'funnel convert: --currency: "cur" has more than 64 values: is it a currency?'
# Two marks in one column are two currencies, whoever reads it; what is left
# out is not asked.
cat >marks.csv <<'END'
entity,stage,time,amount,cur
1,identified,2025-01-01,5,
1,won,2025-01-02,"$1,000",USD
2,identified,2025-01-01,3,
2,won,2025-01-02,-$3,USD
3,won,2025-01-02,4 EUR,EUR
4,won,2025-01-02,￥4,CNY
END
two='its currency mark is not that of marks.csv:3, and amounts of two currencies are not added; --where takes one of them, and convert --currency COL adds each apart'
expect 3 'two marks' funnel convert -q --value amount marks.csv
stderr_is "funnel convert: marks.csv:6: amount: $two"
expect 3 'wherever numbers are read' funnel segment -q --by cur \
	--stages identified,won --measure amount marks.csv
stderr_is "funnel segment: marks.csv:6: amount: $two"
expect 3 'nor are they bad rows' funnel retain -q --start identified \
	--return won --every month --value amount --bad-rows skip marks.csv
stderr_is "funnel retain: marks.csv:6: amount: $two"
expect 0 'one of them' funnel convert -q --value amount --where cur=USD \
	--stages won marks.csv
cell_is 997 "$out" value stage=won
expect 0 'each apart' funnel convert -q --value amount --currency cur \
	--stages won marks.csv
cell_is 4 "$out" value_EUR stage=won
cell_is 4 "$out" value_CNY stage=won
expect 0 'nobody reads them' funnel convert -q marks.csv
printf '%s\n' 1,won,2025-01-02,￥4 2,won,2025-01-02,¥5 3,won,2025-01-02,6元 \
	4,won,2025-01-02,7 | sed '1i entity,stage,time,amount' >yuan.csv
expect 0 'one mark in three shapes' funnel convert -q --value amount \
	--stages won yuan.csv
cell_is 22 "$out" value stage=won
# Nor of two files, each of which has one: the mark is kept in a part.
for mark in '$' '€' ''; do
	printf 'entity,stage,time,amount\n%s,won,2025-01-02,%s5\n' \
		"e$mark" "$mark" >one.csv
	funnel convert -q --entity entity --stage stage --time time \
		--time-format iso --encoding utf-8 --decimal . --delimiter , \
		--tz UTC --stages won --value amount --as-of 2025-01-03 \
		--partial -o "part$mark" one.csv
done
expect 3 'parts of two currencies' funnel merge 'part$' part 'part€'
stderr_is 'funnel merge: part€: its currency mark is not that of part$, and amounts of two currencies are not added; --currency COL adds each apart'
expect 0 'a part without a mark goes with any' funnel merge -q -t csv part \
	'part€'
cell_is 10 "$out" value stage=won
# The first that differs, in the order of the input.
awk 'BEGIN { print "entity,stage,time,amount"
	for (i = 1; i <= 90000; i++) {
		mark = i < 40 ? "" : i < 70123 || i % 2 ? "$" : "£"
		print i ",won,2025-01-02," mark i
	} }' >long.csv
for threads in 1 2 5; do
	expect 3 "$threads threads" funnel convert -q --value amount \
		--threads $threads long.csv
	stderr_has 'long.csv:70125: amount: its currency mark is not that of long.csv:41,'
done

done_testing
