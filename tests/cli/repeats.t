#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Rows of one entity, stage and time: repeats count once, other amounts are
# added.  Sums are by hand, those of the random log by awk.
. "$(dirname "$0")/lib.sh"

cp "$root/tests/cases/repeat-amounts-retain.csv" .
cat >orders.csv <<'END'
entity,stage,time,amount,order,unit,channel
1,won,2025-01-01,100,a,EUR,web
1,won,2025-01-01,100,b,EUR,shop
2,won,2025-01-02,7,c,EUR,web
2,won,2025-01-02,,d,EUR,web
2,won,2025-01-03,9,e,EUR,web
END
# The sum of the amounts at a stage.
value() {
	_stage=$1
	shift
	funnel convert -q --value amount -t csv "$@" |
		awk -F, -v stage="$_stage" 'NR == 1 {
			for (i = 1; i <= NF; i++)
				at[$i] = i
			next
		}
		$at["stage"] == stage { print $at["value"] }'
}

expect 0 'two orders of one day are not one' funnel retain --start won \
	--return served --every month --value amount repeat-amounts-retain.csv
stdout_has '2025-01-01,1,1,1,NA,NA,NA,false,1,350'
stderr_has 'funnel retain: 1 row has entity, stage and time of another row but another value: its value is added'
stderr_has 'funnel retain: rows: 3 read = 3 used + 0 repeats + 0 rejected + 0 filtered'
expect 0 'without amounts they are repeats' funnel retain --start won \
	--return served --every month repeat-amounts-retain.csv
stderr_has 'rows: 3 read = 2 used + 1 repeat'

# 100 once; 7 and nothing; what comes later is another attempt.
expect 0 'equal amounts are a repeat' funnel convert --stages won \
	--value amount orders.csv
stderr_is <<'END'
funnel convert: taken as entity "entity", stage "stage", time "time"
funnel convert: as of 2025-01-03, the newest time; --as-of says another
funnel convert: 1 row has no value
funnel convert: 1 row has entity, stage and time of another row but another value: its value is added
funnel convert: 1 row repeats another to the value and counts once; --key COL, such as an order number, tells equal amounts apart
funnel convert: rows: 5 read = 4 used + 1 repeat + 0 rejected + 0 filtered
END
expect 0 'that counts once' value won --stages won orders.csv
stdout_is 107
expect 0 'but not under two order numbers' value won --stages won \
	--key order orders.csv
stdout_is 207
expect 0 'which is said' funnel convert --stages won --value amount \
	--key order --with-definition orders.csv
stderr_has 'funnel convert: 2 rows have entity, stage and time of another row but another value or key: their values are added'
stderr_has 'rows: 5 read = 5 used + 0 repeats + 0 rejected + 0 filtered'
stdout_has '# key: order'
(cat orders.csv; tail -n +2 orders.csv) >twice.csv
expect 0 'a file twice: each order once' value won --stages won --key order \
	twice.csv
stdout_is 207
expect 0 'the group that comes first by bytes stands' value won --stages won \
	--by channel --key order orders.csv
stdout_is 200 7
sed 's/,100,b,EUR/,100,b,USD/' orders.csv >units.csv
expect 0 'units are never added' sh -c "funnel convert -q --stages won \
	--value amount --currency unit -t csv units.csv | cut -d, -f39-"
stdout_is value_EUR,value_USD 107,0
expect 0 'a report says it too' funnel report -q --no-charts --parts distrust \
	--stages won --value amount --key order orders.csv
stdout_has '2 rows have entity, stage and time of another row but another amount or key:'
expect 2 '--key without an amount' funnel convert --stages won --key order \
	--entity entity --stage stage --time time orders.csv
stderr_is 'funnel convert: --key tells apart rows whose amounts are added: it goes with an amount alone'
expect 2 '--key of no column' funnel convert --stages won --value amount \
	--key ordr orders.csv
stderr_has 'no column "ordr"; did you mean "order"?'

# A log of purchases has no stage: every row is one, unless keys say other.
cut -d, -f1,3- orders.csv >purchases.csv
printf '%s\n' 1,2024-12-31,1,s,EUR,web 2,2024-12-31,1,s,EUR,web >>purchases.csv
expect 0 'purchases are added' funnel retain --every month \
	--value amount purchases.csv
