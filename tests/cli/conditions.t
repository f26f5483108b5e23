#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Conditions of values, in --stages, --lost, --exclude: against a log in which
# a column says already what each row is, and by hand.
. "$(dirname "$0")/lib.sh"

# 20,000 timelines.  The last column is what awk finds: v, d, c or a p of
# stages, l of an end, x of an exclusion, b of an entity that is left out.
awk 'function any(list,   a, n) {
		n = split(list, a, " ")
		return a[1 + int(rand() * n)]
	}
	BEGIN { srand(23)
	print "id,event,time,path,value,is"
	for (i = 0; i < 20000; i++)
		for (k = int(1 + rand() * 14); k > 0; k--) {
			event = any("page page page add add paid paid closed bot")
			path = any("/pricing/a /pricing/a /pricing/b /cart /home -")
			value = any("-1 0 5 7.5 7.5 -")
			if (event == "bot" && rand() < .8)
				event = "page"
			sub(/^-$/, "", path)
			sub(/^-$/, "", value)
			number = value != ""
			is = ""
			if (event == "page" && path ~ /^\/pricing\//)
				is = is "v"
			if (event == "page" && path == "/pricing/a")
				is = is "d"
			if ((event == "page" && path == "/cart" && number &&
			    value > 0) || (event == "add" && number &&
			    value >= 5))
				is = is "c"
			if (event == "paid")
				is = is "p"
			if (event == "closed" && path != "/home")
				is = is "l"
			if (event == "page" && number && value < 0)
				is = is "x"
			if (event == "bot" && path == "/home")
				is = is "b"
			printf "%d,%s,2025-01-%02d,%s,%s,%s\n", i, event,
			    1 + rand() * 20, path, value, is == "" ? "-" : is
		} }' >log.csv

asked='visit=page[path~/pricing/*],deep=page[path=/pricing/a]'
asked="$asked,cart=page[path=/cart & value>0]|add[value>=5],paid"
known='visit=v|vd|vx|vdx,deep=vd|vdx,cart=c,paid=p'
funnel list -q --entity id --stage is --time time --stages "$known" --lost l \
    log.csv >known.csv
ok 'the log tells something' test "$(grep -c ,completed, known.csv)" -gt 500

# The same list, whatever the policy.
while read -r policy; do
	list="funnel list -q --all --entity id --time time $policy log.csv"
	expect 0 "conditions: ${policy:-alone}" sh -c "{
	    $list --stage event --stages '$asked' \
	    --lost 'closed[path!=/home]' \
	    --exclude 'page[value<0]:visit..paid' \
	    --exclude-entity 'bot[path=/home]' || echo \$?; } >asked.csv
	    { $list --stage is --stages '$known' --lost l \
	    --exclude 'vx|vdx|x:visit..paid' --exclude-entity b ||
	    echo \$?; } >known.csv; cmp asked.csv known.csv"
done <<'END'

--within 5d
--within 5d --ties against
--step-within 3d
--entry best --within 4d
--entry latest --within 4d
--optional deep
--optional deep,cart --within 6d
--count attempts --within 5d
--order strict
--order strict --within 5d --optional cart
--order any --within 5d
--order reach
--reopen new --count attempts
--having value>0
--where value!=5
END
# Without an exclusion its rows are like others, and repeats of them.
sed 's/x$//; s/,$/,-/' log.csv >plain.csv
for a in "--stage event --stages '$asked' --lost 'closed[path!=/home]'" \
    "--stage is --stages '$known' --lost l"; do
	eval funnel list -q --all --entity id --time time --order touch "$a" \
	    plain.csv | sed 1d | cksum
done >touch.txt
expect 0 'and under touch, which excludes nothing' sh -c \
    'uniq touch.txt | wc -l'
expect 0 'threads and order of rows change nothing' sh -c "
    { head -1 log.csv; tail -n +2 log.csv | sort -t, -k4; } >sorted.csv
    for how in '--threads 1 log.csv' '--threads 7 sorted.csv'; do
	funnel convert -q --entity id --stage event --time time --as-of \
	    2025-01-20 --stages '$asked' --lost 'closed[path!=/home]' \$how |
	    cksum; done | uniq | wc -l"
stdout_is 1

# Parts know what rows were asked.
read='--entity id --stage event --time time --time-format iso --encoding UTF-8'
awk -F, 'NR > 1 { print > (1 + ($1 % 3 == 0) ".rows") }' log.csv
for part in 1 2; do
	{ head -1 log.csv; cat $part.rows; } >$part.csv
	funnel convert -q $read --as-of 2025-01-20 --stages "$asked" \
	    --lost 'closed[path!=/home]' --partial -o $part.part $part.csv
