#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel flow: against answers of Python, SQL, R and a process miner
# (tests/reference/flow), by hand, and what it refuses.
. "$(dirname "$0")/lib.sh"

flow=$reference/flow
stages='lead,qualified,demo,proposal,won'
dates="--entity deal_id --stage stage --time time --stages $stages"
dates="$dates --lost lost --as-of 2025-06-30"

# agrees 'SENTENCE' FOUND WANTED: cell by cell, numbers within $rough.
rough=1e-9
agrees() {
	ok "$1" awk -F, -v wanted="$3" -v rough="$rough" '
	function near(a, b, by) {
		by = rough * (b < 0 ? -b : b)
		return a != "" && b != "" && a - b <= by && b - a <= by
	}
	NR > 1 {
		if ((getline line <wanted) <= 0) { print "too long"; exit 1 }
		n = split(line, cells, ",")
		if (n != NF) { print "columns"; exit 1 }
		for (i = 1; i <= n; i++)
			if ($i != cells[i] && !near($i, cells[i])) {
				print $1 "," $2 ": " $i " for " cells[i]
				exit 1
			}
	}
	NR == 1 { getline <wanted }
	END { if ((getline line <wanted) > 0) { print "short"; exit 1 } }
	' "$2"
}

expect 0 'moves' funnel flow $dates "$flow/flow-dates.csv"
cp "$out" moves.csv
stderr_is 'funnel flow: rows: 6922 read = 6601 used + 321 repeats + 0 rejected + 0 filtered' \
	'funnel flow: bottleneck: qualified, 34% of all days; returns to it: 365' \
	"funnel flow: moves between equal times: 570; they go in the order of the stages, whatever the file's"
agrees 'moves, shares, incidence, medians, as Python, SQL and R' moves.csv \
	"$flow/flow-dates-transitions.csv"
ok 'their columns' test "$(head -n 1 moves.csv)" = \
	"from,to,kind,count,entities,left,share,share_low,share_high,incidence,incidence_low,incidence_high,incidence_days,median_days,ties"
expect 0 'stays' funnel flow -q $dates --stays "$flow/flow-dates.csv"
agrees 'visits, returns, days, quantiles, as Python and R' "$out" \
	"$flow/flow-dates-stays.csv"
# The bands of a picture that was drawn by hand from the same log.
expect 0 'first passages' funnel flow -q $dates --passages "$flow/flow-dates.csv"
cut -d, -f1-5 "$out" >found.csv
same 'stage by stage, and back' found.csv - <<'END'
from,to,kind,entities,of
(start),lead,first,1428,1500
(start),qualified,first,72,1500
lead,qualified,next,926,1428
lead,demo,skip,135,1428
lead,lost,lost,355,1428
lead,(open),open,12,1428
qualified,demo,next,623,998
qualified,proposal,skip,81,998
qualified,lost,lost,253,998
qualified,(open),open,41,998
qualified,lead,back,116,998
demo,proposal,next,458,758
demo,lost,lost,269,758
demo,(open),open,31,758
demo,lead,back,5,758
demo,qualified,back,145,758
proposal,won,next,248,539
proposal,lost,lost,232,539
proposal,(open),open,59,539
proposal,lead,back,1,539
proposal,qualified,back,36,539
proposal,demo,back,114,539
won,(open),open,2,248
won,qualified,back,1,248
won,proposal,back,1,248
(all),(all),back,354,1500
(all),(all),reopened,145,1500
END
cp "$out" passages.csv
# R: prop.test(354, 1500, correct = FALSE)$conf.int
ok 'Wilson intervals' grep -q '^(all),(all),back,354,1500,0.236,0.215202787303,0.258145952118$' passages.csv
expect 0 'paths' funnel flow -q $dates --paths 10 "$flow/flow-dates.csv"
agrees 'paths, as Python' "$out" "$flow/flow-dates-paths.csv"
expect 0 'absorption' funnel flow $dates --absorption "$flow/flow-dates.csv"
stderr_has 'funnel flow: warning: where a deal goes next is taken to depend on where it stands alone; it does not: where it was before matters too (chi-squared 136.5 on 34 df, p 3.1e-14)'
cut -d, -f1-6,8- "$flow/flow-dates-absorption.csv" \
	>absorption.csv	# without the multinomial standard error
