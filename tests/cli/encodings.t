#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What bytes are taken for, and their marks, once and twice.
. "$(dirname "$0")/lib.sh"

cases=$root/tests/cases

expect 0 'a mark in GB18030' funnel convert "$cases/gb18030_bom.csv"
stderr_has 'taken as entity "deal", stage "阶段", time "date"'
stderr_has 'was read as GB18030'
cell_is 1 "$out" entered step=2

# As GB18030 the accent and the bar behind it would be one character.
expect 0 'letters with accents beside bars' \
	funnel list --delimiter '|' --stages identified "$cases/latin1-bar.csv"
stderr_has 'was read as WINDOWS-1252'
expect 0 'both rows' funnel convert -q --stages identified --by city \
	"$cases/latin1-bar.csv"
stdout_has 'München'
stdout_has 'André'
expect 0 'Latin-1 by its name' funnel convert -q --encoding ISO-8859-1 \
	--stages identified --by city "$cases/latin1-bar.csv"
stdout_has 'München'

# A guess is said with every fault from then on, and in the definition.
expect 0 'in the definition' funnel convert --with-definition -q \
	--delimiter '|' --stages identified --by city "$cases/latin1-bar.csv"
stdout_has '# encoding: WINDOWS-1252, a guess'
expect 0 'in JSON' funnel convert -t json -q --delimiter '|' \
	--stages identified --by city "$cases/latin1-bar.csv"
stdout_has '"encoding": "WINDOWS-1252, a guess"'
guess='  the text was read as WINDOWS-1252, which is a guess: --encoding names another'
expect 2 'in a fault of columns' funnel convert -q --by citi \
	"$cases/latin1-bar.csv"
stderr_has "$guess"
printf 'id,stage,time\n\351,won,2025-01-01\n\351,won,2025-13-01\n' >late.csv
for source in late.csv -; do
	expect 3 "in a fault of rows: $source" funnel convert -q --entity id \
		--stages won $source <late.csv
	stderr_has '"2025-13-01" is not in the calendar'
	stderr_has "$guess"
	expect 3 'in import' funnel import -q --entity id --event won=time \
		$source <late.csv
	stderr_has "$guess"
done
printf 'id,stage,time\na,won,2025-01-01\n' >ascii.csv
expect 0 'of any file' funnel convert -q --entity id --stages won \
	--with-definition --bad-rows skip ascii.csv late.csv
stdout_has '# encoding: WINDOWS-1252, a guess'
expect 0 'of both, what they are' funnel convert -q --dry-run --entity id \
	--stages won --bad-rows skip ascii.csv late.csv
stdout_has 'encoding,"UTF-8, WINDOWS-1252 (guessed)",'
expect 0 'told it is no guess' funnel convert -q --encoding WINDOWS-1252 \
	--entity id --stages won --with-definition --bad-rows skip late.csv
ok 'nor said' sh -c '! grep -q guess "$1"' _ "$out"

# By name, as Python has the bytes of 客戶 and セールス.
printf 'id,stage,time\n\253\310\244\341,won,2025-01-01\n' >big5.csv
printf 'id,stage,time\n\203\132\201\133\203\213\203\130,won,2025-01-01\n' \
	>sjis.csv
expect 0 BIG5 funnel list -q --encoding BIG5 --entity id --stages won big5.csv
stdout_has '客戶,won,'
expect 0 SHIFT_JIS funnel list -q --encoding SHIFT_JIS --entity id \
	--stages won sjis.csv
stdout_has 'セールス,won,'
expect 3 'SHIFT_JIS is none that is guessed' funnel list -q --entity id \
	--stages won sjis.csv
stderr_is 'funnel list: sjis.csv:2: the bytes 83 5A 81 5B are not UTF-8, and the text is neither GB18030 nor WINDOWS-1252' \
	'  name its encoding, for example --encoding SHIFT_JIS or BIG5 (iconv -l lists all)'

printf 'lead_id,stage,time\na,identified,2025-01-01\n' >plain.csv
funnel convert -q plain.csv >wanted
for n in 1 2 3; do
	printf '\357\273\277%.0s' $(seq $n) | cat - plain.csv >marked.csv
	expect 0 "$n marks of UTF-8" funnel convert -q marked.csv
	same 'change nothing' wanted "$out"
	{ printf '\377\376%.0s' $(seq $n); iconv -t UTF-16LE plain.csv; } \
		>marked.csv
	expect 0 "$n marks of UTF-16" funnel convert -q marked.csv
	same 'nor these' wanted "$out"
	cat marked.csv | funnel convert -q >found
	same 'nor on a pipe' wanted found
done
done_testing
