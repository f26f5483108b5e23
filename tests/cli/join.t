#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Second tables: by hand, and against tables that awk joined before.
. "$(dirname "$0")/lib.sh"

cat >log.csv <<'END'
lead,stage,time,rep,product
1,identified,2025-01-01,ann,GTX Pro
1,won,2025-01-05,ann,GTX Pro
2,identified,2025-01-02, bob ,GTXPro
3,identified,2025-01-03,,GTX Pro
4,identified,2025-01-04,cy,Tea
4,won,2025-01-05,cy,Tea
END
cat >reps.csv <<'END'
name,region,boss,stage
ann,East,zoe,5
bob,West,zoe,3
,Nowhere,,
cy,"So""uth",yan,
END
printf 'product;price;series\nGTX Pro;4,5;G\nTea;1;T\n' >products.csv
convert() {
	funnel convert -t csv --stages identified,won "$@" |
		cut -d, -f1-4
}
only() {
	expect 0 "$1" convert -q --join reps.csv:name=rep "$2" "$3" log.csv
}

only 'groups by a column of it' --by region
stdout_is region,step,stage,entered 'East,1,identified,1' 'East,2,won,1' \
	'"So""uth",1,identified,1' '"So""uth",2,won,1' \
	'West,1,identified,1' 'West,2,won,0' '(none),1,identified,1' \
	'(none),2,won,0'
stderr_is ''
only 'a name that both have is called by the file' --by reps.stage
stdout_has '5,1,identified,1'
only 'conditions' --where 'boss=zoe'
stdout_is step,stage,entered,advanced 1,identified,2,1 2,won,1,
only 'conditions of the entry' --having 'boss!=zoe'
stdout_is step,stage,entered,advanced 1,identified,2,1 2,won,1,
expect 0 'amounts, of which nothing is empty' sh -c 'funnel convert \
	--stages identified,won --join products.csv:product --value price \
	--decimal , log.csv | tail -n 1 | cut -d , -f 39'
stdout_is 5.5
stderr_has '1 row has no match by "product": "GTXPro" 1 (nearest "GTX Pro")'
printf 'boss,city\nzoe,Rome\nyan,Oslo\n' >cities.csv
expect 0 'a table joined to a table' convert -q --by city \
	--join reps.csv:name=rep --join cities.csv:boss log.csv
stdout_is city,step,stage,entered 'Oslo,1,identified,1' 'Oslo,2,won,1' \
	'Rome,1,identified,2' 'Rome,2,won,1' '(none),1,identified,1' \
	'(none),2,won,0'

# What is not there.
expect 0 'rows without a match are counted' funnel convert \
	--stages identified,won --join reps.csv:name=rep \
	--join products.csv:product log.csv
stderr_is <<'END'
funnel convert: taken as entity "lead", stage "stage", time "time"
funnel convert: reps.csv: --join: 1 row has no key
funnel convert: reps.csv: --join: 1 row has no match by "name": (none) 1
funnel convert: products.csv: --join: 1 row has no match by "product": "GTXPro" 1 (nearest "GTX Pro")
funnel convert: as of 2025-01-05, the newest time; --as-of says another
funnel convert: rows: 6 read = 6 used + 0 repeats + 0 rejected + 0 filtered
funnel convert: eventually means up to the last move, for there is no window; --within 4d is when the last stage has 95 % of those it gets
END
cp "$out" plain.csv
expect 1 '--join-strict answers no' funnel convert -q --stages identified,won \
	--join reps.csv:name=rep --join products.csv:product --join-strict \
	log.csv
stderr_is \
	'funnel convert: reps.csv: --join: 1 row has no match by "name": (none) 1' \
	'funnel convert: products.csv: --join: 1 row has no match by "product": "GTXPro" 1 (nearest "GTX Pro")'
same 'and writes its result' plain.csv "$out"
grep -v -e GTXPro -e '^3,' log.csv >all.csv
expect 0 'or yes' funnel convert -q --stages identified,won \
	--join reps.csv:name=rep --join products.csv:product --join-strict \
	all.csv