cut -d, -f1-6,7- "$out" >found.csv
agrees 'chances, standard errors by entity, as R solves them' found.csv \
	absorption.csv
expect 0 'the test of order' funnel flow -q $dates --absorption --tests \
	"$flow/flow-dates.csv"
agrees 'chi-squared, G, df, p, as Anderson and Goodman have them' "$out" \
	"$flow/flow-dates-order-test.csv"
expect 0 'every event a stay' funnel flow -q $dates --repeats keep \
	"$flow/flow-dates.csv"
cut -d, -f1,2,4 "$out" >found.csv
agrees 'repeats kept: who follows whom, as SQL' found.csv \
	"$flow/flow-dates-dfg-raw.csv"

# A textbook log of a process, by its values.
run="--entity case:concept:name --stage concept:name --time time:timestamp"
running=$flow/running-example.csv
# process 'SENTENCE' OPTION...
process() {
	expect 0 "$1" funnel flow -q $run --values \
		--end 'pay compensation|reject request' $2 "$running"
}

# Durations in seconds are kept to 13 bits: .025 % below at most.
rough=2.5e-4
process 'moves of a process'
agrees 'moves and shares, as Python and SQL' "$out" \
	"$flow/running-transitions.csv"
process 'stays of a process' --stays
agrees 'stays, as Python' "$out" "$flow/running-stays.csv"
rough=1e-9
process 'where each step ends' --absorption
cut -d, -f1-6,8- "$flow/running-absorption.csv" >absorption.csv
agrees 'chances, as Python' "$out" absorption.csv
process 'whether the step before matters' '--absorption --tests'
agrees 'the test, as Python' "$out" "$flow/running-order-test.csv"
process 'ways of a process' '--paths 10'
agrees 'ways, as Python' "$out" "$flow/running-paths.csv"
expect 0 'successions' funnel flow -q $run --values --repeats keep "$running"
cut -d, -f1,2,4 "$out" >found.csv
same 'the directly-follows graph, as pm4py has it' found.csv \
	"$flow/running-dfg-raw.csv"
expect 0 'without an end' funnel flow -q $run --values --stays "$running"
ok 'nothing is open' sh -c "! cut -d, -f12 '$out' | tail -n +2 | grep -qv 0"

# Neither the order of the rows nor threads matter.
(head -n 1 "$flow/flow-dates.csv"
tail -n +2 "$flow/flow-dates.csv" | sort -t, -k4) >shuffled.csv
expect 0 'rows in another order' funnel flow -q $dates shuffled.csv
same 'the same flow' "$out" moves.csv
expect 0 'one thread' funnel flow -q --threads 1 $dates \
	"$flow/flow-dates.csv"
same 'the same bytes' "$out" moves.csv

# By hand: a goes b, c, b, is lost and comes back; d stays open.
cat >log.csv <<'END'
entity,time,stage,place
a,2025-01-01,b,x
a,2025-01-03,c,x
a,2025-01-03,c,y
a,2025-01-07,b,x
a,2025-01-07,lost,x
a,2025-01-08,b,x
d,2025-01-05,b,y
d,2025-01-06,b,y
END
hand='--stages b,c,d --lost lost --as-of 2025-01-11'
expect 0 'by hand' funnel flow -q $hand log.csv
cut -d, -f1-6,14,15 "$out" >found.csv
same 'moves' found.csv - <<'END'
from,to,kind,count,entities,left,median_days,ties
b,c,next,1,1,2,,0
b,lost,lost,1,1,2,,1
c,b,back,1,1,1,4,0
lost,b,reopened,1,1,1,,0
END
expect 0 'stays by hand' funnel flow -q --stays $hand log.csv
cut -d, -f1-13 "$out" >found.csv
same 'b: 2 + 0 + 3 + 6 days, c: 4' found.csv - <<'END'
stage,entities,visits,repeats,returns,rework_entities,loops2,skipped,first,last,left,open,total_days
b,2,4,1,2,1,2,0,2,2,2,2,11
c,1,1,0,0,0,0,0,0,0,1,0,4
d,0,0,0,0,0,0,0,0,0,0,0,
lost,1,1,0,0,0,0,,0,0,1,0,
END
expect 0 'groups by the first event, and all' funnel flow -q --paths 1 \
	--by place --total $hand log.csv
