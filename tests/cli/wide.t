#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A table with a row a deal and columns of dates is no event log: the
# commands that make one of it are printed, to be pasted.
. "$(dirname "$0")/lib.sh"

# paste: runs what standard error advises, on the input of the test.
paste_it() {
	grep '^  funnel' "$err" >pasted.sh
	expect 0 'pasted into a shell' sh -e pasted.sh
}
cat >deals.csv <<'END'
deal_id,owner,status,created_date,Demo on,close_date
a,x,Won,2025-01-01,2025-01-05,2025-02-01
b,y,Lost,2025-01-02,,2025-01-20
c,x,Open,2025-01-03,2025-01-09,
d,y,Won,2025-01-04,2025-01-10,2025-02-09
END
expect 2 'a wide table' funnel convert -q deals.csv
stderr_is "funnel convert: deals.csv: a row for each id and 3 columns of dates: a wide table, no event log; funnel import makes one" \
	"  funnel import --entity 'deal_id' --event 'created=created_date' --event 'Demo=Demo on' --event 'won=close_date if status=Won' --event 'lost=close_date if status=Lost' 'deals.csv' >log.csv" \
	"  funnel convert --quiet --stages 'created,Demo,won' --lost 'lost' log.csv"
paste_it
cell_is 4 "$out" entered stage=created
cell_is 1 "$out" lost stage=created
cell_is 3 "$out" entered stage=Demo
cell_is 2 "$out" entered stage=won
expect 2 'by another command, on a pipe' sh -c \
	'cat deals.csv | funnel segment --by owner'
stderr_has "  funnel import --entity 'deal_id'"
stderr_has "if status=Lost' --keep 'owner' '-' >log.csv"
stderr_has "  funnel segment --by owner --stages 'created,Demo,won' --lost 'lost' log.csv"
expect 2 'with an amount and a name that has a comma' sh -c "sed \
	'1s/owner/\"sum, €\"/;s/,[xy],/,5,/' deals.csv >sums.csv &&
	funnel list -q --value 'sum, €' --sort -entry sums.csv"
stderr_has "  funnel list --sort -entry --value 'sum, €' --quiet --stages"
paste_it
ok 'the amounts are there' grep -q '^a,won,.*,5' "$out"

# HubSpot names the stage in the column, in quotes and with its pipeline, and
# sorts its columns by name: stages stand as their dates come.
cat >hubspot.csv <<'END'
Record ID,Deal Stage,Close Date,"Date entered ""Closed Lost (Sales)""","Date entered ""Closed Won (Sales)""","Date entered ""New lead (Sales)""","Date entered ""Demo|on site (Sales)""","Date exited ""New lead (Sales)"""
1,Closed Won,2025-02-01,,2025-02-01,2025-01-01,2025-01-05,2025-01-05
2,Closed Lost,2025-01-20,2025-01-20,,2025-01-02,,2025-01-20
3,New lead,2025-09-30,,,2025-01-03,2025-01-09,2025-01-09
END
expect 2 'columns that name a stage' funnel convert -q hubspot.csv
stderr_has "  funnel convert --quiet --stages 'New lead,Demo\\|on site,Closed Won' --lost 'Closed Lost' log.csv"
ok 'no stage is one of its leaving' sh -c '! grep -q exited "$1"' - "$err"
paste_it
cell_is 3 "$out" entered step=1
cell_is 2 "$out" entered step=2
cell_is 1 "$out" entered step=3
cell_is 1 "$out" lost step=1
cut -d, -f1-3,5- hubspot.csv | sed '1s/,"Date entered ""Closed Lost (Sales)"""//' \
    >nolost.csv
expect 2 'what is lost has no column of its own' funnel convert -q nolost.csv
stderr_has "--event 'lost=Close Date if Deal Stage=Closed Lost'"
ok 'when it was won is said once' sh -c '! grep -q won= "$1"' - "$err"
paste_it
cell_is 1 "$out" lost step=1

# Names that a shell or --event would take apart.
sed "1s/.*/\"Deal's; ID\",owner,state,\"it's=a|b, date\",\"x\`id\`\$(id)\",\"End & close\"/" \
	deals.csv >"odd ' name.csv"
expect 2 'odd names' funnel list -q --entity "Deal's; ID" "odd ' name.csv"
stderr_has "  funnel import --entity 'Deal'\\''s; ID'"
paste_it
ok 'all events' test "$(wc -l <log.csv)" = 11
rm -f "odd ' name.csv"

# How it is to be read is in the line: what was said, and what was found.
sed 's/,x,/,客户,/;s/,y,/,人事,/;s/,/;/g;1s/^/Deals of March\n\n/' deals.csv |
	iconv -f UTF-8 -t GB18030 >titled.csv
expect 2 'with lines above, another delimiter and encoding' funnel convert -q \
	titled.csv
stderr_has " --encoding GB18030 --delimiter ';' --skip-lines 2 'titled.csv' >log.csv"
paste_it
cell_is 2 "$out" entered stage=won
expect 2 'as they were given' funnel convert -q --encoding GB18030 \
	--delimiter ';' --skip-lines 2 --no-trim titled.csv
stderr_has " --encoding GB18030 --delimiter ';' --skip-lines 2 --no-trim 'titled.csv' >log.csv"
printf 'owner,team\nx,t\ny,u\n' >teams.csv
expect 2 'and a second table' funnel convert -q --join teams.csv:owner deals.csv
stderr_has " --join teams.csv:owner 'deals.csv' >log.csv"
paste_it

# What is none.
sed 's/^[cd],/a,/' deals.csv >repeated.csv
expect 2 'ids that come again' funnel convert -q repeated.csv
stderr_has '"status" has values that are no built-in stage or outcome'
cut -d, -f1-4 deals.csv >one.csv
expect 2 'one column of dates' funnel convert -q one.csv
stderr_has '"status" has values that are no built-in stage or outcome'
sed 's/20\(..\)-\(..\)-\(..\)/20\1\2\3/g' deals.csv >digits.csv
expect 2 'digits may be anything' funnel convert -q digits.csv
stderr_has '"status" has values that are no built-in stage or outcome'
sed 's/Won/won/;s/Lost/lost/;s/Open/identified/' deals.csv >known.csv
expect 0 'where all is found it is read' funnel convert -q known.csv
expect 2 'a column that was named' funnel convert -q --time nothing deals.csv
stderr_has 'no column "nothing"'

if test -d "$data"; then
	expect 2 'maven_crm' funnel convert "$data/maven_crm/sales_pipeline.csv"
	paste_it
	cell_is 4238 "$out" entered stage=won
else
	report 0 'maven_crm # SKIP no ../shared/data'
fi
done_testing
