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
header_line,1,
entity,deal,
stage,state,
time,when,
group,team,
times,"month/day/year, dates",
sample,3/4/2025 = 2025-03-04,
sample,3/14/2025 = 2025-03-14,
tz,UTC,
span,2025-03-04 to 2025-03-20,
as_of,2025-03-20,
rows,6 read = 4 used + 1 repeat + 0 rejected + 1 filtered (1 other stages),
entities,2,
stage,identified,2
stage,won,2
outcome,lost,1
other,note,1
within,10d,
command,"funnel convert --entity deal --stage state --time when --delimiter ';' --stages identified,won --lost lost --by team --format csv log.csv",
END
stderr_is ''

iconv -f UTF-8 -t GB18030 "$root/samples/b2b-zh.csv" >gb.csv
expect 0 'another encoding' funnel convert -q --dry-run gb.csv
stdout_has 'encoding,GB18030 (guessed),'
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

# The command that it ends with is that of the call, from a shell.
# pastes SENTENCE ARGUMENT...: a dry run's command answers as the call does
pastes() {
	sentence=$1
	shift
	funnel "$@" >wanted 2>wanted.err
	status=$?
	funnel "$@" --dry-run >dry.csv 2>dry.err
	sed -n '$s/^command,//p' dry.csv |
		sed 's/,$//;s/^"\(.*\)"$/\1/;s/""/"/g' >pasted.sh
	expect $status "$sentence: pasted" sh pasted.sh
	same "$sentence: and the same" wanted "$out"
}
cp -R "$root/samples" samples
b2b=samples/b2b.csv
pastes convert convert -q --where 'region!=north' --total --level 0.9 \
	--by channel $b2b
pastes list list -q --sort -days_in_stage $b2b
pastes segment segment -q --by channel,owner $b2b
pastes compare compare -q --variant region --control north \
	--having 'region=north|west' $b2b
pastes retain retain -q --start contacted --every month $b2b
pastes survive survive -q --start contacted --end won --by channel $b2b
pastes explain explain -q --id L-0000238 --id L-0000002 $b2b
pastes forecast forecast -q --until 2025-08-30 $b2b
pastes snapshot snapshot -q --waterfall 2025-01-06..2025-01-27 \
	--value amount samples/pipeline/*.csv
pastes import import -q --entity deal --keep owner \
	--event 'won=closed_on if result=won' samples/deals-wide.csv
funnel report -q --format md --within 90d $b2b | sed '/^- /d' >wanted
expect 0 'report' funnel report -q --format md --within 90d --dry-run $b2b
sed -n 's/^command,"\(.*\)",$/\1/p' "$out" >pasted.sh
sh pasted.sh | sed '/^- /d' >got
same 'report: the same but for values that do not occur' wanted got
pastes 'a funnel file' convert -q -f samples/b2b-zh.funnel samples/b2b-zh.csv
cat >lives.csv <<'END'
months,ended,arm
3,yes,a
5,no,b
8,yes,a
9,no,b
END
pastes 'a table of durations' survive -q --duration months --status ended \
	--event-value yes lives.csv
ok 'and its groups' grep -qx 'by,arm: 2 values,' dry.csv

# What a shell would take apart, and what was found out, are in it.
printf 'Report of March\n\n%s\n' "it's;the \$(state);\"when\"" >'odd $(x).csv'
printf "%s;%s;2025-03-0%s\n" a 'no, 1' 1 a 'it|is' 2 b 'no, 1' 3 \
	>>'odd $(x).csv'
pastes 'odd names' convert -q --entity "it's" --time when --stage 'the $(state)' \
	--stages 'no\, 1,it\|is' 'odd $(x).csv'
ok 'with lines and delimiter' grep -q -e "--delimiter ';' --skip-lines 2" \
	pasted.sh
ok 'on line 3' grep -qx 'header_line,3,' dry.csv
pastes 'a guessed encoding' convert -q gb.csv
ok 'and it is said' grep -q -e '--encoding GB18030' pasted.sh

# 20 deals, the k-th won on day k: 95 % on day 19, by its closed form.
awk 'BEGIN {
	print "deal,stage,time"
	for (k = 1; k <= 20; k++)
		printf "%d,identified,2025-01-01\n%d,won,2025-01-%02d\n", k,
		    k, k + 1
}' >steady.csv
expect 0 'a window' funnel convert -q --dry-run steady.csv
stdout_has 'within,19d,'
expect 0 'none where there is one' funnel convert -q --dry-run \
	--within 10d steady.csv
ok 'no line' sh -c '! grep -q "^within" "$1"' - "$out"

# Columns for --by, also of a joined table, as a pipe has them, too.
awk 'BEGIN {
	print "deal,stage,time,plan,size,day"
	for (k = 1; k <= 9000; k++)
		printf "%d,identified,2025-01-01,p%d,%d,2025-02-0%d\n", k,
		    k % 50, k % 51, 1 + k % 9
}' >groups.csv
printf 'plan,land\n' >plans.csv
awk 'BEGIN { for (k = 0; k < 49; k++) printf "p%d,%s\n", k,
	k % 2 ? "fr" : "de" }' >>plans.csv
expect 0 'groups' funnel convert -q --dry-run --join plans.csv:plan groups.csv
stdout_has 'by,plan: 50 values,'
stdout_has 'by,land: 2 values,'
stdout_has 'joined,plans.csv,49'
ok 'not of 51, nor of dates' sh -c '! grep -q "^by,[sd]" "$1"' - "$out"
sed 's/groups.csv/standard input/;/^command/d' "$out" >wanted
for threads in 1 3 7; do
	funnel convert -q --dry-run --join plans.csv:plan --threads $threads \
		- <groups.csv | sed '/^command/d' >got
	same "on a pipe of $threads threads" wanted got
done
expect 0 'orphans are counted once' funnel convert --dry-run \
	--join plans.csv:plan groups.csv
stderr_has '180 rows'

# People: 80 columns, in their language; whole lines can be pasted.
expect 0 'for people' funnel convert -q --dry-run -t text $b2b
sed 's/─/-/g' "$out" >plain
ok 'within 80 columns' awk 'length > 80 { exit 1 }' plain
sed -n '/^command/,$p' "$out" >pasted.sh
funnel convert -q -t text $b2b | sed '/^funnel/,$d' >wanted
expect 0 'its last lines, pasted' sh pasted.sh
sed '/^funnel/,$d' "$out" >got
same 'and the same' wanted got
if speaks_chinese; then
	expect 0 'Chinese' funnel convert -q --dry-run -t text --lang zh gb.csv
	for word in 编码 'GB18030（猜测）' 表头行 示例 时间跨度 识别为; do
		stdout_has "$word"
	done
fi

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
funnel convert -q --dry-run --stages identified,won foreign.csv |
	sed '/^command/d' >wanted.csv
expect 0 'all of them' grep -c '^other,foreign [0-9]*,20$' wanted.csv
stdout_is 5000
funnel report -q -t text --stages identified,won -o wanted.txt foreign.csv
differ=0
for run in 1 2 3 4 5; do
	for threads in 1 2 3 7; do
		funnel convert -q --dry-run --stages identified,won \
			--threads $threads foreign.csv |
			sed '/^command/d' | cmp -s - wanted.csv &&
		funnel report -q -t text --stages identified,won \
			--threads $threads foreign.csv | cmp -s - wanted.txt ||
			differ=$((differ + 1))
	done
done
ok '20 runs of report and --dry-run at 1, 2, 3 and 7 threads are one' \
	[ $differ = 0 ]
done_testing