cut -d, -f1-3 "$out" >found.csv
same 'each has its paths' found.csv - <<'END'
place,path,entities
x,b > c > b > lost > b > (open),1
x,(other),0
y,b > (open),1
y,(other),0
(total),b > (open),1
(total),(other),1
END
expect 0 'another end' funnel flow -q --paths 2 --end b $hand log.csv
cut -d, -f1,2 "$out" >found.csv
same 'whoever is there is not open' found.csv - <<'END'
path,entities
b,1
b > c > b > lost > b,1
(other),0
END

expect 0 'first passages by hand' funnel flow -q --passages $hand log.csv
cut -d, -f1-5 "$out" >found.csv
same 'who is back goes on from the furthest stage' found.csv - <<'END'
from,to,kind,entities,of
(start),b,first,2,2
b,c,next,1,2
b,(open),open,1,2
c,(open),open,1,1
c,b,back,1,1
(all),(all),back,1,2
(all),(all),reopened,1,2
END
printf '%s\n' entity,time,stage a,2025-01-01,lost b,2025-01-01,c \
	b,2025-01-02,b >ends.csv
expect 0 'no stage, and an end again' funnel flow -q --passages \
	--stages b,c --lost lost --end 'b|c' ends.csv
cut -d, -f1-5 "$out" >found.csv
same 'are ends' found.csv - <<'END'
from,to,kind,entities,of
(start),c,first,1,2
(start),lost,lost,1,2
c,b,lost,1,1
c,b,back,1,1
(all),(all),back,1,2
END

# 301 stays, of which a path keeps 200.
awk 'BEGIN { print "entity,time,stage"
	for (i = 0; i < 301; i++)
		printf "e,2025-%02d-%02d,%s\n", 1 + int(i / 28), 1 + i % 28,
			i % 2 ? "c" : "b" }' >long.csv
expect 0 'a long way' funnel flow --paths 1 --stages b,c --end c \
	--entity entity --stage stage --time time --as-of 2025-12-31 long.csv
stderr_has 'funnel flow: ways of more than 200 stays: 1; what comes behind is in no path, and names no entity'
ok 'ends in an ellipsis' sh -c "tail -n 2 '$out' | grep -q '> c > …,1,'"
expect 0 'its passages' funnel flow -q --passages --stages b,c --end c long.csv
ok 'what became of it is cut' grep -q '^c,(cut),cut,1,1,' "$out"
expect 0 'its moves are all there' funnel flow -q --stages b,c --end c long.csv
ok '150 there and back' sh -c "cut -d, -f4 '$out' | tail -n +2 | tr '\n' ' ' |
	grep -qx '150 150 '"

# Cut in parts by the entity, and merged.
for part in 0 1; do
	awk -F, -v p=$part 'NR == 1 || substr($1, length($1)) % 2 == p' \
		"$flow/flow-dates.csv" >part.csv
	funnel flow -q $dates --time-format iso --encoding utf-8 \
		--partial part.csv >part.$part || echo '# failed'
done
expect 0 'parts' funnel merge -q part.0 part.1
same 'make the same result' "$out" moves.csv

expect 2 'two results' funnel flow --stays --paths 3 log.csv
stderr_is 'funnel flow: --stays, --passages, --paths and --absorption are results of their own: ask for one'
expect 2 'values have no order' funnel flow --passages --values --stage stage log.csv
stderr_is 'funnel flow: --passages wants stages in their order; --values have none'
expect 2 'a test of nothing' funnel flow -q --tests $hand log.csv
stderr_is 'funnel flow: --tests is of --absorption'
expect 2 'a stage that leads to no end' funnel flow -q --absorption $hand log.csv
stderr_is 'funnel flow: --absorption: from "b" nobody came to any end: where who is there will end is not known'
expect 2 'no such end' funnel flow $hand --end e log.csv
stderr_has '--end: no stage "e"'
printf 'entity,time,stage\na,2025-01-01,b\n' >open.csv
expect 2 'a stage that nobody has left' funnel flow -q --absorption $hand open.csv
stderr_has '--absorption: from "b" nobody came to any end'
expect 0 'no move is a result' funnel flow -q $hand open.csv
ok 'without rows' test "$(wc -l <"$out")" = 1
expect 0 'a group an entity' funnel flow -q --by entity --total $hand log.csv
ok 'all moves, and again in total' test "$(wc -l <"$out")" = 9
expect 3 'too many ways' funnel flow -q --max-paths 1 $hand log.csv
stderr_is 'funnel flow: 2 ways of entities, more than --max-paths'
expect 4 'nobody is there' funnel flow -q $hand --from 2026-01-01 log.csv
stderr_is 'funnel flow: nobody came to any stage: no moves' \
	'  the times of the log are from 2025-01-01 to 2025-01-08'
