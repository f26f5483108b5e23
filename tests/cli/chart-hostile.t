#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Words of the data that gnuplot, a shell, XML or a terminal would take for
# theirs, in each place where a chart of results shows one.
. "$(dirname "$0")/lib.sh"

mark=$work/marker
# A name a line, as CSV fields; M is the file that must not come to be.
sed "s|M|$mark|g" >names <<'END'
"`touch M`"
"$(touch M)"
"""; system('touch M'); """
"'.system(""touch M"").'"
"|touch M"
"<b>&{/=50 x}_1^2%s%d\n@x"
END
printf '"two\nlines; !touch %s"\n"esc \033]0;x\007 \033[31m"\n' "$mark" >more

# each KIND HEADER ROW: a row for each name, N in ROW stands for it.
each() {
	echo "$2" >"$1.csv"
	perl -e 'my ($row, @files) = @ARGV;
		my $all = join "", map { open my $f, "<", $_ or die; local $/;
		<$f> } @files;
		while ($all =~ /("(?:[^"]|"")*")\n/g) {
			my ($name, $line) = ($1, $row);
			$line =~ s/N/$name/g;
			print "$line\n";
		}' "$3" names more >>"$1.csv"
}
each heatmap 'group,cohort,size,period,retained,rate,rate_low,rate_high,complete' \
	'N,(all),10,0,5,0.5,0.2,0.8,true'
each survival 'group,time,at_risk,events,competing,censored,survival,survival_low,survival_high' \
	'N,5,10,5,0,5,0.5,0.2,0.8'
each forest 'channel,n,k,rate,rate_low,rate_high,diff,p,q' 'N,10,5,0.5,0.2,0.8,0,1,1'
each funnel-plot 'channel,n,k,rate,rate_low,rate_high,diff,p,q' 'N,1000,5,0.005,0.002,0.008,0,1,1'
echo 'many,100000,99000,0.99,0.98,1,0,1,1' >>funnel-plot.csv
each compare 'stage,n1,k1,rate1,n2,k2,rate2,diff,diff_low,diff_high,p,q' \
	'N,10,5,0.5,10,6,0.6,0.1,-0.3,0.5,1,1'
each bridge 'term,group,change,change_low,change_high' 'rate,N,0.01,-0.1,0.1'
printf 'mix,(total),0.01,0,0.02\ntotal,(total),0.02,0,0.04\n' >>bridge.csv

formats=text
if command -v gnuplot >/dev/null; then
	formats='text svg png'
fi
for kind in heatmap survival forest funnel-plot compare bridge; do
	for format in $formats; do
		expect 0 "$kind as $format" funnel chart --kind $kind \
			-t $format --title "\`touch $mark\`'\"" $kind.csv
		cp "$out" $kind.$format
	done
	ok "$kind runs nothing of them" test ! -e "$mark"
	ok "$kind drives no terminal" sh -c \
		"! LC_ALL=C grep -q '[[:cntrl:]]' $kind.text"
	ok "$kind shows them" grep -qF '`touch' $kind.text
done

cat >svg.pl <<'END'
use strict;
use warnings;
local $/;
my $svg = <STDIN>;
die "an & of no entity\n" if $svg =~ /&(?!(?:amp|lt|gt|quot|apos|#\w+);)/;
die "a tag of the data\n" if $svg =~ /<b>/;
die "a control character\n" if $svg =~ /[\x00-\x08\x0b-\x1f]/;
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
END
case $formats in
*svg*)
	for kind in heatmap survival forest funnel-plot compare bridge; do
		ok "$kind.svg is well formed" sh -c "perl svg.pl <$kind.svg"
		ok "$kind.svg shows them" grep -q '`touch' $kind.svg
	done ;;
*)
	report 0 'pictures # SKIP no gnuplot' ;;
esac

done_testing