done
funnel convert -q $read --as-of 2025-01-20 --stages "$asked" \
    --lost 'closed[path!=/home]' -o whole.csv log.csv
expect 0 'parts are merged to the whole' sh -c 'funnel merge -q 1.part 2.part |
    cmp - whole.csv'

cat >shop.csv <<'END'
entity,time,stage,path,value
a,2025-01-01,page,/pricing,
a,2025-01-02,add,,5
a,2025-01-03,paid,,5
b,2025-01-01,page,/home,
b,2025-01-02,add,,0
c,2025-01-01,page,/pricing/x,
c,2025-01-02,add,,x
END
expect 0 'what is asked, and what cannot be told' funnel convert \
    --stages 'visit=page[path~/pricing*],add[value>0],paid' --within 9d shop.csv
stderr_has 'in no stage and no outcome: "add" 2, "page" 1' \
    '1 row has a cell that is no number or time, or empty: a condition does not hold there'
expect 0 'a name alone is the value' sh -c "funnel convert -q --stages \
    'page[path~/pricing*],add[value>0],paid' shop.csv | cut -d, -f2,3"
stdout_is 'stage,entered' 'page,2' 'add,1' 'paid,1'
expect 0 'a value that never is one is named' funnel convert \
    --stages 'visit=page[path~/pricing*],add[value>9],paid' shop.csv
stderr_has 'no row has stage "add[value>9]": of 3 rows with "add" the condition holds for none'
expect 0 'and one that no row has' funnel convert \
    --stages 'visit=page,adds[value>9],paid' shop.csv
stderr_has 'no row has stage "adds[value>9]"; did you mean "add"?'
expect 0 'the definition says it' sh -c "funnel convert -q --with-definition \
    --stages 'visit=page[path~/pricing*],paid' --lost 'add[value=0]' shop.csv |
    grep -e values: -e outcomes:"
stdout_is '# values: visit=page[path~/pricing*],paid=paid' \
    '# outcomes: add[value=0]'
expect 0 'other commands: from one kind of row to another' sh -c "funnel survive \
    -q --start 'page[path~/pricing*]' --end paid --summary shop.csv |
    cut -d, -f1-2"
stdout_is 'n,events' '2,1'
expect 0 'a funnel file' sh -c "printf '%s\n' '[stages]' \
    'visit = page[path~/pricing* & path!~*x]' 'paid' '[outcomes]' \
    'lost = add[value=0]' >shop.funnel
    funnel convert -q -f shop.funnel shop.csv | cut -d, -f2,3"
stdout_is 'stage,entered' 'visit,1' 'paid,1'

printf '%s\n' entity,time,stage 'a,2025-01-01,in [new]' \
    'a,2025-01-02,out' >literal.csv
expect 0 'a bracket of the value' sh -c "funnel convert -q --stages \
    'in \\[new\\],out' literal.csv | cut -d, -f2,3"
stdout_is 'stage,entered' 'in [new],1' 'out,1'
printf '%s\n' entity,time,stage 'a,2025-01-01,in\' 'a,2025-01-02,out' >slash.csv
expect 0 'a blank behind \\ is no part of it' sh -c "funnel convert -q --stages \
    'in\\\\ , out' slash.csv | cut -d, -f2,3"
stdout_is 'stage,entered' 'in\,1' 'out,1'

expect 0 'what --dry-run says can be pasted' sh -c "funnel convert --dry-run -q \
    --stages 'in \\[new\\],out' literal.csv | sed -n 's/^command,//p'"
stdout_is "\"funnel convert --entity entity --stage stage --time time --stages 'in \\[new\\],out' --quiet literal.csv\","

refused() {
	expect 2 "$1" funnel convert --stages "$1" shop.csv
	stderr_is "funnel convert: --stages: \"${2:-$1}\": expected one condition or more in a bracket behind the value, such as page[path~/pricing* & value>0]; \\[ is a bracket of the value"
}
refused 'page[new]' ''
refused 'page[path=/x' ''
refused 'a=page],b' 'page]'
refused 'page[]' ''
refused 'page[path=/x]y' ''
refused 'page[value>1|2]' ''
expect 2 'no such column' funnel convert --entity entity --stage stage \
    --time time --stages 'page[pat=/x]' shop.csv
stderr_is 'funnel convert: shop.csv: no column "pat"; did you mean "path"?' \
    '  columns: entity, time, stage, path, value'
expect 2 'a stage and an end' funnel convert --stages 'page[path=/x],paid' \
    --lost 'page[path=/x]' shop.csv
stderr_is 'funnel convert: --lost: "page" is a stage too; it can be one of them only'
done_testing