stderr_is ''
keys() {
	seq -f 'k%.0f,identified,2025-01-01,1' 1 "$1" |
		sed '1i lead,stage,time,key'
}
keys 30 >many.csv
printf 'key\na\n' >a.csv
expect 0 'ten keys are listed' funnel convert --stages identified,won \
	--join a.csv:key=lead many.csv
stderr_has '30 rows have no match by "key": "k1" 1, "k2" 1, "k3" 1, "k4" 1, "k5" 1, "k6" 1, "k7" 1, "k8" 1, "k9" 1, "k10" 1, …, of 30 keys'
keys 40000 >many.csv
cat many.csv many.csv | sed 40002d >twice.csv
for threads in 1 2 5; do
	expect 0 "many keys, $threads threads" funnel convert --threads \
		$threads --stages identified,won --join a.csv:key=lead \
		twice.csv
	stderr_has '80000 rows have no match by "key": "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9", "k10", …, of more than 10000 keys'
done
printf 'name,region\nann,Z\374rich\n' >latin.csv
expect 0 'another encoding is guessed' funnel convert --by region \
	--stages identified,won --join latin.csv:name=rep log.csv
stdout_has Zürich,1,identified,1
stderr_has 'latin.csv: the text is not UTF-8 and was read as WINDOWS-1252; --encoding says otherwise'

# Refused.
refuses() {
	_status=$1 _sentence=$2
	shift 2
	expect "$_status" "$_sentence" funnel convert \
		--stages identified,won "$@" log.csv
	stdout_is ''
}
printf 'name,region\nann,1\nbob,"2\n3"\n ann ,4\n' >two.csv
refuses 3 'a key twice' --join two.csv:name=rep
stderr_is 'funnel convert: two.csv:5: name: "ann" is the key of line 2 too; a row of the input would find two'
printf 'name,region\nann\n' >ragged.csv
refuses 3 'a row that is too short' --join ragged.csv:name=rep
stderr_is 'funnel convert: ragged.csv:2: 1 field, expected 2'
refuses 3 'no such file' --join gone.csv:name=rep
stderr_is 'funnel convert: gone.csv: no such file'
refuses 2 'no such key' --join reps.csv:nam=rep
stderr_is 'funnel convert: reps.csv: no column "nam"; did you mean "name"?' \
	'  columns: name, region, boss, stage'
refuses 2 'no such column of the input' --join reps.csv:region=regio
stderr_is 'funnel convert: log.csv: no column "regio"' \
	'  columns: lead, stage, time, rep, product'
for wrong in reps.csv :name reps.csv: reps.csv:name= reps.csv:=rep; do
	refuses 2 "--join $wrong" --join "$wrong"
	stderr_is "funnel convert: --join: \"$wrong\": expected FILE:KEY, a column that both tables have, or FILE:KEY=COL, where COL is that of the input"
done
refuses 2 'written over' --join reps.csv:name=rep -o reps.csv
stderr_is 'funnel convert: --output: "reps.csv" is the file that --join reads: it would be written over'
printf '1,won,2025-01-09\n2,won,2025-01-09,ann,Tea,more,x,y\n' |
	cat log.csv - >short.csv
expect 3 'rows of a wrong length are still that' funnel convert -q \
	--stages identified,won --join reps.csv:name=rep short.csv
stderr_is 'funnel convert: short.csv:8: 3 fields, expected 5' \
	'  --bad-rows skip counts such rows and goes on; --bad-rows FILE keeps them'
expect 0 'and kept as they stand' funnel convert -q --stages identified,won \
	--join reps.csv:name=rep --bad-rows bad.csv short.csv
same 'the result is that of the others' plain.csv "$out"
printf '%s\n' file,line,reason,lead,stage,time,rep,product \
	'short.csv,8,wrong number of fields,1,won,2025-01-09' \
	'short.csv,9,wrong number of fields,2,won,2025-01-09,ann,Tea,more,x,y' \
	>wanted.csv
