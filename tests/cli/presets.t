#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Exports as programs write them, by presets: logs by hand, to the byte.
. "$(dirname "$0")/lib.sh"

samples=$reference/presets
names=$(cd "$root/samples/presets" && ls | sed 's/\.ini$//')
ok 'there are presets' test -n "$names"
for wanted in "$samples"/*.expected.csv; do
	name=$(basename "$wanted" .expected.csv)
	expect 0 "--preset $name" funnel import -q --preset "$name" \
		"$samples/$name.csv"
	same 'is the log' "$wanted" "$out"
	stderr_is ''
	expect 0 'from a pipe, by a path' sh -c "cat '$samples/$name.csv' |
		funnel import -q --preset '$root/samples/presets/$name.ini'"
	same 'is the same' "$wanted" "$out"
done
expect 0 '--presets' funnel import --presets
for name in $names; do
	stdout_has "$name "
done
ok 'says what each is about, in a line' sh -c "
	LC_ALL=C tr -d '\200-\277' <'$out' | awk 'NF < 3 || length > 80 {
		bad = 1; print } END { exit bad }' &&
	[ \$(wc -l <'$out') = $(echo "$names" | wc -l) ]"
expect 0 '--presets -o' funnel import --presets -o list
same 'writes the same' "$out" /dev/null
expect 5 '--presets on a full disk' sh -c 'funnel import --presets >/dev/full'

# A report of Salesforce in English: no sample of ours has it; by hand.
cat >report.csv <<'END'
Opportunity ID,Opportunity Name,Stage,Created Date,Close Date
006A1,Acme,Closed Won,1/6/2025,3/20/2025
006A2,Acme,Prospecting,1/8/2025,9/30/2025
END
expect 0 'salesforce-report' funnel import -q --preset salesforce-report report.csv
stdout_is entity,stage,time 006A1,created,2025-01-06 006A1,won,2025-03-20 \
	006A2,created,2025-01-08
cut -d, -f2- report.csv >named.csv
expect 3 'two deals of one name' funnel import -q --preset salesforce-report named.csv
stderr_is 'funnel import: named.csv:3: Opportunity Name: "Acme" is the id of line 2 too' \
	"  --entity '#row' makes an id of the row's number, --repeats merge takes such rows as one"
expect 0 'the command line wins' funnel import -q --preset salesforce-report \
	--repeats merge named.csv

# Histories come in any order, and are of their order in time.
for name in salesforce-history salesforce-fieldhistory; do
	(head -n 1 "$samples/$name.csv" && sed 1d "$samples/$name.csv" | tac) >back.csv
	funnel import -q --preset "$name" back.csv | sort >found
	sort "$samples/$name.expected.csv" >wanted
	same "$name backwards" wanted found
done
expect 0 'what is said of one' funnel import --preset salesforce-fieldhistory \
	"$samples/salesforce-fieldhistory.csv"
stderr_is <<'END'
funnel import: 5 rows read, 3 events written; 1 row gave no event, 0 have no entity, 0 have a wrong number of fields
funnel import: events left out, since no later change says which stage they were of: 1
funnel import: {NewValue}: 4 events, 0 rows without a date, 1 where the condition does not hold
END
expect 0 'and of one that collapses' funnel import --preset salesforce-history \
	"$samples/salesforce-history.csv"
stderr_is <<'END'
funnel import: 5 rows read, 4 events written; 0 rows gave no event, 0 have no entity, 0 have a wrong number of fields
funnel import: events that repeat the stage before them, taken as one: 1
funnel import: {StageName}: 5 events, 0 rows without a date, 0 where the condition does not hold
END

# Without a preset, by options; by hand.
cat >log.csv <<'END'
deal,at,new,old,gone
b,2025-01-05,two,one,
a,2025-01-03,two,one,
a,2025-01-01,,,
a,2025-01-04,two,one,
a,2025-01-06,one,two,
b,2025-01-01,,,
b,2025-01-07,three,two,yes
c,2025-01-01,,,
END
expect 0 'stages of a column' funnel import -q --event '{new}=at' log.csv
stdout_is entity,stage,time b,two,2025-01-05 a,two,2025-01-03 \
	a,two,2025-01-04 a,one,2025-01-06 b,three,2025-01-07
expect 0 'or what the next came from' funnel import -q --collapse \
	--skip-if gone=yes --event '{new after old}=at' log.csv
stdout_is entity,stage,time b,two,2025-01-05 a,two,2025-01-03 \
	a,one,2025-01-01 a,one,2025-01-06 b,one,2025-01-01
expect 0 'what is left out is said' funnel import --skip-if gone=yes \
	--skip-if 'deal=c & at>=2025-01-01' --event '{new}=at' log.csv
stderr_has 'rows left out by --skip-if: 2'
expect 2 'a stage of no column' funnel import -q --event '{nwe}=at' log.csv
stderr_is 'funnel import: log.csv: no column "nwe"; did you mean "new"?' \
	'  columns: deal, at, new, old, gone'
expect 2 'after no column' funnel import -q --event '{new after odl}=at' log.csv
stderr_has 'no column "odl"; did you mean "old"?'
expect 2 'rows to skip by no column' funnel import -q --skip-if gnoe=1 \
	--event '{new}=at' log.csv
stderr_has 'no column "gnoe"; did you mean "gone"?'
cat >wide.csv <<'END'
deal,"In ""A (b) (Sales)""","In ""C (Sales)""",Out C,kind
1,2025-01-01,2025-01-02,2025-01-03,x
2,2025-01-04,,,y
END
expect 0 'stages of headers' funnel import -q \
	--event '*=In "* (*)"|In "*" if kind=x' wide.csv
stdout_is entity,stage,time '1,A (b),2025-01-01' 1,C,2025-01-02
expect 0 'a pattern without pipelines' funnel import -q --event '* = In "*"' wide.csv
stdout_has '1,A (b) (Sales),2025-01-01'
expect 2 'of no header' funnel import -q --event '*=On *' wide.csv
stderr_is 'funnel import: wide.csv: --event: "*=On *": no column is called so'

# Columns of other names.
cp "$samples/zoho.csv" zoho.csv
sed 1s/Stage/Phase/ zoho.csv >other.csv
expect 2 'a column of another name' funnel import --preset zoho other.csv
stdout_is ''
stderr_is 'funnel import: other.csv: no column "Stage", which is "stage" in --preset zoho' \
	'  columns: Record Id, Deal Owner.id, Deal Owner, Amount, Deal Name, Closing Date, Account Name.id, Account Name, Phase, Type, Probability (%), Lead Source and 3 more' \
	'  expected: Setup, Data administration, Export: module Deals' \
	"  --column 'stage=COL' says which it is"
expect 0 '--column says which' funnel import -q --preset zoho \
	--column stage=Phase other.csv
same 'as without it' "$samples/zoho.expected.csv" "$out"
expect 2 '--column of no role' funnel import --preset zoho \
	--column stag=Phase other.csv
stderr_is 'funnel import: --column: "stag" is none of [columns]; did you mean "stage"?' \
	'  [columns]: entity, created, closed, stage'
expect 2 '--column of no column' funnel import --preset zoho \
	--column stage=Phas other.csv
stderr_has 'other.csv: no column "Phas", which is "stage" in --preset zoho; did you mean "Phase"?'
expect 2 '--column of nothing' funnel import --preset zoho --column stage= zoho.csv
stderr_is 'funnel import: --column: "stage=": expected ROLE=COLUMN'
expect 2 '--column alone' funnel import --column stage=Phase zoho.csv
stderr_is 'funnel import: --column: "stage=Phase": of which preset? say --preset NAME'
expect 0 '--entity instead' funnel import -q --preset stripe-charges \
	--entity id "$samples/stripe-charges.csv"
stdout_has 'ch_2,refunded,2025-04-03T10:00:00Z'
expect 0 '--dry-run' funnel import --dry-run --preset zoho zoho.csv
stdout_has 'entity,Record Id,'
stdout_has 'event,won,1'
stdout_has "command,funnel import --preset zoho --entity 'Record Id' zoho.csv,"
expect 0 'one more --event' funnel import -q --preset zoho \
	--event 'changed=Modified Time' zoho.csv
stdout_has 'zcrm_551003,changed,2025-02-20T10:00:00Z'
stdout_has 'zcrm_551001,won,2025-03-20'
cut -d, -f1-11,13- "$samples/stripe-charges.csv" >cut.csv
expect 0 'without what is optional' funnel import --preset stripe-charges cut.csv
stderr_has "the preset's \"refunded\" is left out: no column for its \"refunded\""
stdout_has cus_2,paid,2025-04-02T07:59:00Z

# The export of another program, or none known.
expect 2 'another export' funnel import --preset zoho "$samples/woocommerce.csv"
stderr_has 'no column "Record Id" or "Deal Id", which is "entity" in --preset zoho'
stderr_has '  they are the columns of --preset woocommerce'
expect 2 'another, by its stages' funnel import --preset hubspot-deals \
	"$samples/pipedrive.csv"
stderr_is "funnel import: $samples/pipedrive.csv: no column Date entered \"* (*)\" | Date entered \"*\" | hs_v2_date_entered_* | hs_date_entered_*, which are the stages in --preset hubspot-deals" \
	'  expected: Deals, Export view: CSV, all properties on records' \
	'  they are the columns of --preset pipedrive'
printf 'Datensatz,Angelegt\n1,2025-01-01\n' >german.csv
expect 2 'another language' funnel import --preset hubspot-deals german.csv
stderr_is 'funnel import: german.csv: no column "Record ID" or "Deal ID", which is "entity" in --preset hubspot-deals' \
	'  columns: Datensatz, Angelegt' \
	'  expected: Deals, Export view: CSV, all properties on records' \
	"  none of the preset's columns is here: this seems to be another export, or one in another language" \
	"  --column 'entity=COL' says which it is"
expect 2 'a preset misspelt' funnel import --preset pipdrive zoho.csv
stderr_has 'funnel import: --preset: no preset "pipdrive"; did you mean "pipedrive"?'
stderr_has '  presets: dynamics, fxiaoke, '
expect 2 'a preset of no such name' funnel import --preset sap zoho.csv
stderr_has '--preset: no preset "sap"; expected one of --presets, or a file such as ./mine.ini'
expect 2 'a file that is not there' funnel import --preset ./none.ini zoho.csv
stderr_is 'funnel import: ./none.ini: no such file'
expect 2 'neither' funnel import zoho.csv
stderr_is "funnel import: which columns are events? say --event 'STAGE=COLUMN', once for each, or --preset NAME; --presets lists them"

# A copy, changed.
sed 's/stage=Closed Lost/stage=Closed Lost|Qualification/' \
	"$root/samples/presets/zoho.ini" >mine.ini
expect 0 'a copy' funnel import -q --preset mine.ini zoho.csv
stdout_has zcrm_551003,lost,2025-09-30
faulty() {
	sed "$1" "$root/samples/presets/zoho.ini" >faulty.ini
	expect 2 "$1" funnel import --preset faulty.ini zoho.csv
	stdout_is ''
}
line=$(grep -n '^won' mine.ini | cut -d: -f1)
roles='  [columns]: entity, created, closed, stage'
faulty 's/^won = closed/won = clsed/'
stderr_is "funnel import: faulty.ini:$line: \"clsed\" is none of [columns]; did you mean \"closed\"?" "$roles"
faulty 's/^won = closed if stage/won = closed if stge/'
stderr_is "funnel import: faulty.ini:$line: \"stge\" is none of [columns]; did you mean \"stage\"?" "$roles"
faulty 's/^won = /{stagee} = /'
stderr_is "funnel import: faulty.ini:$line: \"stagee\" is none of [columns]; did you mean \"stage\"?" "$roles"
faulty 's/^entity/id/'
stderr_is 'funnel import: faulty.ini: no "entity" in [columns]; expected entity = COLUMN'
faulty 's/events/evnts/'
stderr_is "funnel import: faulty.ini:$((line - 2)): no section [evnts]; did you mean [events]?" \
	'  sections: [input] [preset] [columns] [events]'
faulty 's/events/stages/'
stderr_has 'no section [stages]'
faulty 's/^about/abuot/'
stderr_has 'no key "abuot" in [preset]; did you mean "about"?'
options() {
	(cat "$root/samples/presets/zoho.ini" && echo && echo '[input]' &&
		echo "$1") >faulty.ini
	expect 2 "$1" funnel import --preset faulty.ini zoho.csv
	stdout_is ''
}
last=$(($(wc -l <mine.ini) + 3))
options 'colapse = yes'
stderr_has "faulty.ini:$last: no key \"colapse\" in [input]; did you mean \"collapse\"?"
options 'collapse = maybe'
stderr_is "funnel import: faulty.ini:$last: collapse = \"maybe\": expected yes or no"
options 'repeats = never'
stderr_has "faulty.ini:$last: --repeats: "
options 'optional = stagee'
stderr_is "funnel import: faulty.ini:$last: optional: \"stagee\" is none of [columns]; did you mean \"stage\"?" "$roles"
options 'skip-if = stage'
stderr_has 'expected a column and a value'
expect 2 'a preset is no funnel file' funnel convert -q -f mine.ini zoho.csv
stderr_has 'no section [preset]'
done_testing
