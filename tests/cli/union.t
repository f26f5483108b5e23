#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Files of different headers as one log: by hand, and against one file.
. "$(dirname "$0")/lib.sh"

printf 'lead,stage,time,a,b\n1,lead,2025-01-01,x,y\n2,lead,2025-01-02,x,\n' \
	>one.csv
printf 'b,time,stage,lead,c\nq,2025-01-05,won,1,"Z, z"\n,2025-01-06,won,2,\n' \
	>two.csv
convert() {
	funnel convert --stages lead,won "$@"
}
expect 3 'without it' convert -q one.csv two.csv
stdout_is ''
stderr_is 'funnel convert: two.csv:1: the header differs from that of one.csv: column 1 is "b", there "lead"' \
	'  --union takes such files as one, columns by name'
printf '%s\n' lead,stage,time,a,b,c 1,lead,2025-01-01,x,y, \
	2,lead,2025-01-02,x,, '1,won,2025-01-05,,q,"Z, z"' \
	2,won,2025-01-06,,, >both.csv
for by in a b c; do
	for attribute in entry last; do
		convert -q --by $by --attribute $attribute both.csv >wanted.csv
		expect 0 "by $by, $attribute" convert -q --union --by $by \
			--attribute $attribute one.csv two.csv
		same 'is what one file says' wanted.csv "$out"
		expect 0 'in another order' convert -q --union --by $by \
			--attribute $attribute two.csv one.csv
		same 'the same' wanted.csv "$out"
	done
done
convert -q --by c --attribute last both.csv >wanted.csv
gzip -c two.csv >two.csv.gz
expect 0 'pipes' sh -c 'funnel convert --stages lead,won -q --union --by c \
	--attribute last - /dev/fd/3 <one.csv 3<two.csv.gz'
same 'the same' wanted.csv "$out"
expect 0 'a pipe' sh -c 'cat one.csv | funnel convert --stages lead,won -q \
	--union --by c --attribute last two.csv -'
same 'the same' wanted.csv "$out"
expect 0 'equal headers' convert -q --union both.csv both.csv
convert -q both.csv >wanted.csv
same 'are as they were' wanted.csv "$out"
printf 'c,team\n"Z, z",t\n' >teams.csv
expect 0 'and a join' convert -q --union --by team --attribute last \
	--join teams.csv:c one.csv two.csv
stdout_has t,1,lead,1
expect 0 'two columns of a name stay two' sh -c 'printf "lead,stage,time,x,x\n1,lead,2025-01-01,p,q\n" >p.csv
	printf "x,lead,stage,time\np,2,lead,2025-01-01\n" >q.csv
	funnel convert -q --stages lead --union --by "#5" p.csv q.csv |
	cut -d, -f1-4'
stdout_is x,step,stage,entered q,1,lead,1 '(none),1,lead,1'
printf '[input]\nunion = yes\n' >my.funnel
expect 0 'a funnel file' convert -q -f my.funnel one.csv two.csv
printf 'b,time,stage,lead,c\nq,2025-01-05,won,1\nq,soon,won,1,c\n' >bad.csv
expect 3 'a row of a wrong length' convert -q --union one.csv bad.csv
stderr_is 'funnel convert: bad.csv:2: 4 fields, expected 5' \
	'  --bad-rows skip counts such rows and goes on; --bad-rows FILE keeps them'
expect 0 'rows that cannot be used are kept' convert -q --union \
	--bad-rows kept.csv one.csv bad.csv
printf '%s\n' file,line,reason,lead,stage,time,a,b,c \
	'bad.csv,2,wrong number of fields,q,2025-01-05,won,1,' \
	'bad.csv,3,unknown time,1,won,soon,,q,c' >wanted.csv
same 'under the columns of all' wanted.csv kept.csv
tr , ';' <two.csv >semicolons.csv
expect 3 'another delimiter' convert -q --union one.csv semicolons.csv
stderr_is 'funnel convert: semicolons.csv: its columns are told apart by ";", those of one.csv by ","; --union wants one of them'
: >empty.csv
expect 3 'an empty file' convert -q --union one.csv empty.csv
stderr_is 'funnel convert: empty.csv: is empty (0 bytes); expected a CSV with a header line'
expect 3 'no such file' convert -q --union one.csv gone.csv
stderr_is 'funnel convert: gone.csv: no such file'
done_testing
