#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Which column a name means, and which is meant where none is named.
. "$(dirname "$0")/lib.sh"

rows() {
	printf '%s\n' "$1" 1,identified,2025-01-01,web 1,won,2025-01-09,web \
		2,identified,2025-01-02,ads
}
rows entity,stage,time,channel >plain.csv
funnel convert -q plain.csv >wanted
funnel convert -q --by channel plain.csv | tail -n +2 >wanted_by

# Names that exports have.
while IFS='|' read -r entity stage time; do
	rows "$entity,$stage,$time,x" >named.csv
	expect 0 "$entity, $stage, $time" funnel convert named.csv
	stderr_has "taken as entity \"$entity\", stage \"$stage\", time \"$time\""
	same 'and it is the same' wanted "$out"
done <<'END'
Deal ID|Deal Stage|Date
Opportunity ID|Stage Name|Created Date
Record ID|stage|timestamp
Lead ID|Lead-Status|Event_Date
order_id|Order Status|updated_at
client_id|event_type|EventTime
userid|ACTIVITY|date time
订单编号|订单状态|下单时间
用户ID|行为类型|时间
Deal - ID|Status|Created-At
case:concept:name|concept:name|time:timestamp
END

# What is not quite the name.
rows 'Deal ID,Deal Stage,When_it was,Lead-Source' >odd.csv
for names in 'dealid deal_stage when-it-was' '#1 #2 #3' \
	'DEAL-ID dealstage WhenItWas'; do
	set -- $names
	expect 0 "by $names" funnel convert -q --entity "$1" --stage "$2" \
		--time "$3" --by 'lead source' odd.csv
	stdout_has 'Lead-Source,step,stage'
	tail -n +2 "$out" >found
	same 'the same' wanted_by found
done
expect 2 'too far off' funnel convert --entity deal odd.csv
stderr_is 'funnel convert: odd.csv: no column "deal"' \
	'  columns: Deal ID, Deal Stage, When_it was, Lead-Source'
rows 'Deal ID,stage,time,deal_id' >both.csv
expect 0 'to the byte first' funnel convert -q --entity deal_id \
	--stages identified,won both.csv
expect 2 'two of a kind' funnel convert --entity DealID both.csv
stderr_is 'funnel convert: both.csv: "DealID" can be the column "Deal ID" or "deal_id"; write it as it is, or say its number: #1 or #4'
expect 2 'none of them is guessed' funnel convert both.csv
stderr_is 'funnel convert: both.csv: which column is the entity: "Deal ID" or "deal_id"? say --entity'

# Two of one name.
rows 'entity,stage,time,entity' >twice.csv
expect 2 'one name for two' funnel convert --entity entity twice.csv
stderr_is 'funnel convert: twice.csv: two columns are named "entity"; say which by number: #1 or #4'
expect 0 'by number' funnel convert -q --entity '#1' --by '#4' twice.csv
rows 'stage,stage,time,stage' >thrice.csv
expect 2 'one name for three' funnel convert --entity stage thrice.csv
stderr_is 'funnel convert: thrice.csv: 3 columns are named "stage"; say which by number: #1, #2 or #4'
expect 2 'a list says which is which' funnel convert --stage x thrice.csv
stderr_has '  columns: stage #1, stage #2, time, stage #4'

# A log of our own carries along what is usual elsewhere.
rows 'entity,stage,time,updated_at' >own.csv
sed -i '2,$s/web\|ads/2025-01-01/' own.csv
expect 0 'our own names first' funnel convert own.csv
stderr_has 'taken as entity "entity", stage "stage", time "time"'

# Of forty columns the likely ones.
{
	printf 'Ref No,Owner Id,Began Date,End Date'
	printf ',c%s' $(seq 36)
	echo
	printf '1,2,2025-01-01,2025-01-02'
	printf ',%s' $(seq 36)
	echo
} >forty.csv
expect 2 'likely ids' funnel convert forty.csv
stderr_is 'funnel convert: forty.csv: which column is the entity? say --entity' \
	'  likely: Owner Id'
printf 'subsidiary_of,keyword,valid_from,stage,time\na,b,c,d,2025-01-01\n' \
	>parts.csv
expect 2 'letters within a word are no id' funnel convert parts.csv
stderr_is 'funnel convert: parts.csv: which column is the entity? say --entity' \
	'  likely: keyword'
expect 2 'no likely stage: some of all' funnel convert --entity refno forty.csv
stderr_is 'funnel convert: forty.csv: which column is the stage? say --stage' \
	'  columns: Ref No, Owner Id, Began Date, End Date, c1, c2, c3, c4, c5, c6, c7, c8 and 28 more'
expect 2 'likely times' funnel convert --entity refno --stage c1 forty.csv
stderr_has '  likely: Began Date, End Date'

# In import, conditions and funnel files too.
expect 0 'import' funnel import --entity ref-no --event 'begun=begandate' \
	--event 'ended=END DATE if ownerid=2' --keep C1 forty.csv
stdout_is 'entity,stage,time,c1' 1,begun,2025-01-01,1 1,ended,2025-01-02,1
printf '[input]\nentity = DEAL ID\nstage = dealstage\ntime = When it was\n' \
	>odd.funnel
expect 0 'a funnel file' funnel convert -q -f odd.funnel \
	--where 'leadsource=web' odd.csv
cell_is 1 "$out" entered step=1
cat odd.csv | funnel convert -q -f odd.funnel --threads 3 - odd.csv >found
funnel convert -q -f odd.funnel odd.csv >wanted
same 'a pipe beside a file: all of it repeats' wanted found
done_testing
