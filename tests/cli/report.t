#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The report: its numbers are those of the commands, in each format, for
# any number of threads; what data hold stays text.
. "$(dirname "$0")/lib.sh"

cp -R "$root/samples" samples
plain() {
	funnel report -q --no-charts -f samples/b2b.funnel \
		--by channel,region "$@" samples/b2b.csv
}

# Each format, twice, and by any number of threads.
for format in text md html; do
	expect 0 "-t $format" plain -t $format
	stderr_is ''
	cp "$out" report.$format
	for threads in 1 2 7; do
		expect 0 "--threads $threads" plain -t $format \
			--threads $threads
		same "-t $format: the same bytes" report.$format "$out"
	done
done
expect 0 'without -t' plain
same 'is text' report.text "$out"
for ending in txt md html HTM; do
	expect 0 "-o x.$ending" plain -o x.$ending
	stdout_is ''
done
same '.txt is text' report.text x.txt
same '.md is Markdown' report.md x.md
same '.html is HTML' report.html x.html
same '.HTM is too' report.html x.HTM
(head -n 1 samples/b2b.csv; tail -n +2 samples/b2b.csv | sort -r) >turned.csv
expect 0 'rows in another order' \
	funnel report -q --no-charts -f samples/b2b.funnel \
	--by channel,region turned.csv
same 'the same bytes' report.text "$out"
for format in text md html; do
	expect 0 "Chinese, -t $format" plain -t $format --lang zh
	stdout_has 发生了什么
	expect 0 'of a Chinese log' funnel report -q --no-charts -t $format \
		--lang zh -f samples/b2b-zh.funnel samples/b2b-zh.csv
	stdout_has 交易达成
done
ok 'no English is left in it' sh -c "! sed 's/closed_win_rate//;/^定义/,\$d' '$out' |
	grep -i 'entered\|stage\|rate'"

# Numbers are those of the commands.  convert's are tested against R.
sentence='the numbers of convert'
cp report.text "$out"
funnel convert -f samples/b2b.funnel -q -t text samples/b2b.csv |
	sed -n '3,7p' >lines
while read -r line; do
	stdout_has "$line"
done <lines
funnel convert -f samples/b2b.funnel -q samples/b2b.csv >funnel.csv
open=$(awk -F, 'NR > 1 { n += $8 } END { print n }' funnel.csv)
stdout_has "· $open are still open"
stdout_has "3,924"
sentence='the numbers of retain'
funnel retain --start won --return served --every month --wide -q -t text \
	samples/b2b.csv >wide
stdout_has "$(sed -n 's/^2025-03-01  *//p' wide)"
sentence='the months of convert'
funnel convert -f samples/b2b.funnel --every month -q samples/b2b.csv >months
entered=$(cell months entered 'cohort=2025-03-01 step=1')
ok "entered in 2025-03: $entered" grep -q "^2025-03  *$entered " report.text

# But q, which is over all that the report tests.
sentence='the numbers of segment'
for column in channel region; do
	funnel segment -f samples/b2b.funnel --by $column --total -q -t text \
		samples/b2b.csv | sed -n '3,/^$/p' |
		grep -v '^[^a-z]*$\|:' | sed 's/  *[0-9.]*$//' >lines
	while read -r line; do
		stdout_has "$line"
	done <lines
done
sentence='the numbers of compare'
funnel compare -f samples/b2b.funnel --before 2024-07-01..2024-09-30 \
	--after 2024-10-01..2024-12-31 -q -t text samples/b2b.csv |
	sed -n '3,7p' | sed 's/  *[0-9.]*$//' >lines
while read -r line; do
	stdout_has "$line"
done <lines

# Which periods: the last two that are whole, and had their window.
period() {
	expect 0 "$1" plain --parts summary,change $3
	stdout_has "$2"
}
period 'quarters, where cohorts are months' 'From 2024 Q3 to 2024 Q4'
period '--period month' 'From 2024-11 to 2024-12' '--period month'
period 'a shorter window' 'From 2024 Q4 to 2025 Q1' '--within 90d'
period 'an earlier as-of: no two whole quarters' 'From 2024-05 to 2024-06' '--as-of 2024-12-31'
expect 0 '--period year' plain --parts change --period year
ok 'of which there are not two: none are compared' \
	sh -c "! grep -q 'From 2024 to 2025\|beside 20' '$out'"

# All periods beside the usual: 40 of 100 a month, but for two Novembers.
# That of 2023 lies beside 34 * 40 + 30 of 3,500 others.
months() {
	awk -v low="$1" -v ago="$2" 'BEGIN {
		print "lead_id,stage,time"
		for (m = 0; m < 36; m++) for (i = 0; i < 100; i++) {
			y = 2021 + int(m / 12); k = m % 12 + 1
			won = m == 34 ? low : m == 22 ? ago : 40
			print m "-" i ",identified," y "-" k "-" 1 + i % 9
			if (i < won)
				print m "-" i ",won," y "-" k "-" 11 + i % 9
		}
		print "last,identified,2024-01-31"
	}' | sed 's/-\([1-9]\)-/-0\1-/; s/-\([1-9]\)$/-0\1/' >months.csv
	funnel report -q --no-charts --stages identified,won --every month \
		--within 30d --time-format %Y-%m-%d months.csv
}
expect 0 'a low November, a year after another' months 10 30
cp months.csv low.csv
tr -s ' \n' ' ' <"$out" >words
ok 'the largest move is named' grep -q 'Of 36 periods of entry that have had their time, 2023-11 lies farthest from the usual: 10.0% of 100 reached won, 40.0% of those of 2023-10; usual is 39.7% (' words
ok 'and the year before it' grep -q 'A year before, 2022-11 had 30.0%, below the usual, too: a season would look so.' words
ok 'what follows it is compared with an extreme' grep -q '2023-12 is compared with 2023-11, which was unusually low: a rise after it is in part its return to the usual.' words
ok 'a row a period' grep -q ' 2023-11 100 10.0% [0-9.]*–[0-9.]*% −30.0 −20.0 low ' words
ok 'beside the one before and a year ago' \
	grep -q ' 2023-12 100 40.0% [0-9.]*–[0-9.]*% +30.0 0.0 [01]' words
ok 'no year ago' grep -q ' 2021-02 100 40.0% [0-9.]*–[0-9.]*% 0.0 [01]' words
ok 'a young one and when it will be ripe' \
	grep -q ' 2024-01 1 on 2024-03-01 ' words
# What is told of it is told of as many: 30 of 100.
ok 'as many as it says' grep -q '−30.0 points (−40.8 to −18.3) · 30 entities · Fewer of 2023-11 reached won' words
expect 0 'after no low November' months 10 40
tr -s ' \n' ' ' <"$out" >words
ok 'is no season' grep -q 'A year before, 2022-11 had 40.0%: that is not on the same side of the usual, as a season would be.' words
expect 0 'a high November' months 80 70
tr -s ' \n' ' ' <"$out" >words
ok 'its return' grep -q 'which was unusually high: a fall after it is in part' words
ok 'a season' grep -q '2022-11 had 70.0%, above the usual, too' words
# After a period of few that was lower still it did not rise: it is told from
# all others, 1,360 of 3,420, with Newcombe's interval by hand.
awk 'BEGIN { print "lead_id,stage,time"
	for (m = 0; m < 36; m++) {
		n = m == 33 ? 20 : m == 34 ? 200 : 100
		won = m == 33 ? 0 : m == 34 ? 20 : 40
		for (i = 0; i < n; i++) {
			month = 2021 + int(m / 12) sprintf("-%02d-", m % 12 + 1)
			print m "-" i ",identified," month "0" 1 + i % 9
			if (i < won)
				print m "-" i ",won," month 11 + i % 9
		}
	}
	print "last,identified,2024-01-31" }' >lower.csv
expect 0 'after one of few' funnel report -q --no-charts --parts summary \
	--stages identified,won --every month --within 30d lower.csv
tr -s ' \n' ' ' <"$out" >words
ok 'from the usual' grep -q '−29.8 points (−33.6 to −24.6) · 60 entities · Fewer of 2023-11 reached won: 10.0% of 200 reached won, 0.0% of those of 2023-10' words
# A quarter that the data begin in is no year ago.
quarter() {
	funnel report -q --no-charts --as-of 2022-03-31 --parts summary \
		--stages identified,won --within 30d "$1"
}
expect 0 'a whole quarter' quarter lower.csv
stdout_has 'a year ago 300'
grep -v '^0-' lower.csv >begun.csv
expect 0 'one that the data begin in' quarter begun.csv
stdout_has 'a year ago: data begin 2021-02-01'
expect 0 'nothing moved' months 40 40
tr -s ' \n' ' ' <"$out" >words
ok 'none is named' sh -c '! grep -q "lies farthest\|unusually" words'
ok 'but shown' grep -q 'All periods beside the usual' words

