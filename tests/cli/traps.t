#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What looks right and is not: names that mean two things, files under a
# wrong name, inputs that make a funnel other than it seems.
. "$(dirname "$0")/lib.sh"

twice() {
	expect 2 "two columns of one name: $*" funnel "$@"
	stdout_is ''
	stderr_is "funnel $1: two columns would be \"$name\": call the stage or the column of --by otherwise"
}

cat >log.csv <<'END'
id,stage,time,size,rate,n,term
1,identified,2025-01-01,big,a,x,p
1,contacted,2025-01-03,big,a,x,p
2,identified,2025-01-02,small,b,y,q
2,won,2025-02-02,small,b,y,q
END
told='--entity id --stages identified,contacted,won'
name=rate twice convert -q $told --by rate log.csv
name=stage twice convert -q $told --by stage log.csv
name=rate twice convert -q $told --sensitivity --by rate -t json log.csv
name=size twice retain -q --start identified --entity id --every month \
	--by size log.csv
name=n twice segment -q $told --by n log.csv
name=stage twice list -q $told --by stage log.csv
expect 2 'a column of --by that is there twice' funnel convert -q $told \
	--by 'size,#4' log.csv
stderr_is 'funnel convert: --by: "size" is there twice'
expect 0 'names of another result are free' funnel convert -q $told \
	--by size,n,term log.csv

# A table under the name of a picture or a spreadsheet.
expect 2 'a picture of a table' funnel convert -q $told -o a.png log.csv
stderr_is 'funnel convert: --output: "a.png": a result is written as .csv, .tsv, .json, .md, .html or .txt; funnel chart draws it'
expect 2 'a workbook' funnel segment -q $told --by size -o a.XLSX log.csv
stderr_is 'funnel segment: --output: "a.XLSX": a result is written as .csv, .tsv, .json, .md, .html or .txt'
expect 2 'a compressed table' funnel list -q $told -o a.csv.gz log.csv
ok 'nothing is written' test ! -e a.png -a ! -e a.XLSX -a ! -e a.csv.gz
expect 0 '--format decides' funnel convert -q $told -t csv -o a.gz log.csv
funnel convert -q $told log.csv >wanted
same 'and csv it is' wanted a.gz
expect 0 'a chart is a picture' funnel chart -q -o a.svg wanted
funnel convert -q $told -t json log.csv >wanted
expect 0 'an ending in capitals' funnel convert -q $told -o A.JSON log.csv
same 'is an ending' wanted A.JSON

# Help, as other programs have it.
funnel convert --help >wanted
expect 0 'funnel help COMMAND' funnel help convert
same 'is COMMAND --help' wanted "$out"
expect 2 'help for none' funnel help convertt
stdout_is ''
stderr_is 'funnel: no command "convertt"; did you mean "convert"?'

# A typing error in the newest time of a small log.
late() {
	awk -v n="$1" 'BEGIN { print "id,stage,time"
		for (i = 1; i < n; i++) print i ",identified,2025-01-" 10 + i % 9
		print "x,identified,2099-01-01" }'
}
late 20 >late.csv
expect 0 'one time far behind 19 others' funnel convert $told late.csv
stderr_has 'funnel convert: all other times lie over 30 days before 2099-01-01: is it a typing error?'
expect 0 'and the report doubts it' funnel report $told --no-charts -t text \
	late.csv
tr '\n' ' ' <"$out" | tr -s ' ' >line
ok 'in words' grep -q '2099-01-01, lies over 30 days after all others' line
late 19 >late.csv
expect 0 'too few to say' funnel convert $told late.csv
ok 'and silent' sh -c '! grep -q typing "$1"' sh "$err"
sed s/2099-01-01/2025-02-01/ late.csv >near.csv
tail -n +2 near.csv | sed 's/^/y/' >>near.csv
expect 0 'two times far behind' funnel convert $told near.csv
ok 'are none' sh -c '! grep -q typing "$1"' sh "$err"

# An id of blanks is no id: else all who have none are one.
printf 'id,stage,time\n1,identified,2025-01-01\n  ,identified,2025-01-01\n' \
	>blank.csv
expect 3 'an id of blanks' funnel convert -q $told blank.csv
stderr_is 'funnel convert: blank.csv:3: id: is empty; expected an id' \
	'  --bad-rows skip counts such rows and goes on; --bad-rows FILE keeps them'
printf 'id,stage,time\n1 ,identified,2025-01-01\n1,identified,2025-01-01\n' \
	>trailing.csv
funnel convert -q $told trailing.csv >a.csv
cell_is 1 a.csv entered stage=identified
funnel convert -q --no-trim $told trailing.csv >a.csv
cell_is 2 a.csv entered stage=identified

# One line without an end is no quoted field.
head -c 5000000 /dev/zero | tr '\0' x >line.csv
expect 3 'an endless line' funnel convert -q line.csv
stderr_is 'funnel convert: line.csv:1: the line is longer than four times what --max-field allows a field'
expect 3 'a quoted field without an end' sh -c \
	'{ echo "id,stage,time"; echo "\"1,identified"; } |
		funnel convert -q --entity id'
stderr_is 'funnel convert: standard input:2: the quoted field that opens on line 2 is never closed'

# --where can take a built-in stage away: then those behind it are the entry.
cat >built-in.csv <<'END'
id,stage,time,score
1,identified,2025-01-01,
1,contacted,2025-01-03,
1,won,2025-01-04,9
2,identified,2025-01-02,
END
expect 0 'stages that --where leaves' funnel convert --entity id \
	--where 'score>5' built-in.csv
cell_is won "$out" stage step=1
stderr_has 'funnel convert: no row has "identified", "contacted", "engaged", "served": the funnel goes without'

# The same words for the same thing.
cat >sides.csv <<'END'
id,stage,time
1,identified,2025-01-01
1,won,2025-01-02
2,identified,2025-02-01
2,won,2025-02-02
END
funnel compare -q --entity id --stages identified,won --within 1d \
	--before 2025-01-01..2025-01-31 --after 2025-02-01..2025-02-28 \
	--with-definition sides.csv >a.csv
ok 'compare names the correction as segment does' \
	grep -q '^# tests: 1, q by Benjamini-Hochberg$' a.csv

done_testing