expect 2 'values of which column' funnel flow --values log.csv
stderr_is 'funnel flow: --values wants --stage: of which column?'
expect 2 'values and stages' funnel flow --values --stage stage --lost x log.csv
stderr_is 'funnel flow: --values takes every value of the column for a state: leave out --stages and --lost'
expect 2 'values by group' funnel flow --values --stage stage --by place log.csv
stderr_has '--values does not go with --by'
expect 2 'part of values' funnel flow --values --stage stage --partial log.csv
stderr_has '--values does not go with --partial'
expect 2 'no end of values' funnel flow --values --stage stage --absorption log.csv
stderr_has '--absorption of --values wants --end'
expect 2 'an end that is no value' funnel flow -q --values --stage stage --end z log.csv
stderr_is 'funnel flow: --end: "z" is no value of "stage"'
awk 'BEGIN { print "entity,time,stage"
	for (i = 0; i < 256; i++) print "e,2025-01-01,v" i }' >many.csv
expect 2 'too many values' funnel flow -q --values --stage stage many.csv
stderr_is 'funnel flow: --values: "stage" has 256 values, more than 255'
for option in '--within 28d' '--every week' '--order any' \
	'--count attempts' '--exclude lost' '--value amount'; do
	expect 2 "$option is refused" funnel flow $hand $option log.csv
done
expect 0 'for people' sh -c \
	"COLUMNS=80 funnel flow -q -t text $dates '$flow/flow-dates.csv'"
stdout_has 'lead       qualified  1,031  63.8% (61.4–66.2)  63.4% (61.0–65.8)     3 d'

# A picture: each state has its name, and back moves their frame.
funnel flow -q $dates "$flow/flow-dates.csv" >result.csv
expect 0 'as text' sh -c 'COLUMNS=80 funnel chart result.csv'
stdout_is <<'END'
More go back from proposal than elsewhere: 28.9% (25.5–32.6)
Share of those that left each stage; below it how many, and the median stay.
Framed: moves back from the one stage that goes back more than the others,
beyond chance. Empty: nobody. Without a shade: of fewer than ten.

                  To
From        Left   lead     qualified  demo     proposal    won      lost
lead       1,615            █ 64%     ░  9%        <1               ▒ 27%
qualified  1,344  ░  9%               ▓ 59%     ░  8%               ▒ 24%
demo       1,050     <1     ░ 16%               ▓ 54%        <1     ▒ 29%
proposal     622     <1     ░  6%     ▒ 23%               ▒ 40%     ▒ 32%
won            2              50%                 50%
lost         153  ▓ 45%     ▓ 50%        4%        1%

4,786 moves
END
cat >served.csv <<'END'
from,to,kind,count,left,share,median_days
won,served,next,90,100,0.9,3
won,lost,lost,10,100,0.1,4
served,won,back,40,40,1,
END
expect 0 'who leaves an end can only go back' funnel chart served.csv
stdout_has 'Where they went from each stage'
funnel flow -q --by owner $dates "$flow/flow-dates.csv" >groups.csv
expect 3 'groups are no one picture' funnel chart groups.csv
stderr_has 'several groups are no one picture; flow --where leaves one'

# How long they stay, and the ways of most.
funnel flow -q --stays $dates "$flow/flow-dates.csv" >stays.csv
expect 0 'stays as text' sh -c 'COLUMNS=80 funnel chart stays.csv'
stdout_is <<'END'
They stay longest in proposal: 13 d (11–15) at the median
Until they leave by any way: median as a dot, the middle half as a bar, nine of
ten by the tick. Open stays are censored, not left out.

Stage      Visits  Returns                                   Median  Of all days
lead        1,628      186   ━●━━─┤                             3 d        15.1%
qualified   1,392      365    ━━━●━━━━━─────┤                   8 d        34.4%
demo        1,086      311   ━━━●━━━━─────┤                     6 d        22.0%
proposal      670      131     ━━━━━●━━━━━━━━━────────────┤    13 d        28.5%
                            0                30
                            Days in the stage