if command -v gnuplot >/dev/null; then
	expect 0 'a low November, as a picture' funnel report -q \
		--stages identified,won --every month --within 30d -t html \
		--time-format %Y-%m-%d --as-of 2023-12-31 --parts change low.csv
	stdout_has '>2023-11: 10.0%<'
fi

# What is better and worse: groups of a known truth.
awk 'BEGIN {
	print "lead_id,stage,time,team"
	for (i = 0; i < 600; i++) {
		team = substr("abc", i % 3 + 1, 1)
		print i ",identified,2024-01-" 10 + i % 20 "," team
		if (i % 100 < (team == "a" ? 70 : team == "b" ? 40 : 10))
			print i ",won,2024-02-" 10 + i % 19 "," team
	}
	print "end,other,2024-12-31,c"
}' >teams.csv
expect 0 'groups that differ' funnel report -q --within 90d --by team \
	--stages identified,won --as-of 2024-12-31 --lost other teams.csv
# 70, 40 and 10 of 100, twice; Wilson: R 4.2.2 prop.test(correct = FALSE).
stdout_has '+45.0 points (+37.0 to +52.1) · 90 entities · a (team) reaches won more'
stdout_has 'often: 70.0% (63.3–75.9) of 200 reach won, q < 0.0001.'
stdout_has '−45.0 points (−50.9 to −38.0) · 90 entities · c (team) reaches won less'
stdout_has 'often: 10.0% (6.6–14.9) of 200 reach won, q < 0.0001.'
stdout_has '100% (98.9–100.0) · 360 entities · All of what is open is stuck'
expect 0 'the largest alone' funnel report -q --within 90d --by team \
	--stages identified,won --as-of 2024-12-31 --lost other --top 1 \
	--parts summary,segments teams.csv
stdout_has 'n = 600 in 3 groups, 2 of them shown'
stdout_has 'a        200  140  70.0% (63.3–75.9)'
ok 'b is not shown' sh -c "! grep '^b ' '$out'"
ok 'c is, for it differs' grep '^c ' "$out"
stdout_has 'c (team) reaches won less'
# Entities without a value are no group: neither the best nor the weakest.
for other in a c; do
	sed "s/,$other\$/,/" teams.csv >nameless.csv
	expect 0 "$other has no name" funnel report -q --within 90d \
		--by team --stages identified,won --as-of 2024-12-31 \
		--lost other --parts summary,segments nameless.csv
	ok 'it is no group to be named' \
		sh -c "! grep '(none) (team)' '$out'"
	stdout_has '(none)   200'
	ok 'and stands behind the groups' sh -c \
		"sed -n 's/^\([abc]\|(none)\) .*/\1/p' '$out' | sed -n 3p |
		grep none"
done
sed 's/,a$/,(none)/' teams.csv >named.csv
expect 0 'a team of that name' funnel report -q --within 90d --by team \
	--stages identified,won --as-of 2024-12-31 --lost other \
	--parts summary,segments named.csv
stdout_has '((none)) (team) reaches won'
expect 0 'without a window, and with some open' funnel report -q \
	--by team --stages identified,won --as-of 2024-12-31 \
	--parts summary,segments teams.csv
stdout_has 'By team groups are not tested: some of them are still open'
grep 'team$\|,a$' teams.csv >one.csv
echo 'z,identified,2024-12-30,new' >>one.csv
expect 0 'one group whose window is over, and a new one' funnel report -q \
	--within 90d --by team --stages identified,won \
	--as-of 2024-12-31 --parts summary,segments one.csv
stdout_has 'By team groups are not tested: in only one of them is anybody'

# Everybody is told of: 2 entered, 1 of them before --from; 2 were first
# seen at Active.
printf '%s\n' entity,stage,time 1,New,2025-01-01 1,Active,2025-01-02 \
	2,Active,2025-01-02 3,Active,2025-01-02 4,New,2025-01-03 >unseen.csv
told='-q --stages New,Active,Resolved --parts distrust,funnel'
expect 0 'who never entered' funnel report $told unseen.csv
stdout_has '2 of 4 entities never entered; they were first seen at: Active 2.'
ok 'nobody is outside' sh -c "! grep outside '$out'"
expect 0 'who entered before' funnel report $told --from 2025-01-02 unseen.csv
stdout_has '1 entered the funnel; 0 of them (0.0%) have reached Resolved.'
stdout_has '1 of 4 entities entered outside of what was asked for.'
expect 0 'nobody of them' funnel report $told --order reach unseen.csv
ok 'all have entered' sh -c "! grep 'never entered\|outside' '$out'"
expect 0 'in Chinese' funnel report $told --lang zh unseen.csv
stdout_has '4 个对象中有 2 个从未进入漏斗，首次出现于：Active 2。'

# What to distrust, by hand: 40 entered in January and 40 in each of the next
# months, half of them won after ten days, one for 1,000 and all others for 10;
# four of each month have no team.  The window of May is over on 30 June.
awk 'BEGIN { print "lead_id,stage,time,team,sum"
	for (m = 1; m <= 6; m++)
		for (i = 0; i < 40; i++) {
			team = i % 10 ? "a" : ""
			printf "%d-%d,identified,2025-0%d-01,%s,\n", m, i, m, team
			if (i % 2)
				printf "%d-%d,won,2025-0%d-11,%s,%s\n", m, i, m,
				    team, m * i == 1 ? 1000 : i == 39 ? "" : 10
		}
	print "7-0,identified,2025-06-20,a,"
}' >doubts.csv
expect 0 'what to distrust' funnel report -q --no-charts --within 30d --by team \
	--value sum --as-of 2025-06-30 --parts distrust,bookings --every month \
	--stages identified,won doubts.csv
tr '\n' ' ' <"$out" | sed 's/  */ /g' >flat
for doubt in 'who entered from 2025-06 on; their window is over on 2025-07-30, that of the last on 2025-07-30' \
	'5 periods of entry are too few to say what is usual: 6 are wanted' \
	'less than two years: a season' \
	'team is empty for 20 of 200 entities (10.0%)' \
	'One amount, 1.00k, is 46.9% of all that came in' \
	'6 of 120 that reached won have no amount'; do
	ok "$doubt" grep -qF "$doubt" flat
done
# Bookings by hand: 20 of the 40 of each month won in it; 18 or 19 with 10.
stdout_has '2025-02       40                20     0             100%'

# Nothing to do, and why.
printf 'deal,stage,time\na,identified,2025-01-01\n' >one.csv
expect 0 'one row' funnel report -q --no-charts --parts actions one.csv
stdout_has 'Nothing stands out of 1 that entered: which deals are stuck is not known, no'
# The ten of 300 that stand still by amount times days, by days, by ids;
# wins took two days, so that nobody wins after 535.
awk 'BEGIN {
	print "deal,stage,time,amount"
	for (i = 0; i < 120; i++) {
		day = i % 24 + 1
		month = i % 6 + 1
		printf "w%03d,lead,2025-%02d-%02d,100\n", i, month, day
		printf "w%03d,won,2025-%02d-%02d,100\n", i, month, day + 2
	}
	for (i = 0; i < 300; i++)
		printf "o%03d,lead,2024-01-%d,%d\n", i * 37 % 300, i % 3 + 10,
		    i % 35 * 10 + 10
}' >still.csv
expect 0 'deals that stand still' funnel report -q --no-charts --parts actions \
	--entity deal --stages lead,won --value amount --as-of 2025-06-30 \
	still.csv
awk -F '[,-]' '/^o/ { days = 547 - $5; print $6 * days, days, $1, $6 }' \
	still.csv | sort -k 1,1nr -k 2,2nr -k 3,3 | head -10 |
	awk '{ print $3, "lead", $2, "d", $4 }' >wanted
grep '^o' "$out" | tr -s ' ' | sed 's/ $//' >found
same 'the ten first' wanted found
# The velocity of all that is open, and of what is alive.
expect 0 'without a window' funnel report -q --no-charts --value amount \
	--parts summary --lost 'lost|disqualified' samples/b2b.csv
tr -s ' \n' ' ' <"$out" >words
sed -n 's/.*Velocity: \([0-9.]*\)k .* a day = \([0-9]*\) open .*Without the \([0-9]*\) that are stuck: \([0-9.]*\)k\..*/\1 \2 \3 \4/p' \
	words >velocity
