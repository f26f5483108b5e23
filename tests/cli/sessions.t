#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Entities of several columns, and sessions: against logs whose entities have
# a column that says it all, and by hand.
. "$(dirname "$0")/lib.sh"

# 20,000 entities of two columns, by ids that a plain joint would confuse.
# awk cuts them: by a silence of over 30 minutes, and by days of Kathmandu,
# which begin at 18:15 UTC.
awk 'BEGIN { srand(8)
	print "user,doc,stage,at,time,sum,pause,day"
	for (i = 0; i < 20000; i++) {
		user = "\"u" int(i / 7) (i % 3 ? "," : "") "\""
		doc = "\"" (i % 3 ? "" : ",") i % 7 "\""
		at = int(rand() * 200000)
		pause = day = 1
		for (k = int(1 + rand() * 12); k > 0; k--) {
			printf "%s,%s,%s,%d,2025-03-%02dT%02d:%02d:%02dZ,%d,%d,%d\n",
			    user, doc, substr("abbccxl", 1 + rand() * 7, 1),
			    at, 1 + at / 86400, at / 3600 % 24, at / 60 % 60,
			    at % 60, rand() * 9, pause, day
			gap = rand() < .2 ? 0 : rand() < .1 ? 1800 : \
			    rand() < .1 ? 1801 : int(rand() * 4000)
			pause += (gap > 1800)
			day += (int((at + gap + 20700) / 86400) > \
			    int((at + 20700) / 86400))
			at += gap
		}
	} }' >log.csv
{ head -1 log.csv; tail -n +2 log.csv | sort -t, -k4; } >shuffled.csv

# All rows are known to the funnel: others are no sign of life.
as_of='--as-of 2025-03-05 --stages a,b,c --lost "l|x"'
while read -r policy; do
	list="funnel list -q --all --time time $as_of $policy"
	expect 0 "sessions: ${policy:-alone}" sh -c "
	    $list --entity user,doc --session 30m shuffled.csv |
	    sed '1s/session/pause/' >cut.csv
	    $list --entity user,doc,pause log.csv | cmp - cut.csv &&
	    $list --entity user,doc --tz Asia/Kathmandu --session day \
	    shuffled.csv | sed '1s/session/day/' >cut.csv
	    $list --entity user,doc,day --tz Asia/Kathmandu log.csv |
	    cmp - cut.csv"
done <<'END'

--within 20m
--within 20m --ties against
--entry best --within 10m
--entry latest --within 10m
--optional b
--exclude x:a..c --within 1h
--exclude-entity x
--count attempts --within 10m
--order strict
--order any --within 20m
--order reach
--order touch
--where sum>=4
END

# A column of whole ids: of what stands in both, and no comma in either.
awk -F, 'NR == 1 { print "id,stage,time" } NR > 1 { sub(/^"/, "")
	split($0, p, "\""); id = p[1] "/" p[3]; rest = $0
	sub(/^[^"]*","[^"]*",/, "", rest); split(rest, f, ",")
	gsub(/,/, ";", id); print id "," f[1] "," f[3] }' log.csv >ids.csv
for of in 'user,doc log.csv' 'id ids.csv'; do
	eval funnel convert -q $as_of --within 9h --time time --entity "$of" |
	    cksum
done >sums.txt
expect 0 'an entity of two columns' sh -c 'uniq sums.txt | wc -l'
stdout_is 1
expect 0 'a part of the log, and another: the whole' sh -c "
    for n in 0 1; do awk -v n=\$n 'NR == 1 || NR % 2 == n' log.csv |
	sed 's/^\"u/\"v'\$n'/' >\$n.csv
	funnel convert -q $as_of --entity user,doc --stage stage --time time \
	    --time-format iso --encoding UTF-8 --session 30m --partial \
	    -o \$n.part \$n.csv; done
    funnel merge -q 0.part 1.part >merged.csv
    { cat 0.csv; sed 1d 1.csv; } | funnel convert -q $as_of \
	--entity user,doc --time time --session 30m | cmp - merged.csv"

