#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel check: planted faults, which tests/reference/check counts by another
# program; small ones by hand.
. "$(dirname "$0")/lib.sh"

faults() {
	funnel check --entity deal --stage stage --time time --value amount \
		--stages lead,qualified,demo,won --lost lost \
		--as-of 2025-06-30 "$@"
}
# kind,count,first_line of a result, in the order of the answers; the gap's
# days are its count.
short() {
	sed 's/^gap,/gap_days_longest,/' "$1" | awk -F, 'NR > 1 {
		print $1 "," $3 "," $6 }' | LC_ALL=C sort
}
cp "$reference/check/faults.csv" .
expect 1 'planted faults' faults --rejects rejects.csv faults.csv
cp "$out" found
stderr_is ''
short found >short
tail -n +2 "$reference/check/faults-expected.csv" | LC_ALL=C sort >wanted
same 'each kind: its count and its first line' short wanted
grep -c . rejects.csv >count
# 29 faults, two rows of which have two.
same 'the rows that have one' count - <<'END'
27
END
head -3 rejects.csv >head
same 'in the order of the input, with the first kind' head - <<'END'
file,line,reason,deal,stage,time,amount,owner
faults.csv,5,time_before_1970,X4,lead,1969-12-31,,rep-1
faults.csv,40,time_unreadable,X1,lead,2025-02-31,,rep-1
END
expect 1 'from a pipe, by one thread' sh -c 'funnel check --entity deal \
	--stage stage --time time --value amount --stages \
	lead,qualified,demo,won --lost lost --as-of 2025-06-30 --threads 1 \
	<faults.csv'
short "$out" >piped
same 'the same' piped wanted
expect 1 'by seven threads' faults --threads 7 faults.csv
same 'the same bytes' "$out" found
awk 'BEGIN { print "entity,stage,time"
	for (i = 0; i < 2000; i++)
		printf "e%d,x,2025-01-%02d\n", i, 1 + i % 28
	print "late,x,2099-01-01" }' >late.csv
expect 1 'without --as-of the future is far from the rest' funnel check \
	late.csv
stdout_is <<'END'
kind,severity,count,entities,file,first_line,value,advice
time_future,fault,1,1,late.csv,2002,late,mend it; --as-of leaves it out
END
expect 1 'what is ignored' faults --ignore entity_missing,near_key faults.csv
grep -cE '^(entity_missing|near_key)' "$out" >count
same 'is not there' count - <<'END'
0
END
kinds=$(cut -d, -f1 found | tail -n +2 | paste -sd,)
expect 0 'all ignored' faults --ignore "$kinds" faults.csv
stdout_is ''

expect 1 'for people' faults -t text --ignore near_key,repeat faults.csv
head -5 "$out" >head
same 'text' head - <<'END'
kind               count  line  found             advice
────────────────────────────────────────────────────────────────────────────────
entity_missing         6    57                    --bad-rows skip goes without
stage_missing          5   244                    --bad-rows skip goes without
stage_unknown          7   168  Qualified         name it in --stages or --lost
END

# A clean log: silent.
funnel simulate --entities 2000 --seed 7 | sort -u | sort -t, -k3,3 -s |
	awk 'NR > 1 && $0 !~ /^lead_id/ { print }' >rows
(echo lead_id,stage,occurred_at,channel,region,owner,amount,score
cat rows) >clean.csv
expect 0 'clean' funnel check --ignore partial_first,partial_last clean.csv
stdout_is ''
stderr_is ''

# By hand: quoting, several files, kinds that the answers lack.
cat >ragged.csv <<'END'
entity,stage,time
a,identified,2025-01-01
a,contacted
"b
b",identified,2025-01-02
caf�,identified,2025-01-03
END
printf 'entity,stage,time\n,identified,2025-01-04\nb,phoned,2025-01-05\n' \
	>second.csv
expect 1 'several files, a record of two lines' funnel check ragged.csv \
	second.csv
stdout_is <<'END'
kind,severity,count,entities,file,first_line,value,advice
ragged,fault,1,,ragged.csv,3,,quote fields that hold delimiters
encoding,fault,1,1,ragged.csv,6,caf�,export again as UTF-8
entity_missing,fault,1,,second.csv,2,,--bad-rows skip goes without
stage_unknown,fault,1,1,second.csv,3,phoned,name it in --stages or --lost
END
awk 'BEGIN { print "id,stage,time"
	for (d = 1; d <= 28; d++)
		for (m = 1; m <= 6; m++) {
			printf "x%d-%d,in,2025-%02d-%02d\n", m, d, m, d
			printf "x%d-%d,%s,2025-%02d-%02dT10:00\n", m, d,
				m < 4 ? "demo" : "showing", m, d
		}
	for (d = 1; d <= 9; d++) printf "y%d,in,2025-07-%02d\n", d, d
	for (d = 1; d <= 9; d++) printf "z%d,in,2025-07-%02d\n", d, d
}' >renamed.csv
expect 1 'one stage for another, and a month that has begun' funnel check \
	--entity id --stage stage --time time --stages in,demo,showing \
	renamed.csv
stdout_is <<'END'
kind,severity,count,entities,file,first_line,value,advice
partial_last,note,18,,,,2025-07-01..2025-07-09,--to leaves it out
renamed,fault,1,,,,"demo, showing",one stage? --stages 'B=A|B'
END
printf 'entity,stage,time\na,x,2025-01-01\na,x,2025-01-01\nb,y,2025-01-01\n' \
	>dates.csv