ok "without what is stuck: $(cat velocity)" awk '{
	found = 1; off = $1 * ($2 - $3) / $2 / $4 }
	END { exit !(found && off > .995 && off < 1.005) }' velocity

# Parts.
expect 0 'parts' plain -t md --parts time,funnel
grep '^## ' "$out" >found
printf '## %s\n' Funnel 'How long it takes' >wanted
same 'these alone, in the order of the report' wanted found
expect 0 'the summary alone tells of all' plain --parts summary
sed -n '/^What happened/,/^What to do/p' report.text | sed '$d' >wanted
sed -n '/^What happened/,$p' "$out" >found
printf '\n\n' >>found
same 'as in the whole report' wanted found
expect 0 'most are more than half' plain
stdout_has '321 are still open, 118 of them at engaged.'
stdout_has '640 are lost, 216 of them at contacted.'
awk 'BEGIN { print "lead_id,stage,time"
	for (i = 0; i < 100; i++) {
		print i ",identified,2025-01-01"
		if (i < 50) print i ",contacted,2025-01-02"
		if (i < 27) print i ",won,2025-01-03"
	}
	print "60,lost,2025-01-04" }' >alike.csv
expect 0 'steps that are alike within their intervals' funnel report -q \
	-t text --no-charts --within 5d --as-of 2025-02-01 alike.csv
stdout_has 'No step is clearly the weakest; the lowest rate is from identified to'
# Wilson's of 50 of 100 (.4038 to .5962) and of 27 of 50 (.4040 to .6703):
# .04 lies 1.96 * .04 / .1666 from 0, p .638; with 80 % is seen 1.43 * .1666.
# Both steps take a day, p 1: of two tests q is 1, too.
stdout_has 'No step is clearly the weakest (q = 1.0000; one that is 23.8 points below the'
stdout_has 'Hochberg: the weakest step 1, the longest step 1.'
stdout_has '1 is lost, at identified.'
stdout_has 'No step clearly takes longest; the longest median is from identified to'
# At 80 % ends are .4364 to .5636 and .4498 to .6276: p .6421, and
# .1103 * (1 + z(.8) / z(.9)) is .1828.
expect 0 'another level sees another difference' funnel report -q \
	-t text --no-charts --within 5d --as-of 2025-02-01 --level 0.8 alike.csv
stdout_has 'No step is clearly the weakest (q = 1.0000; one that is 18.3 points below the'
awk -F, -v OFS=, '$2 == "won" { $3 = "2025-01-04" } 1' alike.csv >slow.csv
expect 0 'a step that takes longest beyond chance' funnel report -q \
	-t text --no-charts --within 5d --as-of 2025-02-01 slow.csv
stdout_has 'It takes longest from contacted to won: half of those'
# Times that are alike: the ends of their medians are convert's, tested against
# R; in logs they are added as squares, and a power of .8 sees
# 1 + .8416 / 1.96 of that.
awk 'BEGIN { print "lead_id,stage,time"
	for (i = 0; i < 90; i++) {
		printf "%d,identified,2025-01-01\n", i
		printf "%d,contacted,2025-01-%02d\n", i, 2 + i % 9
		if (i % 2)
			printf "%d,won,2025-01-%02d\n", i, 3 + i % 9 + i % 8
	} }' >times.csv
funnel convert -q --stages identified,contacted,won --as-of 2025-02-28 \
	times.csv >convert.csv
one=$(cell convert.csv median_days step=1) two=$(cell convert.csv median_days step=2)
low=$(cell convert.csv median_days_low step=1) high=$(cell convert.csv median_days_high step=2)
times=$(awk -v a="$one" -v b="$two" -v low="$low" -v high="$high" 'BEGIN {
	x = log(a / low); y = log(high / b)
	printf "%.1f", exp(sqrt(x * x + y * y) * (1 + 0.841621 / 1.959964)) }')
expect 0 'steps that take about as long' funnel report -q --no-charts \
	--stages identified,contacted,won --as-of 2025-02-28 times.csv
tr -s ' \n' ' ' <"$out" >words
ok "none is named, $one and $two days: $times times" grep -q "No step clearly takes longest (q = [0-9.]*; one of $times times the next would have been seen)" words
ok 'nor among the times' grep -q 'No step clearly takes longest; the longest median is from identified to contacted' words
grep -v won alike.csv >step.csv
expect 0 'one step has none to be longer than' funnel report -q \
	-t text --no-charts --within 5d --as-of 2025-02-01 step.csv
stdout_has 'From identified to contacted half of those who go on need more than'
expect 0 'an optional stage is stepped over' plain --optional engaged
stdout_has 'The weakest step is from contacted to won'
stdout_has 'It takes longest from contacted to won'
printf '[input]\nvalue = amount\ncurrency = region\n' >money.funnel
expect 0 'amounts of several currencies' funnel report -q --no-charts \
	-t html -f money.funnel samples/b2b.csv
stdout_has 'not added up here'
ok 'are not added up' sh -c "! grep -q 'data-head=.value' '$out'"
expect 0 'each stage for itself' plain --order touch
ok 'takes no time' sh -c "! grep -q 'How long' '$out'"
printf '[report]\nparts = quality\n' >parts.funnel
expect 0 'of a funnel file' \
	funnel report -q --no-charts -f parts.funnel samples/b2b.csv
stdout_has 'Data quality'
expect 2 'no such part' plain --parts funel
stderr_is 'funnel report: --parts: no part "funel"; did you mean "funnel"?' \
	'  parts: summary, actions, distrust, funnel, bookings, change, segments, drivers, owners, cohorts, time, flow, retention, forecast, quality, definitions, customers, value, repurchase'
printf '[report]\npart = quality\n' >parts.funnel
expect 2 'no such key' \
	funnel report -q --no-charts -f parts.funnel samples/b2b.csv
stderr_is 'funnel report: parts.funnel:2: no key "part" in [report]; did you mean "parts"?' \
	'  keys of [report]: by, every, top, sensitivity, total, level, title, lang, parts, retention, owner, period, targets, no-charts, charts-optional, mail, quota, quota-from, subtitle'
printf '[report]\nparts = quality\n' >parts.funnel
expect 0 'other commands take a funnel file with them' \
	funnel convert -q -f parts.funnel samples/b2b.csv

# Two of three come back ten days after they began, in the same month.
awk 'BEGIN { print "id,stage,time"
	for (i = 0; i < 300; i++) {
		print i ",won,2024-0" 1 + int(i / 100) "-05"
		if (i % 3)
			print i ",served,2024-0" 1 + int(i / 100) "-15"
	}
	print "end,won,2024-12-31" }' >soon.csv
expect 0 'who comes back at once' funnel report -q --entity id \
	--stages won,served --retention won:served --parts retention soon.csv
tr -s ' \n' ' ' <"$out" >words
ok 'how it begins and ends, and no ranking' grep -q 'Of those who reached won, so many come back: 66.4% (60.9–71.5) in the same month, 0.0% (0.0–1.3) in the next, 0.0% (0.0–3.7) in month 11 after it\.' words
# Of the built-in funnel they are served.  Wilson's of 200 of 301.
expect 0 'after the sale' funnel report -q --entity id --stages won,served \
	--parts retention soon.csv
tr -s ' \n' ' ' <"$out" >words
ok 'when' grep -q 'Of those who reached won, so many are looked after: 66.4% (60.9–71.5) in the same month, ' words
ok 'how many, and who waits' grep -q 'Of 301 that reached won, 200 have come to served: 66.4% (60.9–71.5); 101 are still waiting for it\.' words
# A stage between: it is still the sale that they come from.
awk -F, -v OFS=, '{ print } NR > 1 && $2 == "won" && $1 < 200 {
	sub(/05$/, "07", $3); print $1, "set up", $3 }' soon.csv >between.csv
expect 0 'a stage between sale and service' funnel report -q --entity id \
	--stages 'won,set up,served' --order reach --parts retention between.csv
tr -s ' \n' ' ' <"$out" >words
ok 'is stepped over' grep -q 'Of 301 that reached won, 200 have come to served: 66.4% (60.9–71.5); 101 are still waiting for it\.' words
awk -F, 'NR == 1 || $1 < 3 { print } END { print "0,served,2024-02-01" }' soon.csv >three.csv
sed -i '/^2,served/d' three.csv
expect 0 'one' funnel report -q --entity id --stages won,served \
	--parts retention three.csv
tr -s ' \n' ' ' <"$out" >words
ok 'waits' grep -q 'Of 3 that reached won, 2 have come to served: 66.7% (20.8–93.9); 1 is still waiting for it\.' words
expect 0 'each stage for itself' funnel report -q --entity id \
	--order touch --stages won,served --parts retention soon.csv
