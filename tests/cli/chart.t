#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Charts: whole pictures, bars in the terminal, and words of the data that
# stay words, whatever they look like to gnuplot or to a shell.
. "$(dirname "$0")/lib.sh"

cp -R "$root/samples" samples
funnel convert -q --within 180d --with-definition samples/b2b.csv >result.csv

# Bars for people.
expect 0 'bars' funnel chart -t text result.csv
stderr_is ''
for text in 'Fewest go on from engaged to won: eventually 56.0% (51.4–60.6)' identified 1,200 905 served █ 'within 180 d' \
	'2024-01-09 to 2025-06-30' '75.4% (72.9–77.8)' \
	'weakest step · 192 lost, 17 out of time, 118 still open'; do
	stdout_has "$text"
done
cp "$out" bars
ok 'bars stay within 80 columns' sh -c 'perl -CSD -ne "chomp;
	die if length > 80" <bars'
ok 'no colour and no control characters where no terminal is' sh -c \
	"! LC_ALL=C grep -q '[[:cntrl:]]' bars"
expect 0 'without an option, from a pipe' funnel chart <result.csv
same 'bars as well' bars "$out"
expect 0 'titles' funnel chart --title 'Our title' --subtitle 'And more' result.csv
stdout_has 'Our title'
stdout_has 'And more'
expect 0 '-o bars.txt -t text' funnel chart -t text -o bars.txt result.csv
same 'writes the bars there' bars bars.txt

# What is no result.  The list of kinds is advice.
kinds='  cohorts      conversion over cohorts (--every) (funnel convert)
  groups       the funnels of groups, side by side (--by) (funnel convert)
  funnel       one funnel, stage by stage (funnel convert)
  time         how long each step takes, and the whole way (funnel convert)
  heatmap      retention by cohort and period (funnel retain)
  survival     curves of survival or incidence (funnel survive)
  incidence    when those who get there do (funnel survive)
  forest       groups with their intervals, against all (funnel segment)
  funnel-plot  many groups by size and rate (funnel segment)
  compare      rates before and after, step by step (funnel compare)
  bridge       what moved a rate, part by part (funnel compare)
  waterfall    how the open pipeline moved between snapshots (funnel snapshot)
  forecast     what open deals bring, against a quota (funnel forecast)
  calibration  past chances against what came true (funnel forecast)
  control      periods between their limits (funnel watch)
  pipeline     from what is open to what is expected of it (funnel forecast)
  transitions  from where to where, as shares of those that left (funnel flow)
  sankey       first ways from stage to stage, and what went back (funnel flow --passages)
  stays        how long they stay in each stage (funnel flow --stays)
  paths        the ways that most went, as shares of all (funnel flow --paths)
  drivers      what goes with winning: ratios crude and adjusted (funnel drivers)
  rfm          customers in segments by recency and frequency (funnel value --rfm 5 --summary)
  quadrants    long relations and profitable ones (funnel value --length 1y)
  value        what customers of each cohort have brought, by age (funnel value --every quarter)
  holdout      purchases that came against those a model expected (funnel value --holdout DATE)
  foreseen     purchases that came and were expected, a customer (funnel value --holdout DATE)'
refuses() {
	expect "$@"
	stdout_is ''
}
refuses 3 'a log' funnel chart samples/b2b.csv
stderr_is 'funnel chart: samples/b2b.csv: is no result that chart can draw
'"$kinds"
refuses 3 'a log, as a funnel' funnel chart --kind funnel samples/b2b.csv
stderr_is 'funnel chart: samples/b2b.csv: is no result for a funnel chart: no column "step"; make it with funnel convert'
refuses 2 'an unknown kind' funnel chart --kind pie result.csv
stderr_is 'funnel chart: --kind: no chart "pie"
'"$kinds"
refuses 2 'an unknown theme' funnel chart --theme pink result.csv
stderr_is 'funnel chart: --theme: "pink": expected light, dark or print'
funnel convert -q --by channel samples/b2b.csv >groups.csv
refuses 3 'several funnels' funnel chart --kind funnel groups.csv
stderr_is 'funnel chart: groups.csv: holds 4 funnels, and one can be drawn; leave out --by and --every, or add --total'
refuses 2 'two files' funnel chart result.csv groups.csv
stderr_is 'funnel chart: draws one result, but 2 files were given'
head -n 1 groups.csv >header.csv
refuses 4 'a header alone' funnel chart header.csv
stderr_is 'funnel chart: header.csv: no rows, only a header'
refuses 3 'no such file' funnel chart no.csv
stderr_is 'funnel chart: no.csv: no such file'
sed '$s/,/,,/' groups.csv >ragged.csv
refuses 3 'a ragged result' funnel chart ragged.csv
stderr_has 'funnel chart: ragged.csv:21: '
refuses 2 'an unknown ending' funnel chart -o funnel.gif result.csv
stderr_is 'funnel chart: -o: "funnel.gif": expected a name that ends in .png, .svg or .pdf, or --format'
for size in 1200 799x500 0x0 99999x10 1200x720x3 -1x5 axb; do
	refuses 2 "--size $size" funnel chart --size "$size" result.csv
	stderr_is "funnel chart: --size: \"$size\": expected such as 1200x720, 800 to 8000 wide, at most 8000 high"