expect 0 'repeats of dates alone are notes' funnel check dates.csv
stdout_is <<'END'
kind,severity,count,entities,file,first_line,value,advice
repeat,note,1,1,dates.csv,3,a,counts once; --key tells apart
END
sed 's/01-01$/01-01 10:00/' dates.csv >times.csv
expect 1 'those of times are faults' funnel check times.csv
stdout_has 'repeat,fault,1,1,times.csv,3,a'

# A second table: by hand, two rows of x have no match.
printf 'name,team\na,north\n' >team.csv
printf 'entity,stage,time,name\n1,in,2025-01-01,a\n2,in,2025-01-02,x\n3,in,2025-01-03,x\n' \
	>joined.csv
expect 1 'rows without a match' funnel check -q --join team.csv:name joined.csv
stdout_is <<'END'
kind,severity,count,entities,file,first_line,value,advice
orphan,fault,2,,joined.csv,3,x,"mend the key, or its table"
END
# Two tables, quoted line ends before; the first orphan is of the second one.
printf 'name,team\na,north\nx,south\n"b\nb",west\nc,east\n' >team.csv
printf 'team,city\nnorth,Rome\nwest,Oslo\n' >cities.csv
printf 'entity,stage,time,name\n"1\n1",in,2025-01-01,a\n\n2,in,2025-01-02,x\n3,in,2025-01-03,y\n' \
	>joined.csv
for threads in 1 3; do
	expect 1 'the first of two tables' funnel check -q --threads $threads \
		--join team.csv:name --join cities.csv:team joined.csv
	stdout_is <<'END'
kind,severity,count,entities,file,first_line,value,advice
orphan,fault,3,,joined.csv,5,south,"mend the key, or its table"
unused,note,3,,team.csv,4,"b
b",no row has this key: fine?
END
done
expect 0 'rows that nothing asks for are a note' funnel check -q \
	--join team.csv:name --ignore orphan -t text joined.csv
stdout_has 'unused      2  team.csv     4  b?b    no row has this key: fine?'

# What is cut ends after a whole character: 63, 23 and 30 bytes do not.
name=x$(printf '客户%.0s' 1 2 3 4 5 6 7 8 9 10 11)
printf '%s\n' entity,stage,time,k "$name,in,2025-01-01 10:00,$name" \
	"$name,in,2025-01-01 10:00," "$name ,in,2025-01-02," \
	"$(echo "$name" | tr x X),in,2025-01-02," ",$name,2025-01-02," >long.csv
printf 'k\n%s\n' "y$name" >keys.csv
expect 1 'long ids' funnel check -q --join keys.csv:k long.csv
cp "$out" long.found
tens=$(printf "客户%.0s" 1 2 3 4 5 6 7 8 9 10)
expect 0 'are cut to UTF-8' iconv -f UTF-8 -t UTF-8 long.found
stdout_has "long.csv,3,x$tens,"
stdout_has ",yx$tens,"
stdout_has '"x客户客户客户客, x客户客户客户客"'

# What is asked for in a wrong way, and what cannot be read.
expect 2 'no such kind' funnel check --ignore near_keys faults.csv
stdout_is ''
head -1 "$err" >head
same 'the nearest' head - <<'END'
funnel check: --ignore: there is no "near_keys"; did you mean "near_key"?
END
expect 2 'no such column' funnel check --entity dael faults.csv
stderr_has 'no column "dael"; did you mean "deal"?'
expect 2 'no parts' funnel check --partial faults.csv
head -1 faults.csv >empty.csv
expect 4 'only a header' funnel check --entity deal empty.csv
: >nothing.csv
expect 3 'not even that' funnel check nothing.csv
printf 'entity,stage,time\na,"x,2025-01-01\n' >broken.csv
expect 3 'broken quoting' funnel check broken.csv
stderr_has 'broken.csv'
expect 5 'a full disk is noticed' sh -c 'funnel check dates.csv >/dev/full'

# What the tables of maven_crm say of themselves.
maven=$data/maven_crm/sales_pipeline.csv
if [ -f "$maven" ]; then
	expect 1 'maven_crm' funnel check --entity opportunity_id \
		--stage deal_stage --time engage_date --stages \
		Prospecting,Engaging,Won --lost Lost "$maven"
	cell_is 500 "$out" count kind=time_missing
	cell_is 8302 "$out" first_line kind=time_missing
	expect 1 'maven_crm: accounts' funnel check --entity account \
		--stage deal_stage --time engage_date "$maven"
	cell_is 1425 "$out" count kind=entity_missing
	cell_is 11 "$out" first_line kind=entity_missing
	expect 1 'maven_crm: dates of closing' funnel check --entity \
		opportunity_id --stage deal_stage --time close_date "$maven"
	cell_is 2089 "$out" count kind=time_missing
	cell_is 11 "$out" first_line kind=time_missing
	# 1,425 deals have no account, 1,480 a product that is spelled otherwise;
	# every agent is known, five have no deal.
	joined() {
		expect 1 "maven_crm: its $1" funnel check -q --entity \
			opportunity_id --stage deal_stage --time engage_date \
			--ignore time_missing \
			--join "$data/maven_crm/$1.csv:$2" "$maven"
		cut -d, -f1-3,6 "$out" | tail -n +2 >found
		same 'what has no match' found -
	}
	joined accounts account <<'END'
orphan,fault,1425,11
END
	joined products product <<'END'
orphan,fault,1480,3
unused,note,1,3
END
fi
done_testing