ok 'is not gone through' sh -c "! grep -q 'waiting' '$out'"

# What is refused.
expect 2 'what a report does not say' plain --sensitivity
stderr_is 'funnel report: no option "--sensitivity"; --help lists the options'
expect 2 'an unknown ending' plain -o x.pdf
stderr_is 'funnel report: -o: "x.pdf": expected a name that ends in .html, .md or .txt, or --format'
expect 2 'a stage that there is not' plain --retention won:servd
stderr_has 'did you mean "served"?'
head -n 1 samples/b2b.csv >header.csv
expect 4 'a header alone' funnel report -q header.csv
stdout_is ''
stderr_is 'funnel report: header.csv: no rows, only a header'
: >empty.csv
expect 3 'an empty file' funnel report -q empty.csv
expect 4 'nobody entered' funnel report -q --no-charts -o none.html \
	--from 2030-01-01 --as-of 2031-01-01 samples/b2b.csv
stderr_is 'funnel report: nobody entered the funnel: no rate, not a rate of zero'
ok 'and nothing is written' test ! -e none.html
expect 4 'nobody, where errors are in Chinese and reports in English' \
	env LANG=zh_CN.UTF-8 funnel report -q --no-charts -o none.html \
	--from 2030-01-01 --as-of 2031-01-01 samples/b2b.csv
stderr_is 'funnel report: 无人进入漏斗：没有比率，而不是比率为零'
if [ -e /dev/full ]; then
	expect 5 'a full disk' sh -c 'funnel report -q --no-charts \
		samples/b2b.csv >/dev/full'
fi

# Questions of cron.
expect 1 '--fail-if, yes' plain --fail-if 'rate(won)<0.9' -o asked.md
same 'and the report is written' report.md asked.md
expect 0 '--fail-if, no' plain --fail-if 'rate(won)<0.1'
expect 2 '--fail-if, no such column' plain --fail-if 'rat(won)<0.1'
stderr_is 'funnel report: --fail-if: the result has no column "rat"; did you mean "rate"?'

# Words of the data that a page, a table or a terminal would take for its
# own: in the id, the group, the stage, the outcome; and in other columns.
mark=$work/marker
perl -e '
my ($mark) = @ARGV;
my @words = ("`touch $mark`", "\$(touch $mark)", "\x27; touch $mark;\x27",
	"\"|touch $mark", "two\nlines", "<script>alert(1)</script>",
	"<img src=x onerror=alert(2)>", "| a | b |", "**bold** [x](javascript:3)",
	"# head", "\e]0;title\a\e[31mred", "{/=50 x}_1^2 %s%d", "&amp;&#60;",
	"\x{202e}evil", "=1+1");
binmode STDOUT, ":utf8";
sub field { my $f = shift; $f =~ s/"/""/g; "\"$f\"" }
print "id,stage,time,group\n";
my $n = 0;
for my $word (@words) {
	for my $k (0 .. 19) {
		my $id = field("$word $k");
		$n++;
		printf "%s,%s,2024-%02d-%02d,%s\n", $id, field("in $words[0]"),
			1 + $n % 9, 1 + $n % 28, field($word);
		printf "%s,%s,2024-10-%02d,%s\n", $id, field($word), 1 + $k,
			field($word) if $k % 3 == 0;
		printf "%s,%s,2024-11-%02d,%s\n", $id, field("out $words[5]"),
			1 + $k, field($word) if $k % 2 == 0;
	}
}' "$mark" >hostile.csv
cat >hostile.funnel <<END
[input]
entity = id
stage = stage
time = time
[stages]
\`touch $mark\`<b>in</b> = in \`touch $mark\`
**end** | [x](y) = out <script>alert(1)</script>
[report]
by = group
title = <i>title</i> \`touch $mark\` | **t**
END
for format in html md text; do
	for lang in en zh; do
		expect 0 "$lang $format of hostile words" funnel report -q \
			--lang $lang -f hostile.funnel -t $format \
			-o hostile.$format hostile.csv
		ok "$lang $format runs nothing of them" test ! -e "$mark"
	done
done
funnel report -q -f hostile.funnel -t html hostile.csv >hostile.html
funnel report -q -f hostile.funnel -t md hostile.csv >hostile.md
funnel report -q -f hostile.funnel -t text hostile.csv >hostile.text
cat >page.pl <<'END'
use strict;
use warnings;
local $/;
my $page = <STDIN>;
my %known = map { $_ => 1 } qw(html head meta title style body main header
	h1 h2 h3 p nav ol ul li a section figure details summary div table caption thead tbody
	tr th td dl dt dd b span svg g defs path text tspan circle ellipse rect polygon
	polyline line use clipPath filter feFlood feComposite pattern);
my %empty = (meta => 1);
# What ends by itself where another begins: as HTML has it.
my %ends = (td => [qw(td th)], th => [qw(td th)], tr => [qw(td th tr)],
	tbody => [qw(td th tr thead)], '/table' => [qw(td th tr tbody)]);
$page =~ s/^<!DOCTYPE html>//;
$page =~ s/<style>.*?<\/style>//s;
my @open;
while ($page =~ /<(\/?)([a-zA-Z][\w:]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>/g) {
	my ($end, $name, $rest) = ($1, $2, $3);
	die "a <$name>\n" if !$known{$name};
	die "$name with $&\n" if $rest =~ /\s(on\w+|href|src|style)\s*=/i &&
		$rest !~ /^\s(xlink:)?href="#[\w-]+"/ && $rest !~ /href=.#p/;
	next if $empty{$name} || $rest =~ /\/$/;
	for my $last (@{$ends{"$end$name"} || []}) {
		pop @open if @open && $open[-1] eq $last;
	}
	if (!$end) {
		push @open, $name;
		next;
	}
	my $last = pop @open // '';
	die "</$name> closes <$last>\n" if $last ne $name;
}
die "open: @open\n" if @open;
(my $left = $page) =~ s/<(?:[^<>"']|"[^"<]*"|'[^'<]*')*>//g;
die "a < outside tags: $1\n" if $left =~ /(.{0,20}<.{0,20})/;
die "an & of no entity\n" if $page =~ /&(?!(?:amp|lt|gt|quot|#\d+);)/;
die "a control character\n" if $page =~ /[\x00-\x08\x0b-\x1f\x7f]/;
END
ok 'HTML: tags are our own, and closed' sh -c 'perl page.pl <hostile.html'
sentence='HTML shows them as they are'
cp hostile.html "$out"
stdout_has '<p class="about">&lt;i&gt;title&lt;/i&gt; `touch'
stdout_has '&lt;b&gt;in&lt;/b&gt;'
stdout_has "content=\"default-src 'none'; style-src 'unsafe-inline'\""
ok 'Markdown: no markup of the data' sh -c "! sed 's/\\\\.//g' hostile.md |
	grep -E '\\*\\*(bold|end|t)|\\[x\\]|<|^# head'"
ok 'text: no control characters' sh -c \
	"! LC_ALL=C tr -d '\n' <hostile.text | LC_ALL=C grep -q '[[:cntrl:]]'"
ok 'no mark turns text around' sh -c "! cat hostile.html hostile.md \
	hostile.text | grep -q '$(printf '\342\200\256')'"
ok 'no temporary file is left' sh -c '[ -z "$(ls -A "$TMPDIR")" ]'

command -v gnuplot >/dev/null || {
	report 0 'pictures # SKIP no gnuplot'
	done_testing
}

full() {
	funnel report -q -f samples/b2b.funnel \
		--by channel,region "$@" samples/b2b.csv
}
expect 0 'pictures' full -o full.html
stderr_is ''
ok 'are in the page' sh -c '[ "$(grep -c "<svg" full.html)" -ge 2 ]'
# One picture for a light and a dark page: it names colours, both say them.
sed '/<svg/,/<\/svg>/!d' full.html >svgs
ok 'of no colour of their own' sh -c \
	"! grep -E '(fill|stroke|color)=\"(#|rgb)' svgs"
grep -o 'var(--[a-z0-9]*)' svgs | sort -u | sed 's/var(\(.*\))/\1:/' >names
ok 'name colours' test "$(wc -l <names)" -ge 8
sed -n '/^<style>/,/^@media/p' svgs >light
sed -n '/^@media screen.*dark/,/^}/p' svgs >dark
ok 'that are said for a light page' sh -c \
	'while read -r n; do grep -qF -e "$n" light || exit 1; done <names'
ok 'and for a dark one' sh -c \
	'while read -r n; do grep -qF -e "$n" dark || exit 1; done <names'
