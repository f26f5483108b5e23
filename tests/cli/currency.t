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
done_testing
