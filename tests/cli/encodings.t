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