expect 0 'the same report' full -o again.html --threads 7
same 'is the same page' full.html again.html
# A curve has all its steps in a page too, not those that a table shows.
grep -o 'Number at risk.*' full.html | grep -o '>[0-9][0-9,]*<' |
	head -n 1 | tr -cd '0-9,\n' >risks
sentence='all are at risk on day 0'
is risks 'the first number' '1,200'
ok 'a page groups the figures of a sum' sh -c \
	"grep -q '>5,101,895.91<' full.html"
funnel report -q --no-charts -f samples/b2c.funnel samples/b2c.csv >b2c.text
ok 'a small q is no equation' sh -c \
	"tr '\n' ' ' <b2c.text | grep -q 'q < 0.0001'"
# What a picture shows is folded away below it, and no other table.
ok 'tables behind their pictures' sh -c '[ "$(grep -c "^<details>" full.html)" -ge 10 ]'
ok 'of which each is closed' sh -c '[ "$(grep -c "^<details>" full.html)" = "$(grep -c "^</details>" full.html)" ]'
expect 0 'without pictures' full -t html --no-charts
ok 'none is folded' sh -c "! grep -q '<details>' '$out'"
# Periods between their limits, which are those of the table.
ok 'a picture of the periods' grep -q '>Share that reached won, by period of entry<' full.html
# Markdown has its pictures beside it, under names that stay.
mkdir -p 'of a week'
expect 0 'Markdown with pictures' full -o 'of a week/my report.md'
stderr_is ''
ls 'of a week/my report-charts' >files
sed -n 's/^!.*](my%20report-charts\/\(.*\))$/\1/p' 'of a week/my report.md' |
	sort >shown
same 'each file is shown' files shown
ok 'by the name of its part' grep -qx 'funnel-1.png' files
ok 'each is a PNG' sh -c 'for f in "of a week/my report-charts/"*; do
	[ "$(head -c 8 "$f" | od -An -tx1 | tr -d " ")" = 89504e470d0a1a0a ] ||
		exit 1; done'
expect 0 'with a part less' full --parts summary,cohorts -o part.md
ls part-charts >files
printf 'cohorts-1.png\n' >wanted
same 'only what it shows' wanted files
: >taken-charts
expect 5 'where there is a file of that name' full -o taken.md
stderr_is 'funnel report: taken-charts/cohorts-1.png: Not a directory'
ok 'there is no report' test ! -e taken.md
expect 0 'on standard output' funnel report -f samples/b2b.funnel -t md samples/b2b.csv
stderr_has 'Markdown on standard output has no charts: those of -o FILE.md are files beside it'
stdout_has 'Bars, one a stage: identified 1,200'
ok 'it shows none' sh -c "! grep -q '^!' '$out'"
# A browser would break behind each hyphen and dash, a phone soon.
for whole in --reached 2025-07-30 '(28.3–34.5)'; do
	ok "$whole stands whole" grep -qF "<span class=\"w\">$whole" full.html
done
ok 'as does q of a number' grep -q "q$(printf '\302\240')[=<]$(
	printf '\302\240')[0-9]" full.html
# All who entered are in the curve to the close, also those out of time.
ok 'half of all by then is no median of those who get there' \
	sh -c '! grep -q "[>]median [0-9]" full.html'
family=$(sed -n 's/.*among all \([0-9]*\) comparisons.*/\1/p' full.html)
ok "q is told to be over all $family" test "$(grep -o \
	"q: corrected for all tests of the report, [0-9]*" full.html |
	sort -u)" = "q: corrected for all tests of the report, $family"
tr -d '\n' <full.html | sed 's/<[^>]*>/ /g; s/\xc2\xa0/ /g; s/  */ /g' >words
days=$(sed -n 's/.* on average ÷ \([0-9.]* d\)\..*/\1/p' words)
ok "velocity has the median of the funnel, $days" \
	grep -q " won 241 [^s]* 5,101,895.91 ${days:-none} served " words
ok 'all are in the curve' grep -q '>n = 1,200 · 241 with the event, 621 ended otherwise, 298 still open, 40 past the end of the curve' full.html
ok 'where the window ends nothing' test "$(grep -c \
	'The window of 180.*d does not count here' full.html)" = 3
# What a reader stumbles over: a change that is no difference of the medians,
# a shade for cells of few, a label that is cut, an axis of seven figures.
expect 0 'as plain text' funnel report -q -f samples/b2b.funnel -t text \
	samples/b2b.csv
cp "$out" plain.text
expect 0 'a quarter before' funnel report -q -f samples/b2b.funnel --no-charts \
	--as-of 2025-03-31 --parts summary samples/b2b.csv
before=$(sed -n 's/^Time to won · .* Q1: \([0-9.]*\).*/\1/p' "$out")
ok "the median of the quarter before: $before" grep -q \
	"^  2025 Q1 had ${before:-none}[^;]*d; the change is the median of all differences" \
	plain.text
ok 'a cell of few has no shade' grep -q '^2024-07  *7    43   43 ·  0' plain.text
ok 'which is said' grep -q 'Without a shade: of fewer' plain.text
ok '60 % are a shade' grep -q '^2024-08  *10  █ 60 ▓ 40 ·  0' plain.text
ok 'a label stands whole' grep -q '○ open deals alone 2.77M$' plain.text
ok 'an axis has the units of its labels' grep -q '^ *6M$' plain.text
expect 0 'with an interval that is Chinese' funnel report -q --no-charts \
	-f samples/b2b.funnel --lang zh --parts summary samples/b2b.csv
ok 'and a colon' grep -q '更多：\|增加：\|最薄弱的一步.*：' "$out"
ok 'no colon of ASCII' sh -c "! grep -q ': ' '$out'"
# A mail program clips what is long, and phones load it slowly.
ok 'a report of five stages: at most 250 KB' \
	test "$(wc -c <full.html)" -le 256000
ok 'and 60 KB packed' test "$(gzip -9c full.html | wc -c)" -le 61440
expect 0 'what one must see' full -t html \
	--parts summary,actions,distrust,funnel
ok 'at most 120 KB' test "$(wc -c <"$out")" -le 122880
# A message: its parts are those of the report, its pictures are attached.
expect 0 'a message' full --title 'Überblick 概览 of a quarter that is over' \
	--mail sales@example.com,boss@example.com -o report.eml
stderr_is ''
ok 'ASCII in short lines' sh -c "! LC_ALL=C grep -n '[^ -~]\|.\{79\}' report.eml"
sed '/^$/q' report.eml >head.eml
ok 'to whom' sh -c "sed -n 1,2p head.eml | tr -d '\n' |
	grep -qx 'To: sales@example.com, boss@example.com'"
sed -n 's/^Subject://; s/^.* =?UTF-8?B?\(.*\)?=$/\1/p' head.eml |
	while read -r word; do echo "$word" | base64 -d; done >subject
printf %s 'Überblick 概览 of a quarter that is over' >wanted
same 'its subject' wanted subject
# part TYPE N: the body of the N-th part of a type.
part() {
	awk -v type="$1" -v n="$2" '/^--=_/ { take = 0 }
		$0 ~ "^Content-Type: " type { seen++ }
		take && NF { print }
		/^$/ { take = seen == n && !done[n]++ }' report.eml |
		base64 -d
}
part text/plain 1 >plain.txt
full -t text --no-charts --title 'Überblick 概览 of a quarter that is over' >wanted
same 'the text is the report' wanted plain.txt
part text/html 1 >page.html
ok 'the page ends' grep -q '</html>' page.html
ok 'and is not clipped by those who clip at 100 KB' \
	test "$(wc -c <page.html)" -le 102400
sed -n 's/^Content-ID: <\(.*\)>$/\1/p' report.eml | sort >attached
grep -o 'cid:[a-z][^"]*' page.html | sed 's/cid://' | sort >shown
ok 'it has pictures' test "$(wc -l <shown)" -ge 5
same 'all that it shows are attached, and no other' attached shown
for n in 1 "$(wc -l <shown)"; do
	part image/png "$n" | head -c 8 | od -An -tx1 | tr -d ' ' >magic
	is magic "picture $n is a PNG" 89504e470d0a1a0a
done
if command -v python3 >/dev/null; then
	python3 -c 'import email, email.policy, sys
m = email.message_from_file(sys.stdin, policy=email.policy.default)
parts = list(m.walk())
print(m["Subject"])
print(*[p.get_content_type() for p in parts][:5], sum(len(p.defects) for p in parts))' <report.eml >read
	is read 'a mail reader reads it' \
	    'Überblick 概览 of a quarter that is over' \
	    'multipart/related multipart/alternative text/plain text/html image/png 0'
