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
for text in 'Sales funnel' identified 1,200 905 served █ 'within 180d' \
	'2024-01-09 to 2025-06-30' '75.4% (72.9–77.8)' \
	'weakest step · 209 did not go on, 118 still open'; do
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

# What is no result.
refuses() {
	expect "$@"
	stdout_is ''
}
refuses 3 'a log' funnel chart samples/b2b.csv
stderr_is 'funnel chart: samples/b2b.csv: is no result that chart can draw
  funnel       one funnel, stage by stage (funnel convert)
  heatmap      retention by cohort and period (funnel retain)
  survival     curves of survival or incidence (funnel survive)'
refuses 3 'a log, as a funnel' funnel chart --kind funnel samples/b2b.csv
stderr_is 'funnel chart: samples/b2b.csv: is no result for a funnel chart: no column "step"; make it with funnel convert'
refuses 2 'an unknown kind' funnel chart --kind pie result.csv
stderr_is 'funnel chart: --kind: no chart "pie"
  funnel       one funnel, stage by stage (funnel convert)
  heatmap      retention by cohort and period (funnel retain)
  survival     curves of survival or incidence (funnel survive)'
refuses 2 'an unknown theme' funnel chart --theme pink result.csv
stderr_is 'funnel chart: --theme: "pink": expected light, dark or print'
funnel convert -q --by channel samples/b2b.csv >groups.csv
refuses 3 'several funnels' funnel chart groups.csv
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
expect 0 '--size' funnel chart --size 1000x640 -o x.png result.csv
ok 'is the size of the picture' sh -c 'test "$(od -An -j16 -N8 -tx1 x.png |
	tr -d " \n")" = 000003e800000280'
echo old >x.png
refuses 3 'a failed chart' funnel chart -o x.png samples/b2b.csv
ok 'leaves the old file' grep -qx old x.png

# Words that gnuplot, a shell or XML would take for theirs.
mark=$work/marker
awk -v mark="$mark" 'BEGIN {
	print "step,stage,entered,lost,expired,open,rate,rate_low,rate_high," \
	    "overall,overall_low,overall_high"
	q = "\047"	# a single quote
	n = split("`touch M`~$(touch M)~\"\"; system(" q "touch M" q "); \"\"~" \
	    q ".system(\"\"touch M\"\").~|touch M~<touch M~two\nlines; !touch M~" \
	    "<b>&{/=50 x}_1^2%s%d~@x\\n$END", names, "~")
	for (i = 1; i <= n; i++) {
		gsub(/M/, mark, names[i])
		printf "%d,\"%s\",%d,1,0,0,0.9,0.8,0.95,0.5,0.4,0.6\n", i,
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
printf '%s\n' "set title system('touch $mark')" >"$work/.gnuplot"
expect 0 'a .gnuplot in the home' env HOME="$work" funnel chart \
	-t svg result.csv
ok 'is not read' test ! -e "$mark"
ok 'no temporary file is left' sh -c '[ -z "$(ls -A "$TMPDIR")" ]'

done_testing