cat >s.csv <<'END'
user,doc,stage,time
u1,d1,open,2025-01-01T10:00:00Z
u1,d1,sent,2025-01-01T10:30:00Z
u1,d1,open,2025-01-01T11:00:01Z
u1,d2,open,2025-01-01T10:10:00Z
"u1,d",1,open,2025-01-02T10:10:00Z
u1,"d,1",open,2025-01-02T10:10:00Z
END
expect 0 'columns of an id, and of a session' sh -c "funnel list -q \
    --entity user,doc --session 30m --stages open,sent s.csv | cut -d, -f1-5"
stdout_is 'user,doc,session,stage,outcome' 'u1,d1,1,sent,completed' \
    'u1,d2,1,open,open' 'u1,d1,2,open,open' 'u1,"d,1",1,open' \
    '"u1,d",1,1,open'
expect 0 'a column may have a comma in its name' sh -c "sed '1s/user/\"a,b\"/' \
    s.csv | funnel list -q --entity a,b --stages open,sent |
    cut -d, -f1-2"
stdout_is 'entity,stage' 'u1,sent' '"u1,d"'
expect 0 'the balance says how many of how many' funnel convert \
    --entity user,doc --stage stage --time time --session 30m \
    --stages open,sent s.csv
stderr_has '--session: 5 sessions of 4 entities'
expect 0 'and so does the definition' sh -c "funnel convert -q \
    --with-definition --entity user,doc --session day --stages open,sent \
    s.csv | grep -e session -e entities"
stdout_is '# session: day' '# entities: 4 sessions of 4'
expect 0 'an entity is explained session by session' sh -c "funnel explain -q \
    --entity user,doc --session 30m --id u1,d1 --stages open,sent s.csv |
    cut -d'\"' -f2- | cut -d, -f1-4,8"
stdout_is 'entity,attempt,file,line,stage' 'u1,d1,1",1,open' \
    'u1,d1,1",1,sent' 'u1,d1,1",1,' 'u1,d1,2",1,open' 'u1,d1,2",1,'
expect 0 'in a funnel file' sh -c "printf '%s\n' '[input]' \
    'entity = user, doc' 'session = 30m' 'max-entity-events = 2:drop' \
    '[stages]' open sent >s.funnel
    funnel list -q -f s.funnel s.csv | cut -d, -f1-3"
stdout_is 'user,doc,session' 'u1,d2,1' 'u1,"d,1"' '"u1,d",1'
expect 3 'a part that is empty is an empty id' sh -c "sed 's/u1,d2/u1,/' s.csv |
    funnel list -q --entity user,doc --stages open,sent"
stderr_is 'funnel list: standard input:5: doc: is empty; expected an id' \
    '  --bad-rows skip counts such rows and goes on; --bad-rows FILE keeps them'
for bad in 0m x 30 ''; do
	expect 2 "no session: $bad" funnel list --session "$bad" s.csv
	stderr_is "funnel list: --session: \"$bad\": expected how long a silence ends one, such as 30m, or day"
done

# The events of whom there are too many of.
expect 0 'who has too many is left out, and counted' funnel convert \
    --entity user --stage stage --time time --stages open,sent \
    --max-entity-events 3:drop s.csv
stderr_has '--max-entity-events: 1 entity is left out, with 5 events' \
    'rows: 6 read = 1 used + 0 repeats + 0 rejected + 5 filtered (5 of too long entities)'
expect 0 'of 20,000: each by itself' sh -c "
    cut -d, -f1 ids.csv | sort | uniq -c | awk '\$1 > 6 { print \$2 }' >long
    awk -F, 'NR == FNR { long[\$1]; next } !(\$1 in long)' long ids.csv >few.csv
    funnel list -q $as_of few.csv >few.txt
    funnel list -q $as_of --max-entity-events 6:drop ids.csv | cmp - few.txt"
for bad in 0 drop 5:stop -1 x :drop; do
	expect 2 "no number: $bad" funnel list --max-entity-events $bad s.csv
	stderr_is "funnel list: --max-entity-events: \"$bad\": expected a number from 1 on, or such as 1000:drop"
done
done_testing