done
refuses 5 'a folder that is missing' funnel chart -t text -o no/x.txt result.csv
stderr_is 'funnel chart: no/x.txt: No such file or directory'

# Other charts of convert, of a result by hand: shares of 100 and of 40.
# Bars have what 80 columns leave: 56 beside "50.0% (40.4–59.6)", times 53,
# from 0 to 52 (2 of 10 days are column 10, 8 are 42, a week's 7 are 36),
# cohorts 44.
cat >hand.csv <<'END'
channel,step,stage,entered,advanced,lost,skipped,expired,open,rate,rate_low,rate_high,overall,overall_low,overall_high,median_days,p25_days,p75_days,p90_days
web,1,new,100,50,50,0,0,0,,,,1,1,1,2,1,4,8
web,2,won,50,,,,,,0.5,0.404,0.596,0.5,0.404,0.596,,,,
(none),1,new,40,2,38,0,0,0,,,,1,1,1,10,5,,
(none),2,won,2,,,,,,0.05,0.014,0.165,0.05,0.014,0.165,,,,
END
sed 's/^(none)/shop/' hand.csv >shop.csv
expect 0 'groups side by side' funnel chart shop.csv
stdout_is 'Fewest reach won in shop: 5.0% (1.4–16.5)
Share that reaches each stage, with 95% interval. Marked: the lowest, its
interval under all others.

web                                                                      n = 100
new  ████████████████████████████████████████████████████████  100%
won  ████████████████████████████                              50.0% (40.4–59.6)

shop                                                                      n = 40
new  ████████████████████████████████████████████████████████  100%
won  ██▊                                                       5.0% (1.4–16.5)

n = 140 entered in 2 groups'
for marker in '(none)' '(other)'; do
	sed "s/^shop/$marker/" shop.csv >no-group.csv
	expect 0 "$marker is no group" funnel chart no-group.csv
	ok 'that could be the lowest' sh -c "! grep Marked: '$out'"
done
sed 's/^shop/((none))/' shop.csv >named.csv
expect 0 'a group of that name' funnel chart named.csv
stdout_has 'Marked: the lowest'
expect 0 'times of each' funnel chart --kind time hand.csv
stdout_is 'Time to the next stage
Of those who get there: median as a dot, the middle half as a bar, nine of ten
by the tick. Open ones are censored, not left out.

Step      Got there                                                       Median
new → won
  web            50       ━━━━━●━━━━━━━━━━───────────────────┤               2 d
  (none)          2                                                    ●    10 d
                     0                                  7
                     Days from the one to the other

n = 140 entered'
sed 's/^channel/cohort,complete/; s/^web/2024-01-01,true/
	s/^(none)/2024-02-01,false/
	1s/$/,eventual_overall,eventual_overall_low,eventual_overall_high,eventual_days/
	2,3s/$/,0.5,0.4,0.6,30/; 4,5s/$/,NA,NA,NA,30/' hand.csv >cohorts.csv
expect 0 'cohorts' funnel chart cohorts.csv
stdout_is 'Conversion to won over time
By time of entry, with 95% interval. Pale: so far, can still rise.

2024-01  100  ●  ████████████████████████████████████████████  50.0% (40.4–59.6)
2024-02   40  ◌  ████▍                                         5.0%