same 'without what was joined' wanted.csv bad.csv
cp reps.csv 'a:b=c.csv'
sed '1s/rep/r:e=p/' log.csv >signs.csv
expect 0 'signs are taken literally' convert -q --by region \
	--join 'a\:b=c.csv:name=r:e=p' signs.csv
stdout_has 'East,2,won,1'

# import: dates of a second table.
cp "$root"/tests/cases/two_tables_*.csv .
expect 0 'two tables' funnel import --event contacted=first_contact \
	--event won=two_tables_deals.csv:won_date --keep origin,segment \
	two_tables_leads.csv
stdout_is entity,stage,time,origin,segment L1,contacted,2025-01-02,ads,pets \
	L1,won,2025-01-20,ads,pets L2,contacted,2025-01-03,seo, \
	L3,contacted,2025-01-04,ads,
stderr_has 'two_tables_deals.csv: --join: 2 rows have no match by "lead_id": "L2" 1, "L3" 1'
cp two_tables_leads.csv leads.csv
cat >deals.csv <<'END'
lead_id,won_date,segment
L1,2025-01-20,pets
L3,,toys
END
import() {
	funnel import --event contacted=first_contact "$@"
}
expect 0 'import joins by the entity' import \
	--event 'won=deals.csv:won_date if segment!=toys' \
	--keep origin,segment leads.csv
stdout_is entity,stage,time,origin,segment L1,contacted,2025-01-02,ads,pets \
	L1,won,2025-01-20,ads,pets L2,contacted,2025-01-03,seo, \
	L3,contacted,2025-01-04,ads,toys
stderr_is <<'END'
funnel import: deals.csv: --join: 1 row has no match by "lead_id": "L2" 1
funnel import: 3 rows read, 4 events written; 0 rows gave no event, 0 have no entity, 0 have a wrong number of fields
funnel import: contacted: 3 events, 0 rows without a date, 0 where the condition does not hold
funnel import: won: 1 event, 1 row without a date, 1 where the condition does not hold
END
cp "$out" wanted.csv
sed 's/lead_id/Lead/' deals.csv >other.csv
expect 1 'or as --join says' import -q --join other.csv:Lead=lead_id \
	--event 'won=other.csv:won_date if segment!=toys' \
	--join-strict --keep origin,segment leads.csv
same 'the same' wanted.csv "$out"
stderr_is 'funnel import: other.csv: --join: 1 row has no match by "Lead": "L2" 1'
expect 2 'no such key' import --event won=other.csv:won_date leads.csv
stderr_is 'funnel import: other.csv: no column "lead_id"' \
	'  columns: Lead, won_date, segment' \
	'  --join other.csv:KEY=lead_id says which of them has what "lead_id" has'
expect 2 'no such date' import --event won=deals.csv:won_dat leads.csv
stderr_is 'funnel import: deals.csv: no column "won_dat"; did you mean "won_date"?'
expect 2 'rows that have no id' import --entity '#row' \
	--event won=deals.csv:won_date leads.csv
stderr_is 'funnel import: --event: by which column is deals.csv joined? say --join deals.csv:KEY=COL'
expect 3 'no such file' import --event won=deal.csv:won_date leads.csv
stderr_is 'funnel import: deal.csv: no such file'
sed '1s/first_contact/first:contact/' leads.csv >colon.csv
expect 0 'a name with a colon is a column first' funnel import -q \
	--event contacted=first:contact colon.csv
stdout_has L3,contacted,2025-01-04

