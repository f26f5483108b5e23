#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One result in six formats: for people within 80 columns, for machines
# exact, and read back by our own reader.
. "$(dirname "$0")/lib.sh"

# Groups whose names bite in one format or another.
cat >log.csv <<'END'
lead_id,stage,time,who,amount
1,线索,2025-01-01,"a ""b"", c|d",1.50
1,赢单,2025-01-03,x,2
2,线索,2025-01-02,=1+2,
3,线索,2025-01-02,<b>&*_`#[x](y),
4,线索,2025-01-02,"two
lines",
5,线索,2025-01-02,,
6,线索,2025-01-02,渠道很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长,
7,线索,2025-01-02,#x,
END
convert() {
	funnel convert -q --stages '线索,赢单' --by who --value amount \
		--as-of 2025-02-01 "$@" log.csv
}
for format in text csv tsv json md html; do
	expect 0 "-t $format" convert -t $format
	cp "$out" "result.$format"
done
expect 0 'elsewhere than on a terminal' convert
same 'a result is CSV' result.csv "$out"
for ending in txt:text csv:csv tsv:tsv json:json md:md html:html; do
	expect 0 "-o x.${ending%:*}" convert -o "x.${ending%:*}"
	stdout_is ''
	same "is ${ending#*:}" "result.${ending#*:}" "x.${ending%:*}"
done
expect 0 '--format wins over the ending' convert -t json -o x.csv
same 'and writes JSON' result.json x.csv
expect 0 '-o - is standard output' convert -o -
same 'as CSV' result.csv "$out"

# The page holds the names as text, and no markup of theirs.
ok 'html: names stay text' grep -q '&lt;b&gt;&amp;\*_`#\[x\](y)' result.html
ok 'html: no markup of a name' sh -c "! grep -q '<b>' result.html"
ok 'html: no script, and no request may leave' sh -c \
	"grep -q \"default-src 'none'\" result.html && ! grep -qi '<script' result.html"

# Perl reads them as anybody would, and compares cell by cell.
cat >compare.pl <<'END'
use strict;
use warnings;
use JSON::PP;

sub slurp {
	open my $in, '<:raw', shift or die $!;
	local $/;
	return scalar <$in>;
}

# RFC 4180, by a regular expression.
sub csv {
	my ($text) = @_;
	my (@rows, @row);
	while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^,"\n]*))(,|\n)/gc) {
		my ($quoted, $field, $end) = ($1, $2, $3);
		$field = $quoted =~ s/""/"/gr if defined $quoted;
		push @row, $field;
		next if $end eq ',';
		push @rows, [@row];
		@row = ();
	}
	die "CSV: rubbish at ", pos $text || 0 if (pos $text || 0) < length $text;
	return @rows;
}

sub tsv {
	my %plain = (n => "\n", t => "\t", r => "\r", '\\' => '\\');
	return map { [map { s/\\(.)/$plain{$1}/gr } split /\t/, $_, -1] }
		split /\n/, shift;
}

my @csv = csv(slurp('result.csv'));
my @tsv = tsv(slurp('result.tsv'));
my $json = JSON::PP->new->utf8->decode(slurp('result.json'));
my @names = @{shift @csv};
shift @tsv;
die "no rows\n" unless @csv == 14;
die "TSV has ", scalar @tsv, " rows\n" unless @tsv == @csv;
die "JSON has other rows\n" unless @{$json->{rows}} == @csv;
die "no definition\n" unless $json->{definition}{as_of} eq '2025-02-01';
for my $r (0 .. $#csv) {
	die "row $r: not ", scalar @names, " fields\n"
		unless @{$csv[$r]} == @names && @{$tsv[$r]} == @names;
	for my $c (0 .. $#names) {
		my ($text, $tab) = ($csv[$r][$c], $tsv[$r][$c]);
		my $value = $json->{rows}[$r]{$names[$c]};
		utf8::encode($value) if defined $value && !ref $value;
		my $wanted = $text eq '' || $text eq 'NA' ? undef : $text;
		die "row $r, $names[$c]: CSV $text, TSV $tab\n"
			unless $text eq $tab;
		die "row $r, $names[$c]: CSV $text, JSON ", $value // 'null',
			"\n" unless defined $wanted == defined $value &&
			(!defined $value || $wanted eq $value);
	}
}
END
ok 'CSV, TSV and JSON hold the same cells' perl compare.pl
ok 'JSON numbers are numbers' grep -q '"entered": 1, "advanced": 1,' result.json
ok 'JSON has one object a line' test "$(grep -c '^{"who"' result.json)" = 14

