#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What chart reads: CSV and JSON of our own, by content, checked cell by cell.
. "$(dirname "$0")/lib.sh"

# Stages of any name go out and come back: the terminal shows them alike.
cat >odd.csv <<'EOF'
id,stage,time
1,"15"" screen",2025-01-01
1,"#, first",2025-01-02
1,"two
lines",2025-01-03
1,渠道\n,2025-01-04
2,"15"" screen",2025-01-01
2,"#, first",2025-01-05
EOF
for stage in '15" screen' '#, first' '渠道\n' 'two
lines'; do
	jq_free=$(printf '%s' "$stage" | sed 's/\\/\\\\/g; s/"/\\"/g' |
		awk 'NR > 1 { printf "\\n" } { printf "%s", $0 }')
	printf '{"definition": {"end": "%s"}, "rows": [\n' "$jq_free" >one.json
	printf '{"step": 1, "stage": "%s", "entered": 4, "lost": 1, "skipped": 0, "expired": 0, "open": 1, "rate": null, "rate_low": null, "rate_high": null, "overall": 1, "overall_low": 1, "overall_high": 1}\n]}\n' "$jq_free" >>one.json
	quoted=$(printf '%s' "$stage" | sed 's/"/""/g')
	printf 'step,stage,entered,lost,skipped,expired,open,rate,rate_low,rate_high,overall,overall_low,overall_high\n1,"%s",4,1,0,0,1,,,,1,1,1\n' "$quoted" >one.csv
	expect 0 "a stage \"$stage\" from JSON" funnel chart one.json
	cp "$out" json.txt
	expect 0 "from CSV" funnel chart one.csv
	ok 'alike' cmp "$out" json.txt
done
funnel convert -q --entity id --stage stage --time time \
	--stages '15" screen,#\, first,渠道\\n' odd.csv --with-definition >a.csv
funnel convert -q --entity id --stage stage --time time \
	--stages '15" screen,#\, first,渠道\\n' odd.csv -t json >a.json
expect 0 'of funnel itself, from CSV' funnel chart a.csv
cp "$out" csv.txt
expect 0 'and from JSON by a pipe' sh -c 'cat a.json | "$FUNNEL" chart'
ok 'the same picture, the same caption' cmp "$out" csv.txt
gzip -k a.json
expect 0 'packed' funnel chart a.json.gz
ok 'the same again' cmp "$out" csv.txt

# A name with more marks than the header has commas.
name='a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r;s;t'
printf 'id,stage,time,%s\n1,in,2025-01-01,x\n1,out,2025-01-02,x\n2,in,2025-01-01,y\n' \
	"$name" >marks.csv
expect 0 'a group of many marks' funnel segment -q --delimiter , --entity id --by "$name" \
	--stages in,out -o marks-by.csv marks.csv
ok 'quoted' grep -q "^\"$name\",n," marks-by.csv
expect 0 'and read back' funnel chart marks-by.csv
stdout_has '100% (20.7–100.0)'

printf 'id,stage,time,BZh91AY&SY\n1,in,2025-01-01,x\n1,out,2025-01-02,x\n' >bz.csv
expect 0 'a group named as bzip2 begins' sh -c 'funnel segment -q --entity id \
	--by "BZh91AY&SY" --stages in,out bz.csv | funnel chart'
stdout_has 'BZh91AY&SY'

# What begins as other files do, which are refused.
for name in '[[x' '{"x' '[ {x' '<html> x'; do
	quoted=$(echo "$name" | sed 's/"/""/g')
	printf 'id,stage,time,"%s"\n1,in,2025-01-01,x\n1,out,2025-01-02,x\n' \
		"$quoted" >other.csv
	expect 0 "a group named $name" funnel segment -q --entity id \
		--by "$name" --stages in,out -o other-by.csv other.csv
	ok "$name: quoted" grep -qF "\"$quoted\",n," other-by.csv
	expect 0 "$name: and read back" funnel chart other-by.csv
done

head='term,g,change,change_low,change_high'
# refuses 'NAME' 'SENTENCE' INPUT
refuses() {
	printf '%b' "$3" >bad
	expect 3 "$1" funnel chart bad
	ok "$1: $2" grep -qxF "funnel chart: $2" "$err"
}
refuses 'not a number' 'bad:3: change: "nan": expected a number' \
	"$head\nmix,a,0,0,0\nmix,b,nan,0,0\n"
refuses 'infinite' 'bad:2: change_high: "inf": expected a number' \
	"$head\nmix,a,0,0,inf\n"
refuses 'too large' 'bad:2: change_high: "1e999": expected a number' \
	"$head\nmix,a,0,0,1e999\n"
refuses 'hexadecimal' 'bad:2: change: "0x1p3": expected a number' \
	"$head\nmix,a,0x1p3,0,0\n"
refuses 'swapped ends' \
	'bad:2: change: its interval ends before it begins: 0.5 to 0.25' \
	"$head\nmix,a,0.3,0.5,0.25\n"
row='"term": "mix", "g": "a"'
refuses 'swapped ends in JSON' \
	'bad:2: change: its interval ends before it begins: 2 to 1' \
	"{\"rows\": [\n{$row, \"change\": 1, \"change_low\": 2, \"change_high\": 1}]}"
refuses 'NaN in JSON' \
	'bad:1: "N" where a value was expected; is it a result of funnel?' \
	"{\"rows\": [{$row, \"change\": NaN}]}"
refuses 'a list in JSON' \
	'bad:1: "[" where a value was expected; is it a result of funnel?' \
	"{\"rows\": [{$row, \"change\": [[[[[[1]]]]]]}]}"
refuses 'cut off' \
	'bad:2: ends where a comma, or the end of the rows was expected' \
	"{\"rows\": [\n{$row, \"change\": 1, \"change_low\": 1, \"change_high\": 1}"
refuses 'other columns' \
	'bad:3: column "groop": expected those of the first row, in their order' \
	"{\"rows\": [\n{$row, \"change\": 1, \"change_low\": 1, \"change_high\": 1},\n{\"term\": \"mix\", \"groop\": \"a\"}]}"
refuses 'other members' \
	'bad:1: "row": expected "definition" and "rows", once each' \
	'{"row": []}'
refuses 'two columns of one name' 'bad: two columns are "change_low"' \
	"$head,change_low\nmix,a,0,0,0,0\n"
echo '{"definition": {}, "rows": []}' >none.json
expect 4 'no rows' funnel chart none.json
stderr_is 'funnel chart: none.json: no rows'

done_testing