# A larger log, joined by awk before and by funnel.
cp "$root/samples/b2b.csv" b2b.csv
awk -F, -v OFS=, 'BEGIN {
	print "owner,team" >"owners.csv"
	for (i = 1; i <= 24; i++)
		if (i % 5) {
			o = sprintf("rep-%02d", i)
			team[o] = "team " i % 3
			print o, team[o] >"owners.csv"
		}
}
NR == 1 { print $0, "team"; next }
{ print $0, team[$6] }' b2b.csv >joined.csv
b2b() {
	funnel convert -q --by team --within 90d --value amount --total "$@"
}
by_join() {
	b2b --join owners.csv:owner "$@"
}
b2b joined.csv >wanted.csv
ok 'teams are there' grep -q 'team 2' wanted.csv
sed 's/,/","/g;s/^/"/;s/$/"/' b2b.csv >quoted.csv
sed 's/$/\r/' b2b.csv >crlf.csv
sed 's/,search,/,"sea""rch",/;s/$/\r/' b2b.csv >doubled.csv
tr , '\t' <b2b.csv >tabs.csv
gzip -c b2b.csv >b2b.csv.gz
for file in b2b.csv quoted.csv crlf.csv doubled.csv tabs.csv b2b.csv.gz; do
	for threads in 1 3; do
		expect 0 "$file, $threads threads" by_join \
			--threads $threads $file
		same 'a join is what awk joined' wanted.csv "$out"
	done
done
expect 0 'a pipe' sh -c 'cat b2b.csv | funnel convert -q --by team --within \
	90d --value amount --total --join owners.csv:owner'
same 'the same' wanted.csv "$out"
for n in 0 1 2; do
	awk -v n=$n 'NR == 1 || NR % 3 == n' b2b.csv >part$n.csv
done
expect 0 'several files' by_join part2.csv part0.csv part1.csv
same 'the same' wanted.csv "$out"
expect 0 'a disk for memory' by_join --max-memory 20M b2b.csv
same 'the same' wanted.csv "$out"

# Saved folds of parts by entity.
part() {
	awk -F, -v n="$1" \
		'NR == 1 || substr($1, length($1)) % 2 == n' b2b.csv |
		funnel convert --partial -q --by team --within 90d \
		--value amount --entity lead_id --stage stage \
		--time occurred_at --time-format iso --encoding UTF-8 \
		--as-of 2025-06-30 --join "$2"
}
b2b --as-of 2025-06-30 joined.csv >wanted.csv
part 0 owners.csv:owner >part0
part 1 owners.csv:owner >part1
expect 0 'parts' funnel merge -q --total part0 part1
same 'merge to the whole' wanted.csv "$out"
cp owners.csv others.csv
part 1 others.csv:owner >part1
expect 3 'not with those of another table' funnel merge -q --total part0 part1
stderr_is 'funnel merge: part1: another definition than part0: --join others.csv:owner here, --join owners.csv:owner there; results under different definitions do not merge'

# In a funnel file; in the definition; by other commands.
printf '[input]\njoin = owners.csv:owner\n' >my.funnel
expect 0 'a funnel file' funnel convert -f my.funnel -q --by team -t json \
	b2b.csv
stdout_has '"join": "owners.csv:owner"'
expect 0 'a dry run' funnel convert --dry-run -q --join owners.csv:owner \
	b2b.csv
stdout_has joined,owners.csv,20
for command in 'segment --by team' 'list --by team' \
	'retain --every month --by team' \
	'survive --start identified --end won --by team' \
	'compare --before 2024-08-01..2024-10-31 --after 2024-11-01..2025-01-31 --by team'; do
	expect 0 "$command" funnel $command -q --join owners.csv:owner b2b.csv
	funnel $command -q joined.csv >wanted.csv
	same 'the same' wanted.csv "$out"
done
printf 'len,status,k\n5,1,a\n6,0,b\n7,1,c\n' >lives.csv
printf 'k,g\na,x\nb,x\nd,y\n' >groups.csv
expect 1 'survive --duration' funnel survive -q --duration len \
	--status status --by g --join groups.csv:k --join-strict lives.csv
stderr_is 'funnel survive: groups.csv: --join: 1 row has no match by "k": "c" 1'
stdout_has x,
done_testing