# For people.
cat >width.pl <<'END'
use strict;
use warnings;
use open qw(:std :utf8);

sub width {
	my ($text) = @_;
	my $wide = () = $text =~ /[\p{EA=W}\p{EA=F}]/g;
	return length($text) + $wide;
}

my ($limit) = @ARGV;
my $end;
while (<STDIN>) {
	chomp;
	die "line $.: ", width($_), " columns: $_\n" if width($_) > $limit;
	$end = width($1) if /^(stage +entered)/;
	next unless /^((?:线索|赢单) +[0-9,]+)/;
	die "line $.: entered ends at ", width($1), ", not $end\n"
		unless width($1) == $end;
}
die "no header\n" unless $end;
END
ok 'a table stays within 80 columns, aligned where CJK stands' \
	sh -c 'perl width.pl 80 <result.text'
expect 0 'the table' cat result.text
stdout_has 'who a "b", c|d'
stdout_has 'who two?lines'
stdout_has 'who (none)'
stdout_has '…'
stdout_has 'not shown: '
stdout_has 'as_of 2025-02-01'
if command -v script >/dev/null; then
	terminal() {
		script -qec "stty cols $1; $2" /dev/null | tr -d '\r'
	}
	expect 0 'a terminal of 60 columns' terminal 60 \
		"funnel convert -q --stages '线索,赢单' log.csv"
	cp "$out" narrow
	ok 'shows a table of 60 columns' sh -c 'perl width.pl 60 <narrow'
	expect 0 'a terminal of 60 columns, -t csv' terminal 60 \
		"funnel convert -q --stages '线索,赢单' -t csv log.csv"
	cp "$out" narrow
	funnel convert -q --stages '线索,赢单' log.csv >wide
	same 'is CSV as anywhere' wide narrow
	expect 2 'no file, on a terminal' sh -c \
		'script -qec "funnel convert" /dev/null'
	stdout_has 'usage: funnel convert [OPTION]... [FILE]...'
fi

expect 0 'Markdown' cat result.md
stdout_has '**who \<b\>&\*\_\`\#\[x\](y)**'
stdout_has '**who a "b", c\|d**'
stdout_has '**who two?lines**'
stdout_has '| stage | entered |'
ok 'rows of one table have as many cells' awk -F'|' '
	/^\|/ { if (columns && NF != columns) exit 1; columns = NF; n++ }
	END { exit n != 7 * 4 }' result.md
expect 0 '--title' convert -t md --title 'A *title*'
stdout_has '## A \*title\*'

# CSV: to the byte where it matters.
expect 0 'CSV' sh -c "cut -d, -f1-5 result.csv | head -n 3"
stdout_is 'who,step,stage,entered,advanced' '"#x",1,线索,1,0' '"#x",2,赢单,0,'
expect 0 '--no-output-header' convert --no-output-header
tail -n +2 result.csv >wanted.csv
same 'leaves out the header alone' wanted.csv "$out"
expect 0 '--excel-safe' convert --excel-safe
{ printf '\357\273\277'; sed "s/^=1+2/'=1+2/" result.csv; } >wanted.csv
same 'marks the text that begins as a formula' wanted.csv "$out"

printf '%s\n' 'id,=stage,when,note' '1,won,never,=1+2' '2,won,never,-5' \
	'3,won,never,"@a,b"' '4,won,2025-01-01,x' >formulas.csv
expect 0 'rejects for a spreadsheet' funnel convert -q --excel-safe \
	--entity id --stage =stage --time when --stages won \
	--bad-rows rejects.csv -o formulas.out formulas.csv
cp rejects.csv "$out"
{
	printf '\357\273\277'
	printf '%s\n' "file,line,reason,id,'=stage,when,note" \
		"formulas.csv,2,unknown time,1,won,never,'=1+2" \
		'formulas.csv,3,unknown time,2,won,never,-5' \
		"formulas.csv,4,unknown time,3,won,never,\"'@a,b\""
} >wanted.csv
same 'are marked too, but for numbers' wanted.csv rejects.csv