fi
ok 'and its pictures, which fit, are not to be swiped' sh -c \
	"grep -qF 'figure[data-more]::before' page.html &&
	! grep -q '<figure[^>]* data-more' page.html"
expect 2 'no address' full --mail 'a b@example.com'
stderr_is 'funnel report: --mail: "a b@example.com": expected an address, such as sales@example.com, or several by commas'
expect 2 'an option of sendmail' full --mail=-bs
stderr_has '--mail: "-bs": expected an address'
expect 2 'two formats' full --mail a@example.com -t text
stderr_is 'funnel report: --mail is a format of its own: leave out --format'
mkdir folder.md
expect 5 'a report that cannot be written' full -t md -o folder.md
ok 'leaves no pictures' test ! -e folder-charts
expect 0 'text has bars' full -t text
stdout_has '███'
expect 0 '--no-charts' full --no-charts -t html
ok 'has none' sh -c "! grep -q '<figure' '$out'"

# Without pictures the report is whole, and says so.
mkdir fakes
fakes() {
	printf '#!/bin/sh\n%s\n' "$1" >fakes/gnuplot
	chmod +x fakes/gnuplot
}
says='[ "$1" = --version ] && { echo "gnuplot 5.4 patchlevel 4"; exit; }'
mkdir tools
for tool in sh cat echo kill; do
	ln -s "$(command -v $tool)" tools/$tool
done
fakes 'exit 127'
for fake in missing old crash junk fails half; do
	folder=$PWD/fakes
	case $fake in
	missing) folder=$PWD/none ;;
	old) fakes 'echo "gnuplot 4.6 patchlevel 0"' ;;
	crash) fakes "$says; kill -SEGV \$\$" ;;
	junk) fakes "$says; echo hello" ;;
	fails) fakes "$says; echo 'line 1: no' >&2; exit 1" ;;
	half) fakes "$says; echo '<?xml?><svg>'" ;;
	esac
	echo old >faked.html
	expect 5 "gnuplot: $fake" env PATH="$folder:$top/bin:$work/tools" \
		funnel report -q -f samples/b2b.funnel \
		--by channel,region -o faked.html samples/b2b.csv
	stderr_has 'no report is written; --charts-optional writes it without'
	ok "gnuplot: $fake: the old report stands" grep -qx old faked.html
	expect 0 "gnuplot: $fake, charts are optional" \
		env PATH="$folder:$top/bin:$work/tools" \
		funnel report --charts-optional -f samples/b2b.funnel \
		--by channel,region -o faked.html samples/b2b.csv
	stderr_has ': the report is written without'
	cp faked.html "$out"
	stdout_has 'could not be drawn'
	stdout_has '</html>'
	ok "gnuplot: $fake: no picture" sh -c "! grep -q '<figure' faked.html"
	sed '/<p class="note">The chart/d' faked.html >found
	perl -0pe 's/<figure.*?<\/figure>\n//gs; s/<summary>.*\n//g;
		s/<\/?details>\n//g' full.html >wanted
	same "gnuplot: $fake: all else is there" wanted found
done
# Errors have their language, and what stands in a report has its own.
without() {
	env LANG=zh_CN.UTF-8 PATH="$work/none:$top/bin:$work/tools" \
		funnel report "$@" -f samples/b2b.funnel --parts funnel \
		samples/b2b.csv
}
expect 5 'no gnuplot, in Chinese' without -q -t html
stderr_is 'funnel report: 未安装 gnuplot' \
	'  图由 gnuplot 5.4 或更新的版本绘制：请安装（Debian：apt install gnuplot-nox fonts-wqy-microhei）' \
	'  未写出报告；--charts-optional 则不带图写出'
expect 0 'an English report without' without --charts-optional -t html
stderr_has '有图未能绘出：报告不带图写出'
stdout_has 'could not be drawn: gnuplot is not installed.'
expect 0 'a Chinese one' without --charts-optional --lang zh -t html
stderr_has '未安装 gnuplot：报告不带该图写出'
expect 0 'as Markdown' without --charts-optional -o none.md
ok 'no folder for no pictures' test ! -e none-charts
expect 0 'text needs no gnuplot' env PATH="$work/none:$top/bin:$work/tools" \
	funnel report -q -f samples/b2b.funnel samples/b2b.csv

# Whenever it is killed, the old report stands, or the new one is whole.
echo old >killed.html
torn=0 kept=0 new=0
for ms in 0 2 5 10 15 20 25 30 40 50 60 70 80 90 100 120 140 160 200 300; do
	perl -e '
		my $pid = fork;
		exec @ARGV[1 .. $#ARGV] if !$pid;
		select undef, undef, undef, $ARGV[0] / 1000;
		kill 9, $pid;
		waitpid $pid, 0;' $ms funnel report -q -f samples/b2b.funnel \
		--by channel,region -o killed.html samples/b2b.csv
	if grep -qx old killed.html; then
		kept=$((kept + 1))
	elif cmp -s killed.html full.html; then
		new=$((new + 1))
		echo old >killed.html
	else
		torn=$((torn + 1))
	fi
done
ok "kill -9 leaves the old ($kept) or the whole new one ($new)" \
	test $torn = 0
ok 'it was killed before its end' test $kept -gt 0
echo old >killed.html
full -o killed.html
same 'the next run is whole, whatever the last left behind' \
	full.html killed.html

# Targets stand beside their figures, an interval less the target.
target() {
	funnel report -q --no-charts -f samples/b2b.funnel "$@" \
		samples/b2b.csv
}
expect 0 'targets of a quarter' target --period quarter \
	--targets entered=500,won=90,value=2500000,rate=30%,days=60
sed -n '/^Entered/,/^Velocity/p' "$out" | sed 's/\xc2\xa0/ /g' |
	tr '\n' '#' >cards
entered=$(sed -n 's/^Entered .*: \([0-9]*\)#.*/\1/p' cards)
ok "entered: $entered of 500" grep -q "  target 500: $(
	awk "BEGIN { printf \"%.1f%%\", $entered / 5 }") of it#" cards
won=$(sed -n 's/.*#  \([0-9]*\) of them, [0-9.]*k each on average#.*/\1/p' cards)
ok "won: $won of 90" grep -q "  target of won ones 90: $(
	awk "BEGIN { printf \"%.1f%%\", $won / .9 }") of it#" cards
ok 'value' grep -q '  target 2.50M: 8[67].[0-9]% of it#' cards
less() {
	sed 's/#/\n/g' cards | sed -n "/^$1/s/.*: \([0-9.]*\)[% d]*(\([0-9.]*\)[ d]*–\([0-9.]*\).*/\1 \2 \3/p" |
	awk -v t="$2" '{ printf "%+.1f ~(%+.1f to %+.1f)", $1 - t, $2 - t, $3 - t }' |
	sed 's/-/−/g'
}
rate=$(less Reached 30 | sed 's/~/points /')
ok "rate: $rate" grep -q "  target 30.0%: $rate#" cards
days=$(less Time 60 | sed 's/~/d /')
ok "days: ${days}" grep -q "  target 60 d: $days#" cards
expect 0 'a rate as a share' target --targets rate=0.3
stdout_has "target 30.0%: $rate"
printf '\ntargets = won=90\nperiod = quarter\n' |
	cat samples/b2b.funnel - >samples/targets.funnel
expect 0 'in a funnel file' target -f samples/targets.funnel
stdout_has 'target of won ones 90: '
expect 0 'of a month beside quarters' target --every quarter \
	--period month --targets won=30
stdout_has 'Targets are of a month, figures of a quarter: they are not'
ok 'is not compared' sh -c "! grep -q 'target of won' '$out'"
# Targets of owners: wins by hand, the rest as forecast has its deals.
expect 0 'of owners' target --owner owner --period quarter --parts owners,distrust \
	--targets 'won=90,won[rep-01]=12,won[rep-08]=9,value[rep-01]=300000,won[Smith\, A]=1'
cp "$out" owners.text
awk -F, 'NR > 1 && $2 == "identified" && !($1 in entered) { entered[$1] = $3
		owner[$1] = $6 }
	$2 == "won" && !($1 in won) { won[$1] = $3; amount[$1] = $7 }
	END { for (id in won) if (won[id] ~ /^2025-0[456]/ &&
		owner[id] == "rep-01") { n++; sum += amount[id] }
		printf "%d %.1fk\n", n, sum / 1000 }' samples/b2b.csv >wanted
funnel forecast -q -f samples/b2b.funnel --deals \
	--until 2025-07-31,2025-08-31,2025-09-30 samples/b2b.csv >deals.csv
