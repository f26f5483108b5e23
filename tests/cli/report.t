#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The report: its numbers are those of the commands, in each format, for
# any number of threads; what data hold stays text.
. "$(dirname "$0")/lib.sh"

cp -R "$root/samples" samples
plain() {
	funnel report -q --no-charts -f samples/b2b.funnel "$@" samples/b2b.csv
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
	funnel report -q --no-charts -f samples/b2b.funnel turned.csv
same 'the same bytes' report.text "$out"
for format in text md html; do
	expect 0 "Chinese, -t $format" plain -t $format --lang zh
	stdout_has 摘要
	expect 0 'of a Chinese log' funnel report -q --no-charts -t $format \
		--lang zh -f samples/b2b-zh.funnel samples/b2b-zh.csv
	stdout_has 交易达成
done
ok 'no English is left in it' sh -c "! sed '/^定义/,\$d' '$out' |
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
open=$(awk -F, 'NR > 1 { n += $7 } END { print n }' funnel.csv)
stdout_has "· $open are still open"
stdout_has "3,924"
sentence='the numbers of retain'
funnel retain --start won --return served --every month --wide -q -t text \
	samples/b2b.csv >wide
stdout_has "$(grep '^2025-03-01' wide)"
sentence='the months of convert'
funnel convert -f samples/b2b.funnel --every month -q samples/b2b.csv >months
entered=$(cell months entered 'cohort=2025-03-01 step=1')
ok "entered in 2025-03: $entered" grep -q "^2025-03  *$entered " report.text

# Parts.
expect 0 'parts' plain -t md --parts time,funnel
grep '^## ' "$out" >found
printf '## %s\n' Funnel 'Time to the next stage' >wanted
same 'these alone, in the order of the report' wanted found
printf '[report]\nparts = quality\n' >parts.funnel
expect 0 'of a funnel file' \
	funnel report -q --no-charts -f parts.funnel samples/b2b.csv
stdout_has 'Data quality'
expect 2 'no such part' plain --parts funel
stderr_is 'funnel report: --parts: no part "funel"; did you mean "funnel"?' \
	'  parts: summary, funnel, cohorts, time, retention, quality, definitions'
printf '[report]\npart = quality\n' >parts.funnel
expect 2 'no such key' \
	funnel report -q --no-charts -f parts.funnel samples/b2b.csv
stderr_is 'funnel report: parts.funnel:2: no key "part" in [report]; did you mean "parts"?' \
	'  keys of [report]: by, every, top, sensitivity, total, level, title, lang, parts, groups, retention, period, no-charts'
printf '[report]\nparts = quality\n' >parts.funnel
expect 0 'other commands take a funnel file with them' \
	funnel convert -q -f parts.funnel samples/b2b.csv

# What is refused.
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

done_testing
