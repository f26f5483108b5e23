#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What cron needs of every command: silence, a log, one run at a time,
# names by the date of the data, an answer in the exit status.
. "$(dirname "$0")/lib.sh"

cp -R "$root/samples" samples
review() {
	env -i PATH="$PATH" LC_ALL=C funnel report --no-charts \
		-f samples/b2b.funnel "$@" samples/b2b.csv
}

expect 0 'without -q' review -o x.html
stderr_has 'funnel report: rows: 3924 read = 3887 used + 37 repeats'
cp x.html wanted.html
expect 0 '-q' review -q -o x.html
stdout_is ''
stderr_is ''
same 'the same report' wanted.html x.html

expect 0 '--log' review --log x.log -o x.html
stdout_is ''
stderr_is ''
same 'the same report' wanted.html x.html
ok 'each line of the log has its time' sh -c "! grep -vE \
	'^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z funnel report: ' x.log"
ok 'and the rows are in it' grep -q 'rows: 3924 read' x.log
lines=$(wc -l <x.log)
expect 3 'an error' sh -c 'funnel report --log x.log -o x.html none.csv'
stderr_is 'funnel report: none.csv: no such file'
ok 'is in the log as well' sh -c \
	"tail -n 1 x.log | grep -q 'Z funnel report: none.csv: no such file'"
ok 'which goes on' test "$(wc -l <x.log)" -gt "$lines"
same 'the old report stands' wanted.html x.html
expect 5 'a log that cannot be' review --log none/x.log
stderr_is 'funnel report: none/x.log: No such file or directory'

# Another run holds the lock as long as this pipe is open.
mkfifo held
funnel report -q --no-charts --lock x.lock -o late.md - <held &
exec 9>held
i=0
while [ ! -e x.lock ] && [ $((i += 1)) -le 200 ]; do
	sleep 0.05
done
sleep 0.3
expect 75 '--lock, held' review -q --lock x.lock -o y.html
stderr_is 'funnel report: x.lock: another run holds this lock'
ok 'and nothing is written' test ! -e y.html
cat samples/b2b.csv >&9
exec 9>&-
wait
ok 'the run that holds it ends well' test -s late.md
expect 0 '--lock, free again' review -q --lock x.lock -o y.html
same 'the same report' wanted.html y.html

# Dates are those of as-of; the newest time is of 2025-06-30.
expect 0 'a date in the name' review -q -o 'r-%Y-%m-%d-%G-%V.html'
ok 'is that of as-of' test -f r-2025-06-30-2025-27.html
expect 0 'an earlier as-of' review -q --as-of 2024-12-31 -o 'r-%Y-%m%%.md'
ok 'is another name' test -f 'r-2024-12%.md'
expect 2 'no such letter' review -q -o 'r-%Q.md'
stderr_is 'funnel report: --output: "r-%Q.md": expected %Y %y %m %d %j %G %V %u %H of as-of, or %% for a %'

# 241 of 1,200 were won within 180 days (convert.t).
expect 1 '--fail-if, yes' review -q --fail-if 'entered(won)<242' -o f.html
stderr_is 'funnel report: --fail-if entered(won)<242: entered of won is 241'
same 'the report is written' wanted.html f.html
expect 0 '--fail-if, no' review -q --fail-if 'entered(won)<241' -o f.html
expect 1 'one of two' review -q --fail-if 'entered(won)<241' \
	--fail-if 'rate(contacted)>75%' -o f.html
expect 2 'what is no question' review -q --fail-if 'won' -o f.html
stderr_is "funnel report: --fail-if: \"won\": expected such as 'rate(won)<0.2' or 'open(engaged)>100'"

# 241 of 568, Wilson by R: prop.test(241, 568, correct = FALSE).
asked() {
	funnel convert -q --within 180d -o /dev/null "$@"
}
expect 1 'a figure, its interval, of how many' asked \
	--fail-if 'rate(won)<50%' samples/b2b.csv