awk -F, 'NR == FNR { if (!($1 in owner)) owner[$1] = $6; next }
	owner[$1] == "rep-01" && $5 == "2025-09-30" { sum += $6 }
	END { printf "%.1f", sum }' samples/b2b.csv deals.csv >chances
awk '/^rep-01 +12 /{ print $3; exit }' owners.text >found
awk '/^rep-01 +300k /{ print $3 }' owners.text >>found
ok "reached: $(cat wanted)" test "$(tr '\n' ' ' <found)" = "$(cat wanted) "
ok "expected: $(cat chances)" test "$(awk '/^rep-01 +12 /{ print $6; exit }' \
	owners.text)" = "$(printf %.0f "$(cat chances)")"
# Coins of these chances alone, one by one: what shifts them widens it a bit.
awk -F, 'NR == FNR { if (!($1 in owner)) owner[$1] = $6; next }
	owner[$1] == "rep-01" && $5 == "2025-09-30" {
		if (!n) mass[0] = 1
		for (k = ++n; k >= 0; k--)
			mass[k] = mass[k] * (1 - $6) + (k ? mass[k - 1] * $6 : 0)
	}
	END { low = high = -1
		for (k = 0; k <= n; k++) {
			sum += mass[k]
			if (low < 0 && sum >= .025) low = k
			if (high < 0 && sum >= .975) high = k
		}
		print low, high }' samples/b2b.csv deals.csv >coins
awk '/^rep-01 +12 /{ gsub(/[()]|–/, " "); print $7, $8, $10, $11; exit }' \
	owners.text >ends
ok "its interval: $(cat ends), coins $(cat coins)" \
	sh -c 'cat coins ends | xargs | { read low high from to share more
		test $from -le $low -a $from -ge $((low - 2)) \
		-a $to -ge $high -a $to -le $((high + 2)); }'
ok 'and of the target' awk '{ exit !(sprintf("%.1f", $1 / 12 * 100) == $3 "" &&
	sprintf("%.1f", $2 / 12 * 100) == $4 "") }' ends
stdout_has 'Smith, A has a target and no deal: no name in the data is written so.'
stdout_has 'Reached in 2025 Q2; so far in 2025 Q3, with what'
ok 'the past bears it' sh -c "! grep -q 'do not rely' owners.text"
tr -s ' \n' ' ' <owners.text >words
ok 'amounts that are means' grep -qF '335 of 335 open deals have no amount: each is worth any of those won, and the intervals of the forecast are wider for it.' words
# In the middle of a quarter: what is won of it already.
expect 0 'so far' target --owner owner --period quarter --parts owners \
	--as-of 2025-05-31 --targets 'won[rep-01]=12'
so_far=$(awk -F, 'NR > 1 && $2 == "identified" && !($1 in owner) {
		owner[$1] = $6 }
	$2 == "won" && !seen[$1]++ && owner[$1] == "rep-01" &&
		$3 ~ /^2025-0[45]/ { n++ }
	END { print n + 0 }' samples/b2b.csv)
ok "$so_far so far" grep -q "^rep-01 *12 .*% *$so_far  " "$out"
# Targets of periods that are not there do not vanish.
printf 'deal,stage,time,rep\na,identified,2025-01-01,x\na,won,2025-01-09,x\nb,identified,2025-01-02,y\n' >few.csv
expect 0 'too short for targets' funnel report -q --no-charts --owner rep \
	--period month --targets 'won=4,won[y]=1' few.csv
tr -s ' \n' ' ' <"$out" >words
ok 'which is said' grep -qF 'Targets are of a month, and the data hold too few whole ones: nothing is compared with them.' words
expect 0 'of a year' target --owner owner --period year --every quarter \
	--parts owners --targets 'won[rep-01]=12'
expect 2 'of no owner' funnel report --targets 'won[a]=1' --period month \
	samples/b2c.csv
stderr_is 'funnel report: --targets: "won[a]=1": --owner says which column that is of'
expect 2 'a rate of an owner' target --owner owner --targets 'rate[a]=1' \
	--period month
stderr_is 'funnel report: --targets: "rate[a]=1": of an owner expected won[NAME] or value[NAME]'
expect 2 'a name without an end' target --owner owner --targets 'won[rep=1' \
	--period month
stderr_is 'funnel report: --targets: "won[rep=1": of an owner expected won[NAME] or value[NAME]'
expect 2 'an owner of no period' target --owner owner --targets 'won[a]=1'
stderr_is 'funnel report: --targets: entered, won and value are of a period: say of which by --period'
expect 2 'of no period' target --targets won=90
stderr_is 'funnel report: --targets: entered, won and value are of a period: say of which by --period'
for bad in won won=0 won=-1 won=x rate=1 rate=100% sold=3 days=; do
	expect 2 "--targets $bad" target --period quarter --targets $bad
	stderr_is "funnel report: --targets: \"$bad\": expected entered, won, value, days or rate, = and a number above 0, of a rate one below 100%"
done

# Who is of two groups: eight entities that have another channel when won.
# An empty one is none.
awk -F, -v OFS=, '$2 == "won" { n++; if (n <= 8) $4 = "moved"
	if (n > 8 && n < 20) $4 = "" } 1' samples/b2b.csv >moved.csv
expect 0 'entities of two groups' funnel report -q --no-charts \
	-f samples/b2b.funnel --by channel,region moved.csv
two=$(awk -F, 'NR > 1 && $4 != "" && !seen[$1 "," $4]++ { n[$1]++ }
	END { for (i in n) two += n[i] > 1; print two }' moved.csv)
stdout_has "channel changes for $two of 1,200 entities ("

ok 'region does not' sh -c "! grep -q 'region changes' '$out'"
cp "$out" two.text
expect 0 'by five threads' funnel report -q --no-charts --threads 5 \
	-f samples/b2b.funnel --by channel,region moved.csv
same 'the same' two.text "$out"
expect 0 'whatever parts are asked for' funnel report -q --no-charts \
	--parts distrust -f samples/b2b.funnel --by channel,region moved.csv
stdout_has "channel changes for $two of 1,200 entities ("
expect 0 'where attempts have no forecast' funnel report -q --no-charts \
	-f samples/b2b.funnel --entry latest --by channel,region moved.csv
stdout_has "channel changes for $two of 1,200 entities ("

# A share by amount is told where deals enter with amounts, or why it is not.
awk 'BEGIN { print "lead_id,stage,time,amount"
	for (i = 0; i < 40; i++) {
		print i ",identified,2024-01-" 10 + i % 9 "," 100 + i
		if (i < 10) print i ",won,2024-02-" 10 + i "," 100 + i
	}
	print "end,other,2024-12-31," }' >amounts.csv
amounts() {
	expect 0 "$1" funnel report -q --no-charts --within 60d \
		--stages identified,won --value amount $3 "$2"
}
amounts 'all enter with one' amounts.csv
stdout_has 'By amount, '
ok 'and nothing is missing' sh -c "! grep -q 'no share of the amounts' '$out'"
sed '/identified/s/[0-9]*$//' amounts.csv >late.csv
amounts 'amounts of wins alone' late.csv
stdout_has 'There is no share of the amounts: deals enter without an amount, or'
awk -F, -v OFS=, '$2 == "identified" && $1 >= 10 { $4 = 0 } 1' amounts.csv \
	>zero.csv
amounts 'those that were not won have 0' zero.csv
stdout_has 'There is no share of the amounts: only deals that reached won have an amount'
ok 'nor in the table' sh -c "! grep -q 'by amount *\$\|by amount  ' '$out'"
ok 'and no 100%' sh -c "! grep -q 'By amount' '$out'"
amounts 'stages for themselves' amounts.csv '--order touch'
stdout_has 'There is no share of the amounts: each stage is counted for itself.'

# What repeats, and by what: entity, stage and time thrice, by another amount
# once, by another order once.
cat >repeats.csv <<'END'
lead_id,stage,time,amount,number
a,identified,2024-01-10,5,1
a,identified,2024-01-10,5,1
a,identified,2024-01-10,7,1
a,identified,2024-01-10,5,2
b,identified,2024-01-10,5,3
b,won,2024-01-11,5,4
END
repeats() {
	expect 0 "rows that repeat: $*" funnel report -q --no-charts \
		--parts distrust "$@" repeats.csv
	tr -s ' \n' ' ' <"$out" >words
}
repeats --stages identified,won
ok 'without amounts' grep -q '3 rows repeat others (same entity, stage and time) and count once\.' words
repeats --stages identified,won --value amount
ok 'by amount' grep -q '2 rows repeat others (same entity, stage, time and amount) and count once\.' words
ok 'one adds' grep -q '1 row has entity, stage and time of another row but another amount: its amount is added\.' words
repeats --stages identified,won --value amount --key number
ok 'by key' grep -q '1 row repeats another (same entity, stage, time, key and amount) and counts once\.' words
ok 'two add' grep -q '2 rows have entity, stage and time of another row but another amount or key: their amounts are added\.' words
cut -d, -f1,3- repeats.csv >purchases.csv
expect 0 'purchases with numbers' funnel report -q --no-charts \
	--parts distrust --value amount --key number purchases.csv
