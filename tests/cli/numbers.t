#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Numbers as people and programs write them: one reader of amounts, cells
# of conditions and their bounds.  The sums are by hand.
. "$(dirname "$0")/lib.sh"

cases=$root/tests/cases
two='--stages identified,won'

expect 0 'money with its marks' \
	funnel convert -q --value amount "$cases/usd_marks.csv"
cell_is 1333.5 "$out" value stage=identified
cell_is 1234.5 "$out" value stage=won

# 10.5, 33.333333333333336, 6e+01, 60, 1E2.
while read -r bound entered; do
	expect 0 "amount$bound" funnel convert -q $two \
		--where "amount$bound" "$cases/where-number.csv"
	cell_is "$entered" "$out" entered stage=identified
done <<'END'
>=0 5
<50 2
>=50 3
>60 1
>=6e1 3
<=$60.00 4
END

# A bound is written as the cells are.
printf '%s\n' 'lead_id;stage;time;amount' 'a;identified;2025-01-01;99,5' \
	'b;identified;2025-01-01;99,499 €' 'c;identified;2025-01-01;1.000,00' \
	>comma.csv
expect 0 'a decimal comma, in the bound too' funnel convert -q $two \
	--decimal , --where 'amount>=99,5' comma.csv
cell_is 2 "$out" entered stage=identified
expect 0 'and in amounts' funnel convert -q $two --decimal , \
	--value amount comma.csv
cell_is 1198.999 "$out" value stage=identified

# Where ; cuts the fields nobody knows what 1,234 is.
expect 3 'thousands or decimals: not guessed' \
	funnel convert -q --value amount "$cases/dec_comma3.csv"
stderr_is "funnel convert: $cases/dec_comma3.csv:2: amount: \"1,234\" may have thousands or decimals behind its mark; --decimal , or --decimal . says which" \
	'  --bad-rows skip counts such rows and goes on; --bad-rows FILE keeps them'
expect 0 'told: decimals' \
	funnel convert -q --decimal , --value amount "$cases/dec_comma3.csv"
cell_is 13.734 "$out" value stage=identified
expect 0 'told: thousands' \
	funnel convert -q --decimal . --value amount "$cases/dec_comma3.csv"
cell_is 13734 "$out" value stage=identified

for bad in 12k 3万 0x10 1,23,4 '$5 EUR' nan; do
	printf 'lead_id,stage,time,amount\na,identified,2025-01-01,"%s"\n' "$bad" \
		>bad.csv
	expect 3 "$bad is no amount" \
		funnel convert -q $two --value amount bad.csv
	stderr_has "bad.csv:2: amount: \"$bad\" is not a number"
done

sed 's/1,234$/7/' "$cases/dec_comma3.csv" >some.csv
expect 0 'counted where they are skipped' funnel convert --bad-rows skip \
	--value amount some.csv
stderr_has '1 rejected (1 unclear decimal mark)'

# A cell that cannot be compared is told apart from one that fails.
printf '%s\n' lead_id,stage,time,amount,seen a,identified,2025-01-05,5,3/4/2025 \
	b,identified,2025-01-05,n/a,31/3/2025 c,identified,2025-01-05,,soon \
	>apart.csv
expect 0 'cells that are no numbers' funnel convert $two \
	--where 'amount>=1' apart.csv
stderr_has '--where: 2 rows were left out for a cell that is no number or time, or empty'
cell_is 1 "$out" entered stage=identified
expect 0 'a date beside days first' funnel convert $two \
	--where 'seen>=2025-03-31' apart.csv
stderr_has '--where: 2 rows were left out for a cell that is no number or time, or empty'
expect 0 'whichever way 3/4/2025 is read' funnel convert -q $two \
	--where 'seen>=2025-03-04' apart.csv
cell_is 2 "$out" entered stage=identified
expect 0 'the column of times, days first' funnel convert -q \
	--where 'time>=2025-02-02' "$cases/two_formats.csv" --stages won,identified
cell_is 1 "$out" entered stage=won

expect 4 'no cell is a number: said where no row is left, too' \
	funnel convert -q --where 'amount>1' "$cases/dec_comma3.csv"
stderr_is 'funnel convert: --where leaves no row: 3 are left out, 3 of them for a cell that is no number or time, or empty; 0 rejected'

# R's survfit: at 1e+05 all are gone, one of three was censored before.
expect 0 'durations as R writes them' funnel survive -q --duration dur \
	--status st --event-value 1 --at 70,100000 "$cases/r-durations.csv"
cell_is 0.5 "$out" survival time=70
cell_is 0 "$out" survival time=100000
done_testing