4,776 stays
END
# Orange is for what a test says, and of stays there is none.
expect 0 'stays as a picture' funnel chart -o stays.svg stays.csv
ok 'none is orange' sh -c "grep -q 'They stay longest' stays.svg &&
	! grep -qiE 'D55E00|213, +94, +0' stays.svg"
sed 's/,13,11,15,/,13,8,15,/' stays.csv >near.csv
expect 0 'where intervals touch' funnel chart near.csv
stdout_has 'How long they stay in each stage'
expect 0 'stays by group' sh -c "funnel flow -q --stays --by owner $dates \
	'$flow/flow-dates.csv' | funnel chart"
stdout_has 'How long they stay in each stage'
funnel flow -q --paths 4 $dates "$flow/flow-dates.csv" >paths.csv
expect 0 'ways as text' sh -c 'COLUMNS=80 funnel chart paths.csv'
stdout_has 'The way of most, 23.1% (21.0–25.3): lead > lost'
ok 'all of them' grep -q '^all other ways  *770  .*51.3% (48.8–53.9)$' "$out"
sed '/,346,/d; /,169,/d' paths.csv >near.csv
expect 0 'where no way is clearly before the next' funnel chart near.csv
stdout_has 'The ways that most went'
for kind in stays paths; do
	expect 0 "a picture of $kind" funnel chart -o $kind.png $kind.csv
done

# First ways as bands.
expect 0 'a Sankey diagram, as text' sh -c \
	'COLUMNS=80 funnel chart passages.csv | sed "s/ *$//"'
stdout_has 'Of 1,500, 16.5% (14.7–18.5) came to won; 23.6% (21.5–25.8) went back at least' \
	'same scale. Moves back by fewer than 0.5% are left out: 8.' \
	'lead           1,428  ██████████████████████████████████████████████████████████' \
	'  → demo         135  █████▌' \
	'    lost         355  ██████████████▍' \
	'  ← qualified    145  █████▉' \
	'n = 1,500 · 72 began after the first stage · 145 open · 145 re-opened, who go on'
if speaks_chinese; then
	expect 0 'in Chinese' funnel chart --lang zh passages.csv
	stdout_has '1,500 个中，16.5%（14.7–18.5）到达“won”；23.6%（21.5–25.8）至少退回过一次'
fi
sed 's/^lead,qualified,next,926/lead,qualified,next,9926/' passages.csv >more.csv
expect 3 'more go on than came' funnel chart more.csv
stderr_is 'funnel chart: more.csv: of 1428 that came to "lead" 10428 left it'
printf '%s\n' from,to,kind,entities,of '(start),b,first,1,1' 'b,c,next,1,1' \
	'c,b,next,1,1' >circle.csv
expect 3 'a circle on' funnel chart circle.csv
stderr_is 'funnel chart: circle.csv: its stages are in no order: from "b" moves on come back to it'
printf '%s\n' from,to,kind,entities,of '(start),b,first,1,1' >one.csv
expect 3 'one stage' funnel chart one.csv
stderr_is 'funnel chart: one.csv: holds no way from one stage to another'
funnel flow -q --by owner --passages $dates "$flow/flow-dates.csv" >groups.csv
expect 3 'groups of ways' funnel chart groups.csv
stderr_has 'several groups are no one picture; flow --where leaves one'

# The report's section: the same numbers in sentences.
expect 0 'a review' sh -c "COLUMNS=100 funnel report -q --parts flow -t text \
	$dates '$flow/flow-dates.csv'"
stdout_has 'Of 1,500, 16.5% (14.7–18.5) came to won; 23.6% (21.5–25.8) went back at least' \
	'23.6% (21.5–25.8) of all deals went back at least once.' \
	'Deals came back to qualified most often: 365 times, by 278 of the 1,027 that were there.' \
	'By the chain of moves 19.5% (17.5–21.7) of those in lead come to won at last, and 48.8%' \
	'it does not: where it was before matters too.'
expect 0 'from a stage that nobody left' funnel report -q --parts flow \
	-t text $hand log.csv
ok 'no chain is told of' sh -c "! grep -q chain '$out'"
done_testing