n = 140 entered in 2 cohorts of 40 to 100'
sed '4,5s/NA,NA,NA/0.1,0.02,0.3/' cohorts.csv >open.csv
expect 0 'cohorts with an estimate' funnel chart open.csv
stdout_has '2024-02   40  ○ '
stdout_has '10.0% (2.0–30.0)'
stdout_has 'Hollow: not complete, open ones are'
sed 's/,true,/,,/; s/,false,/,,/' cohorts.csv >windowless.csv
expect 0 'cohorts without a window' funnel chart windowless.csv
stdout_has '◌'
stdout_has 'a window (--within)'
expect 0 '--end' funnel chart --end new cohorts.csv
stdout_has 'Conversion to new over time'
refuses 2 '--end of no stage' funnel chart --end wont cohorts.csv
stderr_is 'funnel chart: --end: no stage "wont"; did you mean "won"?
  stages: new, won'
refuses 2 '--end of a funnel' funnel chart --end won result.csv
stderr_is 'funnel chart: --end: a funnel chart shows all stages; leave it out'
sed 's/2024-02-01/2023-12-01/' cohorts.csv >unordered.csv
refuses 3 'cohorts out of order' funnel chart unordered.csv
stderr_is 'funnel chart: unordered.csv: cohort 2023-12-01 stands after 2024-01: expected them in order'
sed 's/2024-02-01/soon/' cohorts.csv >undated.csv
refuses 3 'a cohort that is no date' funnel chart undated.csv
stderr_is 'funnel chart: undated.csv: cohort "soon": expected the date of its first day'
sed '/,2,won,2/d' hand.csv >short.csv
refuses 3 'funnels of several lengths' funnel chart short.csv
stderr_is 'funnel chart: short.csv: row 3: ends a funnel of 1 stages, others have 2'
sed '/,1,new,40/d' hand.csv >holed.csv
refuses 3 'a missing step' funnel chart holed.csv
stderr_is 'funnel chart: holed.csv: row 3: step 3 was expected'
# One cohort of months, whatever its month.
{ printf '# funnel: convert 0.1.0\n# every: month\n'; head -n 3 cohorts.csv; } >lone.csv
expect 0 'one cohort' funnel chart lone.csv
stdout_has '2024-01  100'
stdout_has 'n = 100 entered in 1 cohort'
head -n 2 hand.csv >stage.csv
expect 0 'one stage' funnel chart --kind funnel stage.csv
stdout_has 'Entities that reached the stage.'
sed -n '1,3p' hand.csv | sed 's/,40,/,100,/; s/0.5,/1,/g; s/won,50/won,100/
	$p; $s/,2,won/,3,paid/' >all.csv
expect 0 'who loses nobody has no weakest step' \
	funnel chart --kind funnel all.csv
ok 'none is marked' sh -c '! grep -q weakest "$1"' - "$out"
awk 'BEGIN { print "lead_id,stage,time"
	for (i = 0; i < 100; i++) {
		print i ",identified,2025-01-01"
		if (i < 50) print i ",contacted,2025-01-02"
		if (i < 27) print i ",engaged,2025-01-03"
	} }' >alike.csv
expect 0 'steps that are alike within their intervals' sh -c \
	'funnel convert -q --as-of 2025-02-01 alike.csv | funnel chart'
stdout_has '50.0% (40.4–59.6)'
stdout_has '54.0% (40.4–67.0)'
ok 'none is called the weakest' sh -c '! grep -q weakest "$1"' - "$out"
# A tenth got there at each of 10, 20, 30 and 40 days, the end is 0.4: the
# curve is level at a quarter of it from 10 to 20, so that is 15, and so on.
cat >incidence.csv <<'END'
# funnel: survive 0.1.0
# start: new
# end: won
time_days,at_risk,events,competing,censored,incidence,incidence_low,incidence_high
10,10,1,0,0,0.1,0.01,0.3
20,9,1,0,0,0.2,0.05,0.4
30,8,1,1,0,0.3,0.1,0.5
40,6,1,0,0,0.4,0.2,0.6
90,5,0,0,5,0.4,0.2,0.6
END
expect 0 'incidence' funnel chart --kind incidence incidence.csv
stdout_has 'How long from new to won'
stdout_has 'a quarter by 15 d · half by 25 d · three quarters by 35 d'
stdout_has '40.0% (20.0–60.0)'
stdout_has 'n = 10 · 4 got there'
sed 's/incidence/survival/g; s/,0\.1,0.01,0.3$/,0.9,0.7,0.99/
	s/,0\.2,0.05,0.4$/,0.8,0.6,0.95/; s/,0\.3,0.1,0.5$/,0.7,0.5,0.9/
	s/,0\.4,0.2,0.6$/,0.6,0.4,0.8/' incidence.csv >kept.csv