stderr_is 'funnel convert: --fail-if rate(won)<50%: rate of won is 42.4% (38.4% to 46.5%) of 568'
# Two are on their way, nobody ever got there: no share of 0.
expect 4 'what is not known yet is not fine' funnel convert -q \
	--fail-if 'eventual_overall(won)<20%' \
	--stages identified,contacted,engaged,won \
	"$root/tests/cases/fail-if-undefined.csv"
stderr_is 'funnel convert: --fail-if eventual_overall(won)<20%: eventual_overall of won is not known yet'
expect 1 'of a group' asked --by channel --fail-if 'entered(search)>400' \
	samples/b2b.csv
stderr_is 'funnel convert: --fail-if entered(search)>400: entered of search, identified is 443'
printf '%s\n' entity,stage,time 1,identified,2025-01-01 \
	1,contacted,2025-01-05 2,identified,2025-01-02 >few.csv
few() {
	asked --stages identified,contacted,engaged,won "$@" few.csv
}
expect 4 'what cannot be told is not fine' few --fail-if 'rate(won)<20%'
stderr_is 'funnel convert: --fail-if rate(won)<20%: rate of won is not defined'
expect 1 'beside one that is answered yes' few \
	--fail-if 'rate(won)<20%' --fail-if 'open(identified)>=1'
stderr_is 'funnel convert: --fail-if rate(won)<20%: rate of won is not defined' \
	'funnel convert: --fail-if open(identified)>=1: open of identified is 1'
expect 0 'a whole column is asked where it is defined' few \
	--fail-if 'open>5'
stderr_is ''
expect 4 'nor with -q and a log' few --log few.log --fail-if 'rate(won)<20%'
ok 'and the log has it' grep -q 'rate of won is not defined' few.log
ok 'and what -q leaves out' grep -q 'rows: 3 read = 3 used' few.log

# The crontab of funnel-cron(7), job by job, as cron runs it: no environment,
# another folder, % unescaped; sendmail is what keeps its letters.
mkdir srv bin
cp samples/b2b.csv srv/export.csv
cp samples/b2b.funnel srv
printf '#!/bin/sh\n{ echo "to $*"; cat; } >>%s/letters\n' "$PWD" >bin/sendmail
chmod +x bin/sendmail
awk '/^MAILTO=/ { inside = 1; next }
	/^\.Ed/ { inside = 0 }
	inside { more = sub(/ *\\e$/, " "); printf "%s%s", $0, more ? "" : "\n" }' \
	"$root/cmd/cron.7" | sed -E 's/\\e/\\/g; s/\\%/%/g; s/ +/ /g' >crontab
ok 'a crontab of four lines' test "$(wc -l <crontab)" = 3
# job N: its fields of time off.
job() {
	sed -n "$1p" crontab | cut -d ' ' -f 6- |
		sed "s|/srv/funnel|$PWD/srv|" >job
	(cd / && env -i PATH="$OLDPWD/bin:$PATH" HOME=/nonexistent LC_ALL=C \
		/bin/sh "$OLDPWD/job")
}
expect 0 'the watch of a quiet night' job 1
stdout_is
stderr_is
ok 'has told nothing' test ! -e srv/told.csv
# Who was engaged from April on was not: the same night finds it, once.
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	!($at["stage"] ~ /^(engaged|won|served)$/ &&
	$at["occurred_at"] > "2025-04")' samples/b2b.csv >srv/export.csv
expect 1 'of one that is not' job 1
ok 'is one sentence' test "$(wc -l <"$err")" = 1
ok 'that of the page' test "$(cat "$err")" = "funnel watch: $(sed -n \
	'/^engaged, week of/,/^(/p' "$root/cmd/cron.7" | tr '\n' ' ' |
	sed 's/ $//')"
expect 0 'the next night it was told' job 1
stderr_is
cp samples/b2b.csv srv/export.csv
expect 0 'the review' job 2
stdout_is
stderr_is
ok 'has its week in its name' test -s srv/review-2025-27.html
expect 0 'the mail' job 3
ok 'goes to somebody' grep -qx 'to sales@example.com' letters
ok 'with a subject' grep -qx 'Subject: B2B' letters
ok 'and the table' grep -q '^won ' letters

done_testing
