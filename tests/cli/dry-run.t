#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --dry-run: what is understood of an input, counted here by hand.
. "$(dirname "$0")/lib.sh"

cat >log.csv <<'END'
deal;state;when;team
1;identified;3/4/2025;x
1;won;3/14/2025;x
1;won;3/14/2025;x
2;identified;3/9/2025;y
2;lost;3/20/2025;y
3;note;3/9/2025;y
END
expect 0 'a result of its own' funnel convert --dry-run --entity deal \
	--stage state --time when --by team --stages identified,won \
	--lost lost -t csv log.csv
stdout_is <<'END'
item,value,rows
file,log.csv,
encoding,UTF-8,
delimiter,;,
entity,deal,
stage,state,
time,when,
group,team,
times,"month/day/year, dates",
tz,UTC,
span,2025-03-04 to 2025-03-20,
as_of,2025-03-20,
rows,6 read = 4 used + 1 repeat + 0 rejected + 1 filtered (1 other stages),
entities,2,
stage,identified,2
stage,won,2
outcome,lost,1
other,note,1
END
stderr_is ''

iconv -f UTF-8 -t GB18030 "$root/samples/b2b-zh.csv" >gb.csv
expect 0 'another encoding' funnel convert -q --dry-run gb.csv
stdout_has 'encoding,GB18030,'
stdout_has "stage,交易达成,$(grep -c ',交易达成,' "$root/samples/b2b-zh.csv")"
expect 0 'of standard input, of retain' sh -c \
	'funnel retain -q --dry-run --start a --every month <<E
entity,stage,time
1,a,2025-01-01T10:00:00Z
E'
stdout_has 'file,standard input,'
stdout_has 'times,with times of day,'
expect 3 'faults are those of any run' funnel convert --dry-run --stages a,b \
	--bad-rows fail - <<'END'
entity,stage,time
1,a,2025-02-30
END
stderr_has 'standard input:2: time: "2025-02-30" is not in the calendar'
: >empty.csv
expect 3 'nothing is understood of nothing' funnel convert --dry-run empty.csv
stderr_is 'funnel convert: empty.csv: is empty (0 bytes); expected a CSV with a header line'

# Foreign values are counted exactly, whichever thread met them: 5,000 of
# 20 rows each, beside ten thousand of the funnel.
awk 'BEGIN {
	print "entity,stage,time,note"
	for (i = 0; i < 100000; i++)
		printf "e%d,foreign %04d,2025-01-0%d,%060d\n", i,
		    i * 7919 % 5000, 1 + i % 9, i
	for (i = 0; i < 10000; i++)
		printf "e%d,%s,2025-01-1%d,%060d\n", i,
		    (i % 2 ? "won" : "identified"), i % 9, i
}' >foreign.csv
funnel convert -q --dry-run --stages identified,won foreign.csv >wanted.csv
expect 0 'all of them' grep -c '^other,foreign [0-9]*,20$' wanted.csv
stdout_is 5000
funnel report -q -t text --stages identified,won -o wanted.txt foreign.csv
differ=0
for run in 1 2 3 4 5; do
	for threads in 1 2 3 7; do
		funnel convert -q --dry-run --stages identified,won \
			--threads $threads foreign.csv | cmp -s - wanted.csv &&
		funnel report -q -t text --stages identified,won \
			--threads $threads foreign.csv | cmp -s - wanted.txt ||
			differ=$((differ + 1))
	done
done
ok '20 runs of report and --dry-run at 1, 2, 3 and 7 threads are one' \
	[ $differ = 0 ]
done_testing