# The definition, and our own reader.
expect 0 '--with-definition' convert --within 9d --with-definition
cp "$out" defined.csv
stdout_has '# within: 9d'
stdout_has '# as_of: 2025-02-01'
grep -v '^# ' defined.csv >found.csv
convert --within 9d >wanted.csv
same 'is the result with lines before it' wanted.csv found.csv
funnel convert -q --stages '线索,赢单' --within 9d log.csv >plain.csv
funnel convert -q --stages '线索,赢单' --within 9d --with-definition \
	log.csv >defined.csv
expect 0 'chart reads it' funnel chart defined.csv
stdout_has 'within 9 d'
stdout_has '2025-01-01 to 2025-01-03'
grep -v ' entered' "$out" >bars
expect 0 'chart reads it without' funnel chart plain.csv
grep -v ' entered' "$out" >found
same 'and draws the same bars' bars found
funnel convert -q --stages '线索,赢单' --within 9d -t tsv log.csv >plain.tsv
expect 0 'chart reads TSV' funnel chart plain.tsv
grep -v ' entered' "$out" >found
same 'and draws the same bars of it' bars found
funnel convert -q --stages '线索,赢单' --within 9d -t json log.csv >plain.json
funnel chart defined.csv >wanted
expect 0 'chart reads JSON' funnel chart plain.json
same 'and its definition' wanted "$out"

# One vocabulary: group columns bear their names, an estimate its own, and
# X_low and X_high stand behind X.
while read -r command; do
	expect 0 "one vocabulary: $command" \
		funnel $command -q -t csv "$root/samples/b2b.csv"
	head -1 "$out" | tr , '\n' >names
	ok 'no low of nothing' awk '
		/_low$/ { x = $0; sub(/_low$/, "", x); bad += last != x }
		/_high$/ { x = $0; sub(/_high$/, "", x)
			bad += last != x "_low" }
		/^(low|high|estimate|group|difference)$/ { bad++ }
		{ last = $0 }
		END { exit bad > 0 || NR < 4 }' names
	case $command in
	*'--by channel,region'*)
		ok 'both group columns' test "$(grep -cE \
			'^(channel|region)$' names)" = 2 ;;
	esac
done <<END
convert --within 30d --by channel,region --value amount --sensitivity
convert --every month
list --by channel,region
explain --id L-0000238
retain --start won --return served --every month --by channel,region
retain --start won --return served --every month --mode streak --project 3
retain --start won --return served --every month --wide --by channel,region
survive --start identified --end won --by channel,region
survive --start identified --end won --lost lost --at 30d --by channel,region
survive --start identified --end won --summary --by channel,region
survive --start identified --end won --tests --by channel
segment --within 30d --shrink --target 0.1 --by channel,region
segment --measure amount --stat mean --by channel,region
segment --measure amount --stat median --by channel,region
segment --measure amount --stat sum --by channel,region
segment --goal served --measure score --stat nps --by channel,region
segment --goal served --measure score --stat csat --by channel,region
segment --tests --within 30d --by channel
compare --before 2024-06-01..2024-12-31 --after 2025-01-01.. --within 60d
compare --before 2024-06-01..2024-12-31 --after 2025-01-01.. --within 60d --by channel,region
compare --before 2024-06-01..2024-12-31 --within 60d --power 5%
END

# A head alone reads as a fault: people are told that there is no row, and
# machines get the head and no more.
printf 'entity,stage,time\na,identified,2025-01-01\n' >one.csv
for command in 'flow' 'list --outcome lost'; do
	for format in text md html; do
		expect 0 "$command as $format" funnel $command -q -t $format one.csv
		ok 'no rows' test "$(sed 's/<[^>]*>//g' "$out" |
			grep -cx 'no rows')" = 1
	done
	expect 0 "$command as CSV" funnel $command -q -t csv one.csv
	ok 'its head' test "$(wc -l <"$out")" = 1
	expect 0 "$command as JSON" funnel $command -q -t json one.csv
	stdout_has '"rows": ['
	ok 'that holds none' sh -c '! grep -q "no rows" "$1"' - "$out"
done
done_testing