tr -s ' \n' ' ' <"$out" >words
ok 'by number' grep -q '1 row repeats another (same entity, time, key and amount) and counts once\.' words

printf '%s\n' lead_id,stage,time a,identified,2024-01-10 ,identified,2024-01-10 \
	,won,2024-01-10 b,identified,never >unusable.csv
expect 0 'rows that cannot be used' funnel report -q --no-charts \
	--stages identified,won --bad-rows skip --parts distrust unusable.csv
stdout_has '3 of 4 rows could not be used (75.0%), most for: empty entity.'

# Velocity: its ends are those of its parts, in logs.  All wins are of 2024,
# so that the cards have the intervals of all.
awk 'BEGIN { print "lead_id,stage,time,amount"
	for (i = 0; i < 300; i++) {
		print i ",identified,2023-0" 1 + i % 9 "-01,"
		if (i % 3 == 0)
			print i ",won,2024-0" 1 + i * 7 % 9 "-0" 1 + i % 8 "," \
			    (100 + i * 37 % 900) * 100
		if (i % 3 == 1)
			print i ",lost,2024-0" 1 + i * 5 % 9 "-04,"
	}
	print "last,identified,2024-12-31," }' >velocity.csv
expect 0 'velocity' funnel report -q --no-charts --value amount --every year \
	--stages identified,won --lost lost velocity.csv
tr '\n' ' ' <"$out" | sed 's/\xc2\xa0/ /g; s/–/ /g; s/[(),]/ /g
	s/\([0-9.]\)k/\1e3/g; s/\([0-9.]\)M/\1e6/g; s/%//g; s/  */ /g' >words
ends=$(awk '{
	match($0, /Value of won[^:]*: [^ ]* [^ ]* [^ ]*/)
	split(substr($0, RSTART, RLENGTH), v, /: /); split(v[2], v, " ")
	match($0, /Time to won[^:]*: [0-9.]* d [0-9.]* d [0-9.]* d/)
	split(substr($0, RSTART, RLENGTH), d, /: /); split(d[2], d, / d ?/)
	match($0, /in the end: [^ ]* [^ ]* [^ ]*/)
	split(substr($0, RSTART, RLENGTH), r, /: /); split(r[2], r, " ")
	match($0, /Velocity: [^ ]* [^ ]* [^ ]*/)
	split(substr($0, RSTART, RLENGTH), s, " ")
	low = exp(-sqrt(log(v[1] / v[2]) ^ 2 + log(d[3] / d[1]) ^ 2 + \
	    log(r[1] / r[2]) ^ 2)); high = exp(sqrt(log(v[3] / v[1]) ^ 2 + \
	    log(d[1] / d[2]) ^ 2 + log(r[3] / r[1]) ^ 2))
	printf "%.4f %.4f", s[3] / s[2] / low, s[4] / s[2] / high }' words)
ok "its ends: $ends of those by hand" awk "BEGIN { split(\"$ends\", e, \" \")
	exit !(e[1] > .98 && e[1] < 1.02 && e[2] > .98 && e[2] < 1.02) }"
# Without amounts it is deals, to the tenth.
expect 0 'velocity of deals' funnel report -q --no-charts --every year \
	--stages identified,won --lost lost velocity.csv
tr '\n' ' ' <"$out" | sed 's/\xc2\xa0/ /g; s/–/ /g; s/[(),%=×÷]/ /g
	s/  */ /g' >words
ends=$(awk '{
	match($0, /Time to won[^:]*: [0-9.]* d [0-9.]* d [0-9.]* d/)
	split(substr($0, RSTART, RLENGTH), d, /: /); split(d[2], d, / d ?/)
	match($0, /in the end: [^ ]* [^ ]* [^ ]*/)
	split(substr($0, RSTART, RLENGTH), r, /: /); split(r[2], r, " ")
	match($0, /Velocity: [^ ]* [^ ]* [^ ]* a day [^ ]*/)
	split(substr($0, RSTART, RLENGTH), s, " ")
	v = s[7] * r[1] / 100 / d[1]
	low = v * exp(-sqrt(log(d[3] / d[1]) ^ 2 + log(r[1] / r[2]) ^ 2))
	high = v * exp(sqrt(log(d[1] / d[2]) ^ 2 + log(r[3] / r[1]) ^ 2))
	printf "%.1f %.1f %.1f, %s %s %s", v, low, high, s[2], s[3], s[4] }' \
	words)
ok "by hand and told: $ends" test "${ends%, *}" = "${ends#*, }"

# A log of purchases, which has no stages.
orders() {
	funnel report -q --no-charts --value amount "$@" samples/orders.csv
}
for format in text md html; do
	expect 0 "orders, -t $format" orders -t $format
	stderr_is ''
	cp "$out" orders.$format
	for threads in 1 5; do
		expect 0 "orders, --threads $threads" orders -t $format \
			--threads $threads
		same "orders, -t $format: the same bytes" orders.$format "$out"
	done
done
# Its numbers are those of the commands.
funnel value -q --value amount --rfm 5 --summary -t text samples/orders.csv |
	grep -E '^(champions|hibernating) ' >rows
while read -r row; do
	ok "the report has: $row" grep -qF "$row" orders.text
done <rows
n=$(funnel value -q --value amount --rfm 5 --summary samples/orders.csv |
	awk -F, '$1 ~ /^(cannot_lose|at_risk)$/ { n += $2 } END { print n }')
tr -s ' \n' ' ' <orders.text >words
ok 'the headline says in which time' grep -q \
	'of customers buy again in the next [0-9]* months\.' words
ok 'who fell silent' grep -q "$n customers bought often" orders.text
worth=$(funnel value -q --value amount --every quarter samples/orders.csv |
	awk -F, '$1 == "(all)" && $2 == 8 { printf "%.0f (%.0f–%.0f)", $6, $7, $8 }')
ok 'what they bring' grep -q "brought $worth in the first 270 days" \
	orders.text
again=$(funnel retain -q --every month --mode before samples/orders.csv |
	awk -F, '$1 == "(all)" && $3 == 9 { print $2, $5 * 100 }')
ok 'who buys again' grep -q "Of ${again% *} customers who were watched so long, $(
	printf %.1f ${again#* })%" orders.text
expect 0 'orders in Chinese' orders --lang zh
stdout_has 客户回顾
stdout_has 应首先联系
expect 0 'no amounts' funnel report -q --no-charts samples/orders.csv
stdout_has 'No column of amounts is named (--value COL)'
ok 'no money' sh -c "! grep -q 'Customers in segments' '$out'"
expect 0 'parts of orders' orders --parts customers
ok 'that part alone' sh -c "grep -q 'Customers in segments' '$out' &&
	! grep -q 'Who buys again' '$out'"
awk -F, 'NR == 1 { print $0 ",pieces"; next } { print $0 "," 2 }' \
	samples/orders.csv >pieces.csv
worth=$(funnel value -q --value amount --quantity pieces --every quarter \
	pieces.csv | awk -F, '$1 == "(all)" && $2 == 8 { printf "%.0f", $6 }')
expect 0 'price and pieces' funnel report -q --no-charts --value amount \
	--quantity pieces pieces.csv
stdout_has "brought $worth ("
sed '1s/amount/deal status/' samples/orders.csv >status.csv
# Prices of three decimals, and one customer who has but a return.
awk -F, -v OFS=, 'NR == 1 { print } NR > 1 { $4 += .0625; print }
	END { $1 = "back"; $4 = -5; print }' samples/orders.csv >odd.csv
expect 0 'odd amounts' funnel report -q --no-charts --value amount odd.csv
stdout_has 'Have returns and no purchase, so that they are in no segment: 1.'
stdout_has '401 customers · data from 2024-01-01 on, as of 2025-06-30'
ok 'two decimals at most' sh -c "! grep -q '[0-9]\.[0-9][0-9][0-9]' '$out'"
expect 2 'a column that may be of stages' funnel report -q --no-charts \
	--by customer_id status.csv
head -40 samples/orders.csv >few.csv
expect 0 'a few purchases' funnel report -q --no-charts --value amount few.csv
expect 4 'no row' sh -c 'head -1 samples/orders.csv | funnel report --value amount'

done_testing