stdout_has ',216'
stderr_has 'funnel retain: 2 rows have entity and time of another row: their values are added'
stderr_has 'rows: 7 read = 7 used + 0 repeats'
(cat purchases.csv; tail -n +2 purchases.csv) >twice.csv
expect 0 'each once' funnel retain --every month --value amount \
	--key order twice.csv
stdout_has ',216'
stderr_has 'rows: 14 read = 7 used + 7 repeats'

# Saved parts keep what was added, and merge says so of all.
sed '2,$s/^/x/' orders.csv >other.csv
for part in orders other; do
	expect 0 "a part of $part" funnel convert -q --entity entity \
		--stage stage --time time --time-format iso --encoding utf-8 \
		--decimal . --delimiter , --tz UTC --stages won --value amount \
		--as-of 2025-01-03 --partial -o $part.part $part.csv
done
expect 0 'parts' funnel merge orders.part other.part
stderr_has 'funnel merge: 2 rows have no value'
stderr_has 'funnel merge: 2 rows have entity, stage and time of another row but another value: their values are added'
stderr_has 'funnel merge: 2 rows repeat another to the value and count once; --key COL'
ok 'a part says how many' grep -qa '^facts 5 0 0 0 1 4 2 1 0 1 ' orders.part
LC_ALL=C sed 's/^facts 5 0 0 0 1 4 2 1 0 1 /facts 5 0 0 0 1 4 2 1 0 5 /' \
	orders.part >bad.part
expect 3 'no more can be added than are used' funnel merge bad.part

# What describes is never added: 40 and 45 are no 85.
cat >ages.csv <<'END'
entity,stage,time,age,place
1,in,2025-01-01,40,x
1,in,2025-01-01,45,x
2,in,2025-01-01,50,y
2,won,2025-01-02,50,y
END
expect 0 'attributes are not added' funnel segment --stages in,won \
	--bin age:60 --within 1d --as-of 2025-03-01 ages.csv
stderr_has 'rows: 4 read = 3 used + 1 repeat'
expect 0 'measures are' funnel segment --stages in,won --by place \
	--measure age --stat mean --goal in --as-of 2025-03-01 ages.csv
stderr_has 'funnel segment: 1 row has entity, stage and time of another row but another value: its value is added'

# A random log, against awk: any order, any number of threads.
awk 'BEGIN {
	srand(7)
	print "entity,stage,time,amount,order,channel"
	for (i = 0; i < 4000; i++)
		printf "%d,%s,2025-01-%02d,%d.%02d,%d,%s\n", rand() * 90,
		    rand() < .5 ? "in" : "won", 1 + rand() * 3, rand() * 4,
		    rand() * 3, rand() * 3, rand() < .5 ? "web" : "shop"
}' >random.csv
wanted() {
	awk -F, -v keyed="$1" 'NR > 1 && $2 == "in" {
		row = $1 "," $3 "," $4 (keyed ? "," $5 : "")
		if (seen[row]++)
			next
		if (!($1 in first) || $3 < first[$1])
			first[$1] = $3
		sum[$1 "," $3] += $4
	}
	END {
		for (id in first)
			all += sum[id "," first[id]]
		printf "%.2f\n", all
	}' random.csv | sed 's/0*$//; s/\.$//'
}
expect 0 'a random log' value in --stages in,won random.csv
wanted '' >wanted.out
same 'has the sums of distinct amounts' wanted.out "$out"
expect 0 'with a key' value in --stages in,won --key order random.csv
wanted 1 >wanted.out
same 'of distinct amounts and keys' wanted.out "$out"
expect 0 'nor does the memory matter' value in --stages in,won --key order \
	--max-memory 1M random.csv
same 'for sums' wanted.out "$out"
for key in '' '--key order'; do
	for threads in 1 2 7; do
		for seed in 1 2 3; do
			(head -n 1 random.csv; tail -n +2 random.csv |
				awk -v seed=$seed 'BEGIN { srand(seed) }
				{ print rand() "\t" $0 }' | sort -n |
				cut -f 2-) >shuffled.csv
			funnel convert --stages in,won --value amount $key \
				--by channel --total --threads $threads \
				--with-definition shuffled.csv >found 2>&1
			[ -f first ] || cp found first
			cmp -s first found || echo "$key $threads $seed"
		done
	done
	rm first
done >differences
: >nothing
same 'any order and threads: the same bytes' nothing differences
ok 'and the balance adds up' awk '/funnel convert: rows: / { found = 1
	exit $4 != $7 + $10 + $13 + $16 }
	END { if (!found) exit 1 }' found

done_testing