cp "$out" incidences
expect 0 'incidence of survival' funnel chart --kind incidence kept.csv
same 'is the same' incidences "$out"
sed 's/^40,6/30,6/' incidence.csv >level.csv
expect 3 'times that do not rise' funnel chart --kind incidence level.csv
stderr_is 'funnel chart: level.csv: row 4: the times of a group do not rise'

if speaks_chinese; then
	expect 0 'in Chinese' funnel chart --lang zh hand.csv
	stdout_has 分组漏斗
	stdout_has 到达各阶段
fi

command -v gnuplot >/dev/null || {
	report 0 'pictures # SKIP no gnuplot'
	done_testing
}

# Whole pictures: how they begin, how they end.
begins() {
	[ "$(head -c "$2" "$1" | od -An -c | tr -d ' \n')" = "$3" ]
}
for place in file output; do
	for image in png svg pdf; do
		if [ $place = file ]; then
			expect 0 "-o x.$image" funnel chart -o x.$image result.csv
			stdout_is ''
		else
			expect 0 "-t $image" funnel chart -t $image result.csv
			cp "$out" x.$image
		fi
		stderr_is ''
		case $image in
		png) ok 'begins as PNG' begins x.png 8 '211PNG\r\n032\n'
			ok 'ends as PNG' sh -c 'tail -c 8 x.png | grep -aq IEND' ;;
		svg) ok 'begins as SVG' grep -q '<svg' x.svg
			ok 'ends as SVG' sh -c 'tail -c 10 x.svg | grep -q "</svg>"' ;;
		pdf) ok 'begins as PDF' begins x.pdf 5 '%PDF-'
			ok 'ends as PDF' sh -c 'tail -c 8 x.pdf | grep -aq %%EOF' ;;
		esac
	done
done
expect 0 'a dark theme' funnel chart --theme dark -t svg result.csv
stdout_has '#0d1117'
expect 0 'a theme for print' funnel chart --theme print -t svg result.csv
ok 'has no colour' sh -c "! grep -oE 'rgb\([^)]*\)' '$out' | tr -d ' ' |
	grep -vxE 'rgb\(([0-9]+),\1,\1\)'"
cp x.png before.png
expect 0 'the same result once more' funnel chart -o x.png result.csv
same 'is the same picture' before.png x.png
refuses 2 'a scale too large' funnel chart --scale 5 result.csv
stderr_is 'funnel chart: --scale: "5": expected 1 to 4'
refuses 2 'no scale' funnel chart --scale large result.csv
stderr_is 'funnel chart: --scale: "large": expected 1 to 4'
refuses 2 'no room for it' funnel chart --scale 2 --size 1200x700 result.csv
stderr_is 'funnel chart: --scale 2 wants a --size of at least 1600 wide'
# WIDTH TITLE-SIZE OPTION...: of the image, and of the text in it.
large() {
	expect 0 "$*" funnel chart -t svg $3 result.csv
	ok "is $1 wide" grep -q "width=\"$1\"" "$out"
	ok "has a title of $2" grep -q "font-size=\"$2\" *font-weight=\"bold\"" "$out"
}
if command -v gnuplot >/dev/null; then
	large 1200 22.67
	large 2400 45.34 '--scale 2'
	large 2400 45.34 '--size 2400x1400'
	large 2400 22.67 '--size 2400x1400 --scale 1'
	large 1000 22.67 '--size 1000x640'
fi
expect 0 '--size' funnel chart --size 1000x640 -o x.png result.csv
ok 'is the size of the picture' sh -c 'test "$(od -An -j16 -N8 -tx1 x.png |
	tr -d " \n")" = 000003e800000280'
echo old >x.png
refuses 3 'a failed chart' funnel chart -o x.png samples/b2b.csv
ok 'leaves the old file' grep -qx old x.png

# Words that gnuplot, a shell or XML would take for theirs.
mark=$work/marker
awk -v mark="$mark" 'BEGIN {
	print "step,stage,entered,lost,skipped,expired,open,rate,rate_low," \
	    "rate_high,overall,overall_low,overall_high"
	q = "\047"	# a single quote
	n = split("`touch M`~$(touch M)~\"\"; system(" q "touch M" q "); \"\"~" \
	    q ".system(\"\"touch M\"\").~|touch M~<touch M~two\nlines; !touch M~" \
	    "<b>&{/=50 x}_1^2%s%d~@x\\n$END", names, "~")
	for (i = 1; i <= n; i++) {
		gsub(/M/, mark, names[i])
		printf "%d,\"%s\",%d,1,0,0,0,0.9,0.8,0.95,0.5,0.4,0.6\n", i,
		    names[i], 100 - i
	}
}' >hostile.csv
for image in svg png pdf text; do
	expect 0 "$image of hostile words" funnel chart -t $image \
		--title "\`touch $mark\`\$(touch $mark)'\"|touch $mark" \
		--subtitle "two
