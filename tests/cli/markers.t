#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A value of the data that reads like a marker stays one of the data, in
# every command and format, and in what reads a result back.
. "$(dirname "$0")/lib.sh"

cp "$root/tests/cases/ga-none.csv" ga.csv

# Who is identified with a medium, counted in the file itself.
count() {
	awk -F, -v m="$1" '$2 == "identified" && $4 == m' ga.csv | wc -l
}
entered='step=1 stage=identified'
expect 0 'convert --by' funnel convert -q --by medium --total \
	--with-definition ga.csv
grep -v '^#' "$out" >convert.csv
cp "$out" defined.csv
cell_is "$(count '(none)')" convert.csv entered "medium=((none)) $entered"
cell_is "$(count '(other)')" convert.csv entered "medium=((other)) $entered"
cell_is "$(count '')" convert.csv entered "medium=(none) $entered"
cell_is "$(grep -c identified ga.csv)" convert.csv entered \
	"medium=(total) $entered"
expect 0 '--top' funnel convert -q --by medium --top 1 ga.csv
stdout_has '(other),1,identified,'
expect 0 'TSV' funnel convert -q --by medium -t tsv ga.csv
stdout_has '((none))	1	identified	40'
for format in text md html; do
	expect 0 "$format" funnel convert -q --by medium -t $format ga.csv
	stdout_has 'medium ((none))'
	stdout_has 'medium (none)'
done
expect 0 'JSON' funnel convert -q --by medium --total -t json ga.csv
cp "$out" convert.json
stdout_has '"medium": "((none))"'
stdout_has '"medium": "(none)"'

for command in 'segment --by medium --within 30d' \
	'survive --start identified --end won --by medium' \
	'list --by medium' \
	'retain --start identified --return won --every month --by medium'; do
	expect 0 "${command%% *}" funnel $command -q ga.csv
	stdout_has '((none))'
	ok 'and the empty one' grep -qE '(^|,)\(none\),' "$out"
done

# Half of them enter a month later: a change in two parts.
awk -F, -v OFS=, 'NR > 1 && $1 % 2 { sub(/2025-01/, "2025-02", $3) } 1' \
	ga.csv >months.csv
expect 0 'compare' funnel compare -q --before 2025-01-01..2025-01-31 \
	--after 2025-02-01..2025-02-28 --within 4d --as-of 2025-04-01 \
	--by medium months.csv
stdout_has 'mix,((none)),'
stdout_has 'mix,(none),'
stdout_has 'mix,(total),'

# Any number of parentheses, and what only looks similar.
printf '%s\n' entity,stage,time,g '1,a,2025-01-01,((total))' \
	'2,a,2025-01-01,(Total)' '3,a,2025-01-01,(total' \
	'4,a,2025-01-01,total' '((none)),a,2025-01-01,(x)' >odd.csv
expect 0 'pairs of them' funnel convert -q --stages a,b --by g odd.csv
for name in '(((total)))' '(Total)' '(total' total '(x)'; do
	ok "$name" grep -qF "$name,1,a,1" "$out"
done
expect 0 'ids too' funnel list -q --stages a,b odd.csv
stdout_has '(((none))),'

# A condition means the value; an empty one the empty value.
funnel convert -q --where 'medium=(none)' ga.csv >where.csv
cell_is "$(count '(none)')" where.csv entered "$entered"
funnel convert -q --where 'medium=' ga.csv >where.csv
cell_is "$(count '')" where.csv entered "$entered"

# Read back, by marker and not by look.
for result in defined.csv convert.json; do
	expect 0 "chart of $result" funnel chart -q --kind groups -o x.svg \
		$result
	ok 'names the value' grep -qF '((none))' x.svg
	ok 'and the empty one' grep -qF '>(none)<' x.svg
	mv x.svg "$result.svg"
done
same 'CSV and JSON give one picture' defined.csv.svg convert.json.svg
printf '%s\n' entity,stage,time,g >total.csv
i=0
while [ $((i += 1)) -le 20 ]; do
	printf '%s\n' "$i,a,2025-01-01,(total)" "$i,b,2025-01-02,(total)" \
		"x$i,a,2025-01-01,x"
done >>total.csv
funnel convert -q --stages a,b --by g total.csv >group.csv
expect 0 'a group that is called (total)' funnel chart -q -o x.svg group.csv
ok 'is not all' grep -qF '((total))' x.svg

expect 0 'report' funnel report -q --no-charts --by medium -o r.md ga.csv
ok 'names the value' grep -qF '((none))' r.md

done_testing
