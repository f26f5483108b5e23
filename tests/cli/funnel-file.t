#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Funnel files: what they say counts, flags win over it, and what is wrong
# in them is said with file, line and the nearest name.
. "$(dirname "$0")/lib.sh"

cat >log.csv <<'END'
who,what,on,via,paid
1,call,03.01.2025,web,"1,50"
1,demo,05.01.2025,web,
1,mail,06.01.2025,web,
1,buy,20.01.2025,web,"10,25"
2,mail,04.01.2025,fair,
2,demo,25.01.2025,fair,
3,call,10.01.2025,,
3,bye,11.01.2025,,
4,other,12.01.2025,,
END
cat >sales.funnel <<'END'
# a comment
[input]
entity = who
stage = what
time = on
time-format = %d.%m.%Y
value = paid
decimal = ,

; another
[stages]
lead = call | mail
demo
won = buy

[outcomes]
gone = bye

[policy]
within = 14d
as-of = 2025-01-31

[report]
by = via
total = yes
END
flags="-q --entity who --stage what --time on --time-format %d.%m.%Y \
	--value paid --decimal , --lost bye --as-of 2025-01-31 --total --by via"
stages='lead=call|mail,demo,won=buy'
expect 0 'a funnel file' funnel convert -q -f sales.funnel log.csv
cp "$out" file.csv
# By hand: 1 gets through on day 17, too late; 2 is too late for the demo.
cell_is 3 file.csv entered 'via=(total) stage=lead'
cell_is 1 file.csv advanced 'via=(total) stage=lead'
cell_is 1 file.csv lost 'via=(total) stage=lead'
cell_is 1 file.csv expired 'via=(total) stage=lead'
cell_is 1 file.csv expired 'via=web stage=demo'
cell_is 1.5 file.csv value 'via=(total) stage=lead'
expect 0 'the same as flags' funnel convert $flags --stages "$stages" \
	--within 14d log.csv
same 'gives the same bytes' file.csv "$out"
expect 0 'flags win' funnel convert -q -f sales.funnel --within 30d log.csv
cp "$out" found.csv
expect 0 'as flags alone' funnel convert $flags --stages "$stages" \
	--within 30d log.csv
same 'the same window' "$out" found.csv
cell_is 1 found.csv entered 'via=web stage=won'
cell_is 10.25 found.csv value 'via=(total) stage=won'
expect 0 'stages of a flag' funnel convert -q --stages call,buy -f sales.funnel log.csv
cp "$out" found.csv
cell_is 2 found.csv entered 'via=(total) stage=call'
expect 0 'outcomes of a flag' funnel convert -q --lost other -f sales.funnel log.csv
cp "$out" found.csv
cell_is 0 found.csv lost 'via=(total) stage=lead'
expect 0 'a list that goes on' funnel convert -q --by paid --by on,who \
	-f sales.funnel log.csv
cp "$out" found.csv
expect 0 'is one list, without that of the file' funnel convert -q \
	--by paid,on,who -f sales.funnel log.csv
same 'the same groups' "$out" found.csv
sed "s/\$/$(printf '\r')/" sales.funnel >other.funnel
expect 0 'CRLF' funnel convert -q -f other.funnel log.csv
same 'is no matter' file.csv "$out"
{ printf '\357\273\277'; cat sales.funnel; } >other.funnel
expect 0 'a byte order mark' funnel convert -q --file=other.funnel log.csv
same 'neither' file.csv "$out"
sed 's/total = yes/total = no/' sales.funnel >other.funnel
expect 0 'total = no' funnel convert -q -f other.funnel log.csv
grep -v '^(total)' file.csv >wanted.csv
same 'leaves the total out' wanted.csv "$out"
expect 0 'the file of the manual' sh -c "sed -n '/^\[input\]/,/^\.Ed/p' \
	'$root/cmd/funnel.1' | grep -v '^\.Ed' >manual.funnel &&
	printf 'lead_id,stage,occurred_at,channel\n1,identified,2025-01-01,a\n\
1,mailed,2025-01-02,a\n1,disqualified,2025-01-03,a\n' |
	funnel convert -q -f manual.funnel"
cp "$out" found.csv
cell_is 1 found.csv lost 'channel=(total) stage=contacted'

# wrong LINE SENTENCE FILE-LINE...: more lines of the sentence in $more
wrong() {
	said=$1
	shift
	printf '%s\n' "$@" >wrong.funnel
	expect 2 "$said" funnel convert -f wrong.funnel log.csv
	stdout_is ''
	stderr_has "funnel convert: wrong.funnel:$said"
}
wrong '2: no key "entitty" in [input]; did you mean "entity"?' \
	'[input]' 'entitty = who'
stderr_has '  keys of [input]: entity, session, stage, time'
wrong '2: no key "zzzzzzzz" in [report]' '[report]' 'zzzzzzzz = 1'
wrong '2: no key "within" in [report]' '[report]' 'within = 30d'
wrong '1: no section [inptu]; did you mean [input]?' '[inptu]'
stderr_has '  sections: [input] [stages] [outcomes] [policy] [report]'
wrong '1: "within": a key before any section' 'within = 30d'
wrong '3: "within" again in [policy]; it stands in line 2 already' \
	'[policy]' 'within = 30d' 'within = 30d'
wrong '4: section [policy] again; it began in line 1' \
	'[policy]' 'within = 30d' '[report]' '[policy]'
wrong '3: "a" again in [stages]' '[stages]' a a
wrong '2: "entity": no = in it; expected key = value' '[input]' entity
wrong '2: --within: "5x": expected a span such as' '[policy]' 'within = 5x'
wrong '2: --order: "any way": expected ordered, strict, any, reach or touch' \
	'[policy]' 'order = any way'
wrong '2: total = "maybe": expected yes or no' '[report]' 'total = maybe'
wrong '3: --stages: stage 2 has an empty name or value' \
	'[stages]' a 'b = x | '
wrong ' --lost: "x" is a stage too; it can be one of them only' \
	'[stages]' x '[outcomes]' 'lost = x'
printf '[stages]\nl\303\n' >wrong.funnel
expect 2 'bytes that are not UTF-8' funnel convert -f wrong.funnel log.csv
stderr_is 'funnel convert: wrong.funnel:2: bytes that are not UTF-8' \
	'  save the file as UTF-8 text'
expect 2 'no such file' funnel convert -f no.funnel log.csv
stderr_is 'funnel convert: no.funnel: no such file'
expect 2 'a folder' funnel convert -f . log.csv
stdout_is ''

done_testing