lines; system 'touch $mark'" hostile.csv
	ok "$image runs nothing of them" test ! -e "$mark"
	cp "$out" hostile.$image
done
ok 'bars show them as they are, but for newlines' sh -c '
	grep -qF "\`touch" hostile.text && grep -qF "<b>&{/=50 x}" hostile.text'
cat >svg.pl <<'END'
use strict;
use warnings;
local $/;
my $svg = <STDIN>;
die "an & of no entity\n" if $svg =~ /&(?!(?:amp|lt|gt|quot|apos|#\w+);)/;
die "a tag of the data\n" if $svg =~ /<b>/;
my @open;
while ($svg =~ /<(\/?)([a-zA-Z][\w:]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g) {
	my ($end, $name, $rest) = ($1, $2, $3);
	next if $rest =~ /\/$/;
	if (!$end) {
		push @open, $name;
		next;
	}
	my $last = pop @open // '';
	die "</$name> closes <$last>\n" if $last ne $name;
}
die "open: @open\n" if @open;
# What a reader sees.
my $seen = join '', $svg =~ />([^<]*)</g;
my %plain = (amp => '&', lt => '<', gt => '>', quot => '"', apos => "'");
$seen =~ s/&(amp|lt|gt|quot|apos);/$plain{$1}/g;
$seen =~ s/&#(\d+);/chr $1/ge;
$seen =~ s/\s//g;
for my $word ('`touch', '$(touch', '"";system(' =~ s/""/"/r, '|touch',
	'two', '<b>&{/=50x}_1^2%s%d', '@x\\n$END') {
	die "no $word in it\n" if index($seen, $word) < 0;
}
END
ok 'SVG is well formed, and shows them as they are' \
	sh -c 'perl svg.pl <hostile.svg'
# The same words as groups, in every chart that shows groups.
perl -Mstrict -we '
	my ($mark) = @ARGV;
	my @names = map { s/M/$mark/gr } ("`touch M`", "\$(touch M)",
	    "\"; system(\"touch M\"); \"", "\x27; system(\x27touch M\x27); \x27",
	    "|touch M", "<touch M", "two\nlines; !touch M", "E\n!touch M",
	    "<b>&{/=50 x}_1^2%s%d", "\e]0;x\a", "=cmd|\x27/C calc\x27!A0");
	print "group,cohort,complete,step,stage,entered,advanced,overall,",
	    "overall_low,overall_high,eventual_overall,eventual_overall_low,",
	    "eventual_overall_high,eventual_days,median_days,p25_days,p75_days,",
	    "p90_days\n";
	for my $name (@names) {
		my $cell = $name =~ s/"/""/gr;
		print "\"$cell\",2024-01-01,true,$_,\"$cell\",9,3,0.5,0.4,0.6,",
		    "0.5,0.4,0.6,30,2,1,3,4\n" for 1, 2;
	}' "$mark" >hostile-groups.csv
# Without its cohort column it is a result by group alone.
perl -0777 -pe 's/,2024-01-01,true,/,/g; s/cohort,complete,//' \
	hostile-groups.csv >hostile-by.csv
for kind in cohorts groups time; do
	file=hostile-by.csv
	[ $kind = cohorts ] && file=hostile-groups.csv
	for image in svg png pdf text; do
		expect 0 "$kind as $image of hostile groups" \
			funnel chart --kind $kind -t $image $file
		ok "$kind as $image runs nothing of them" test ! -e "$mark"
		cp "$out" hostile.$image
	done
	ok "$kind as text shows them, without control characters" sh -c '
		grep -qF "\`touch" hostile.text &&
		! LC_ALL=C grep -q "[[:cntrl:]]" hostile.text'
	ok "$kind as SVG has no markup of theirs" sh -c '
		! grep -qE "<b>|<touch" hostile.svg &&
		grep -qF "&lt;touch" hostile.svg'
done
printf '%s\n' "set title system('touch $mark')" >"$work/.gnuplot"
expect 0 'a .gnuplot in the home' env HOME="$work" funnel chart \
	-t svg result.csv
ok 'is not read' test ! -e "$mark"
ok 'no temporary file is left' sh -c '[ -z "$(ls -A "$TMPDIR")" ]'

done_testing
