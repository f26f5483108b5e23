#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Parts whose entities are disjoint, folded one by one and merged, are the
# whole, byte for byte, under every option of convert.
. "$(dirname "$0")/lib.sh"

columns='--entity lead_id --stage stage --time occurred_at'
seed="$columns --as-of 2025-05-31 --encoding UTF-8 --time-format iso"
told="$seed --stages identified,contacted,engaged,won,served"

# A log with what makes parts differ: one part has a stage alone, another
# a group, times in one day and over years, amounts, other values.
funnel simulate --entities 3000 --seed 11 -o log.csv
cat >>log.csv <<'END'
X-1,identified,2025-01-01 00:00:00,"a, ""b""",west,rep-01,,
X-1,paused,2025-01-02 00:00:00,"a, ""b""",west,rep-01,,
X-2,identified,2025-06-15 00:00:00,,west,rep-01,,
X-3,won,2025-01-01 00:00:00,100% = |x|,,rep-01,1.25,
X-3,identified,2025-01-01 00:00:00,100% = |x|,,rep-01,1.25,
END
# split FILE PREFIX: by a sum over the bytes of the id.
split() {
	awk -F, -v prefix="$2" 'BEGIN {
		for (i = 1; i < 128; i++) code[sprintf("%c", i)] = i }
	NR == 1 { for (i = 0; i < 8; i++) print > (prefix i ".csv"); next }
	{ sum = 0
	  for (i = 1; i <= length($1); i++) sum += code[substr($1, i, 1)]
	  print > (prefix sum % 8 ".csv") }' "$1"
}
split log.csv part

# merged [OPTION]...: the parts with these options are the whole.  What
# was tried is kept, to be held against all that convert offers.
log=log part=part
merged() {
	echo " $told $*" >>tried
	expect 0 "the whole: $*" funnel convert -q $told "$@" -o whole.csv \
		$log.csv
	for i in 0 1 2 3 4 5 6 7; do
		funnel convert -q $told "$@" --partial -o fold$i $part$i.csv ||
			echo "# part $i failed"
	done
	expect 0 "the parts: $*" funnel merge -q fold3 fold1 fold0 fold2 \
		fold7 fold6 fold5 fold4
	same "parts make the whole: $*" whole.csv "$out"
}

merged
merged --within 90d
merged --within 2mo --order reach
merged --every month --within 60d --tz Asia/Shanghai
merged --every week --week-start sunday
merged --by channel --total
merged --by channel,region --within 30d --level 0.9
merged --value amount --by region --total
merged --value amount --key owner --by region
merged --undated amount
merged --value amount --currency owner --by region
merged --value amount --currency region
merged --from 2025-01-01 --to 2025-03-31
merged --lost 'lost|paused' --stages 'lead=identified|contacted,won,after\ sale=served'
merged --within 20d --calendar 'hours = 08:00-18:00; holiday = 2025-01-01'
merged --order strict --within 60d --by channel --top 2 --total
merged --order any
merged --order touch --by region
merged --step-within 20d --min-gap 1d
merged --entry best --within 40d --by owner
merged --ties against --count attempts --reopen new --by channel --total
merged --exclude lost:contacted..won --exclude-entity refunded
merged --optional contacted,engaged --attribute last --by channel
merged --where 'region!=west' --where 'occurred_at>=2025-01-01' --having 'channel~e*|s*'
merged --session 20d --attribute contacted --by channel --total
merged --session day --every hour --max-entity-events 4:drop
merged --stages 'identified[channel~*e*],won=won[amount>0]|contacted' --lost \
	'lost[region=west]' --exclude 'engaged[score>0]:identified..won'
seq -f 'rep-%02g,team' 1 60 | sed '1i owner,team' >teams.csv
merged --by team --join teams.csv:owner --join-strict
merged --threads 3 --max-memory 1M --max-field 1K --max-columns 9 \
	--max-groups 9 --max-entity-events 50 --by channel

# Another dialect, and rows that cannot be used.
dialect() {
	log=$1 part=$1-part
	split $log.csv $part
}
awk '{ n = split($0, f, "\""); for (i = 1; i <= n; i += 2) gsub(",", ";", f[i])
	line = f[1]; for (i = 2; i <= n; i++) line = line "\"" f[i]
	print line }' log.csv | sed 's/\([0-9]\)[.]\([0-9]*;[^;]*\)$/\1,\2/' >semi.csv
echo 'X-4;identified;2025-01-01 00:00:00;web;west;rep-01;;' >>semi.csv
ok 'amounts have commas' grep -q '^X-3;won.*;1,25;' semi.csv
sort -t';' -k1,1 semi.csv | awk -F';' '
	$1 == "lead_id" { next }
	$1 != last { n++; last = $1 }
	{ print > ("semi-part" (n % 8) ".rows") }'
for i in 0 1 2 3 4 5 6 7; do
	{ head -1 semi.csv; cat semi-part$i.rows; } >semi-part$i.csv
done
log=semi part=semi-part
merged --delimiter ';' --decimal , --value amount --by region
sed 's/^X-2,identified,[^,]*/X-2,identified,soon/' log.csv >bad.csv
dialect bad
merged --bad-rows skip --by channel
sed 1d log.csv >bare.csv
awk -F, -v prefix=bare-part 'BEGIN {
	for (i = 1; i < 128; i++) code[sprintf("%c", i)] = i }
	{ sum = 0
	  for (i = 1; i <= length($1); i++) sum += code[substr($1, i, 1)]
	  print > (prefix sum % 8 ".csv") }' bare.csv
log=bare part=bare-part
merged --header lead_id,stage,occurred_at,channel,region,owner,amount,score \
	--by owner
named=$told
told=$(echo "$told" | sed 's/lead_id/#1/; s/--stage stage/--stage #2/; s/occurred_at/#3/')
merged --no-header --by '#4' --value '#7'
told=$named log=titled part=titled-part
for i in '' -part0 -part1 -part2 -part3 -part4 -part5 -part6 -part7; do
	{ echo 'made, "by me'; file=${i#-}; cat "${file:-log}.csv"; } >titled$i.csv
done
merged --skip-lines 1
log=log part=part
merged --no-trim --by channel
merged --union --by channel
told='--entity lead_id --stage stage --encoding UTF-8'
merged --no-time --by channel --value amount --stages identified,won
told=$named
printf '%s\n' '[policy]' 'within = 40d' 'order = strict' >policy.funnel
merged -f policy.funnel

# What is read and what is counted: each option stands in a line above, but
# what reads nothing, keeps rows apart or is many folds.
funnel convert --help | awk '/^[a-z]/ { section = $0 }
	/^ .*--[a-z]/ && (section ~ /^what is read|^the funnel|^the engine/) {
		match($0, /--[a-z-]+/)
		print substr($0, RSTART, RLENGTH) }' >offered
for option in $(cat offered); do
	case $option in
	--file) option='-f' ;;
	--dry-run|--sensitivity|--expect-rows) continue ;;
	esac
	grep -qe " $option\( \|$\)" tried ||
		echo "$option: give merged a line with it in merge.t"
done >untried
ok 'every option that convert offers was tried' \
	sh -c 'cat untried; [ -s offered ] && [ ! -s untried ]'

# The parts on all cores, as an array job or GNU parallel has them.
funnel convert -q $told --within 90d --by channel --total -o whole.csv log.csv
fold="funnel convert -q $told --within 90d --by channel --partial"
if command -v parallel >/dev/null; then
	ls part?.csv | parallel -j4 "$fold -o {}.fold {}" 2>/dev/null
else
	ls part?.csv | xargs -P4 -I{} $fold -o {}.fold {}
fi
expect 0 'parts made side by side' funnel merge -q --total part?.csv.fold
same 'parts made side by side are the whole' whole.csv "$out"

# Folds on one stream, some empty, one compressed, and a merge of merges.
funnel convert -q $told --by channel -o whole.csv log.csv
for i in 0 1 2 3 4 5 6 7; do
	funnel convert -q $told --by channel --partial -o fold$i part$i.csv
done
: >nothing
expect 0 'no input is an empty fold' \
	funnel convert -q $told --by channel --partial -o empty1 nothing
head -1 log.csv >header
expect 0 'no rows are an empty fold' \
	funnel convert -q $told --by channel --partial -o empty2 header
printf 'lead_id,stage,occurred_at,channel\nz,paused,2025-01-01,web\n' >absent
expect 0 'absent stages are an empty fold' \
	funnel convert -q $told --by channel --partial -o empty3 absent
gzip -c fold1 >fold1.gz
cat empty1 fold0 empty2 fold2 fold3 >stream
expect 0 'a merge can be a part' funnel merge -q --partial -o half stream
expect 0 'half, a compressed one, the rest' \
	sh -c 'cat half fold4 | funnel merge -q - fold1.gz fold5 fold6 fold7'
same 'merges of merges are the whole' whole.csv "$out"

expect 0 'what is asked of merge holds' \
	funnel merge -q --total --level 0.9 half fold1 fold4 fold5 fold6 fold7
cp "$out" merged.csv
funnel convert -q $told --by channel --total --level 0.9 -o whole.csv log.csv
same 'total and level of merge' whole.csv merged.csv
expect 0 'as JSON' funnel merge -q -t json fold0 fold1
funnel convert -q $told --by channel -t json part0.csv part1.csv >both.json
same 'the definition is the same too' both.json "$out"
expect 0 'the balance adds up' funnel merge fold0 fold1 -o merged.csv
funnel convert $told --by channel part0.csv part1.csv 2>&1 >whole.csv |
	sed '/taken as/d; s/^funnel convert:/funnel merge:/' >balance
same 'the balance of merge' balance "$err"

# Refusals.
refuses() {
	expect "$@"
	stdout_is ''
}
refuses 3 'the same file twice' funnel merge fold1 fold0 fold1
stderr_is 'funnel merge: fold1: has the same rows as fold1; each part counts once'
cp fold1 copy
refuses 3 'the same rows in two files' funnel merge fold1 copy
refuses 3 'a part that a merge holds already' funnel merge half fold2
stderr_is 'funnel merge: fold2: has the same rows as half; each part counts once'
expect 4 'empty parts twice are fine, and are nobody' \
	funnel merge -q empty1 empty1 empty2
stderr_is 'funnel merge: nobody entered the funnel: no rate, not a rate of zero'
funnel convert -q $told --by channel --within 90d --partial -o other part1.csv
refuses 3 'another definition' funnel merge fold0 other
stderr_is 'funnel merge: other: another definition than fold0: --within 90d here, --by channel there; results under different definitions do not merge'
funnel convert -q $told --by channel --as-of 2025-06-01 --partial -o other \
	part1.csv
refuses 3 'another as-of' funnel merge fold0 other
stderr_is 'funnel merge: other: another definition than fold0: --as-of 2025-06-01 here, --as-of 2025-05-31 there; results under different definitions do not merge'
# Dates beside times, as one run reads them: half of the entities have dates
# alone, in a zone whose days are not all of one length.
awk -F, 'BEGIN { OFS = "," } NR > 1 && $1 ~ /[02468]$/ {
	$3 = substr($3, 1, 10) } { print }' log.csv >mixed.csv
awk 'NR == 1 || /^[^,]*[02468],/' mixed.csv >days.csv
awk 'NR == 1 || !/^[^,]*[02468],/' mixed.csv >hours.csv
# beside COMMAND [OPTION]...
beside() {
	beside="$told --stages identified,contacted,engaged,won,served --tz America/New_York"
	command=$1; shift
	funnel $command -q "$@" $beside --with-definition -o whole.csv mixed.csv
	for part in days hours; do
		funnel $command -q "$@" $beside --partial -o $part.fold $part.csv
	done
	expect 0 "dates beside times: $command $*" funnel merge -q \
		--with-definition -o merged.csv days.fold hours.fold
	same "they are one run's: $command $*" whole.csv merged.csv
	funnel merge -q --partial -o again.fold days.fold
	same "a merge of dates is a part as well: $command $*" days.fold \
		again.fold
	funnel $command -q "$@" $beside -o whole.csv days.csv
	funnel merge -q -o alone.csv again.fold
	same "dates alone stay dates: $command $*" whole.csv alone.csv
}
beside convert --within 30d --by channel
beside convert --every week --step-within 2w --session 30d --value amount
beside retain --start identified --return contacted --every month
beside survive --start identified --end won --by channel
beside segment --by channel --within 60d
beside flow
beside forecast --until 2025-12-31
beside watch --every week --within 30d --sigma 9 --rules beyond
beside drivers --by channel --within 90d --goal contacted --model none
sed '/^checksum/q' days.fold >cut.fold
refuses 3 'dates that are not there as times too' funnel merge cut.fold
ok 'its last line' grep -qx "funnel merge: cut.fold:$(
	wc -l <cut.fold): this saved fold is cut off: its dates are not there as times" "$err"
sed '1,/^checksum/d' days.fold >cut.fold
refuses 3 'the second half alone' funnel merge cut.fold
sed '1s/ 2 / 3 /' fold1 >newer
refuses 3 'a newer version' funnel merge fold0 newer
stderr_is 'funnel merge: newer:1: saved by a newer funnel (version 3 of saved folds; this one reads 2)'
sed '1s/ 2 / 1 /' fold1 >older
refuses 3 'an older version' funnel merge fold0 older
stderr_is 'funnel merge: older:1: saved by an older funnel (version 1 of saved folds; this one reads 2)'
refuses 3 'no saved fold' funnel merge log.csv
stderr_is 'funnel merge: log.csv:1: no saved fold, as --partial writes it: expected "funnel-partial 2 …"'
head -c 1000000 /dev/zero >zeros
refuses 3 'a megabyte without a line end' funnel merge fold0 zeros
stderr_is 'funnel merge: zeros:1: no saved fold, as --partial writes it: expected "funnel-partial 2 …"'
: >nothing-at-all
refuses 3 'no bytes' funnel merge fold0 nothing-at-all
stderr_is 'funnel merge: nothing-at-all: is empty (0 bytes)'
refuses 3 'a file that is missing' funnel merge fold0 missing
stderr_is 'funnel merge: missing: no such file'

# A line that is wrong ends the reading there: what follows is not kept.
sed 's/^part \(.*\) [0-9]*$/part \1 1/' fold0 >fewer
refuses 3 'rows that do not add up' funnel merge fewer
ok 'at the end of its head' grep -qx \
	'funnel merge: fewer:[0-9]*: this saved fold is damaged: its rows do not add up' "$err"
sed 's/^facts [0-9]* /facts 999999999999999999 /' fold0 >more
refuses 3 'more rows than there are' funnel merge more
ok 'where it says so' grep -qx \
	"funnel merge: more:$(grep -n '^facts' more | cut -d: -f1): this saved fold is damaged" "$err"
line=$(grep -n '^convert\|^conversion ' fold0 | head -n 1 | cut -d: -f1)
{ head -n "$line" fold0; cat log.csv; } >mixed
refuses 3 'a log behind half a fold, in a pipe without end' sh -c \
	'{ cat mixed; yes a,b; } | funnel merge -'
stderr_is "funnel merge: standard input:$((line + 1)): this saved fold is damaged"

# What a script knows of the whole.
expect 0 'all parts and all rows' funnel merge -q --parts 8 --rows \
	$(($(wc -l <log.csv) - 1)) fold?
# Three with rows and two without make half.
expect 0 'a merge holds its parts' funnel merge -q --parts 9 half fold1 fold4 \
	fold5 fold6
refuses 3 'a part is lost' funnel merge -q --parts 8 fold0 fold1 fold2 fold3 \
	fold4 fold5 fold6
stderr_is 'funnel merge: 7 parts, not the 8 of --parts'
expect 4 'empty parts are parts' funnel merge -q --parts 2 empty1 empty2
refuses 3 'rows are lost' funnel merge -q --rows 1000000 fold0
stderr_is "funnel merge: the parts have $(($(wc -l <part0.csv) - 1)) rows, not the 1000000 of --rows"
refuses 2 'no part at all' funnel merge --parts 0 fold0

# A log that is cut by its rows has entities in two parts.
printf 'lead_id,stage,occurred_at,channel\nz 1,identified,2025-01-01 00:00:00,web\n' >first.csv
printf 'lead_id,stage,occurred_at,channel\nz 1,contacted,2025-01-02 00:00:00,web\n' >second.csv
for i in first second; do
	funnel convert -q $told --by channel --partial -o $i.fold $i.csv
done
refuses 3 'an entity in two parts' funnel merge first.fold second.fold
stderr_is 'funnel merge: second.fold: entity "z 1" is in first.fold too; cut a log by its entities, never by its rows'
expect 0 'a merge knows its entities' \
	funnel merge -q --partial -o third.fold fold0 first.fold
refuses 3 'an entity in a part and a merge' funnel merge third.fold second.fold
sed 1d log.csv | sort -t, -k3,3 >by-time
{ head -1 log.csv; head -4000 by-time; } >above.csv
{ head -1 log.csv; tail -n +4001 by-time; } >below.csv
for i in above below; do
	funnel convert -q $told --partial -o $i.fold $i.csv
done
refuses 3 'cut in the middle' funnel merge above.fold below.fold
ok 'an id is named' grep -q 'below.fold: entity "L-[0-9]*" is in above.fold too' "$err"

# Damaged in any way, a part is refused, and named.  A small fold of each
# class; the oracle of "damaged" is cmp.
small="--entity lead_id --time occurred_at --as-of 2025-05-31 --encoding UTF-8 --time-format iso"
printf '%s\n' 'lead_id,stage,occurred_at,channel,region,amount' \
	'A,identified,2024-03-01 00:00:00,web,EUR,1.5' \
	'A,won,2024-04-01 00:00:00,web,EUR,100' \
	'B,identified,2024-08-01 00:00:00,"a b",USD,2' >small.csv
fold() {
	name=$1
	shift
	funnel "$@" $small --partial -q -o $name.small small.csv ||
		echo "# $name failed"
}
stages='--stage stage --stages identified,contacted,won'
fold convert convert $stages --by channel --value amount --currency region
fold retain retain --every month --periods 2 --value amount
fold survive survive $stages --start identified --end won --by channel
fold segment segment $stages --by channel --measure amount
fold compare compare $stages --before 2024-01-01..2024-06-30 \
	--after 2024-07-01..2024-12-31
fold forecast forecast $stages --until 2025-07-31 --value amount \
	--close-calendar quarter
fold flow flow $stages --by channel
fold watch watch $stages --every week --within 60d --by channel
fold value value --purchase identified --stage stage --value amount --fit
fold drivers drivers $stages --within 60d --landmark 3d --did contacted \
	--by channel --cluster region
# damages FILE: each damage in a file of its own, beside it.
damages() {
	perl -e '
	my ($file) = @ARGV; open my $in, "<:raw", $file or die;
	my @lines = <$in>; my $n = 0;
	sub put { my $text = join "", @_; return if $text eq join "", @lines;
		open my $out, ">:raw", sprintf("%s.%05d", $file, $n++) or die;
		print $out $text }
	for my $i (0 .. $#lines) {
		my @a = @lines; splice @a, $i, 1; put(@a);
		@a = @lines; splice @a, $i, 0, $lines[$i]; put(@a);
		@a = @lines; @a[$i, $i + 1] = @a[$i + 1, $i] if $i < $#lines;
		put(@a);
		@a = @lines; $a[$i] =~ s/\n/ 1\n/; put(@a);
		while ($lines[$i] =~ /([0-9]+)/g) {
			@a = @lines; my ($from, $len) = ($-[1], $+[1] - $-[1]);
			substr($a[$i], $from, $len) =~ tr/0-9/1-90/; put(@a);
		}
	}
	my $all = join "", @lines;
	my $step = 23;
	put(substr $all, 0, $_ * $step) for 1 .. length($all) / $step - 1;
	' "$1"
}
for class in convert retain survive segment compare forecast flow watch value \
	drivers; do
	[ -s $class.small ] || continue
	damages $class.small
	tried=0 refused=0
	for file in $class.small.[0-9]*; do
		tried=$((tried + 1))
		funnel merge -q $file >>damage.out 2>>damage.err
		[ $? = 3 ] && refused=$((refused + 1))
	done
	ok "$class: of $tried damaged parts $refused are refused" \
		[ $tried = $refused ]
	ok "$class: each by its name, without a result" sh -c "
		[ ! -s damage.out ] && [ $tried = \$(
		grep -c '^funnel merge: $class.small.[0-9]*:' damage.err) ]"
	rm -f damage.out damage.err
	expect 0 "$class: the sound one is not" sh -c "funnel merge -q $class.small || [ \$? = 4 ]"
	rm -f $class.small.[0-9]*
done

# What --partial wants.
for option in entity stage time as-of time-format encoding; do
	left=$(echo "$seed" | sed "s/--$option [^ ]*//")
	refuses 2 "without --$option" funnel convert $left --partial log.csv
	stderr_is "funnel convert: --partial wants --$option: every part would find out for itself, and parts might differ"
done
refuses 2 'a format of a saved fold' funnel convert $told --partial -t json log.csv
stderr_is 'funnel convert: --partial writes a saved fold; how a result is written is for funnel merge to say'

# The built-in stages, which settle only when all parts are seen.
grep -v paused log.csv >all.csv
split all.csv all
funnel convert -q $seed -o whole.csv all.csv
for i in 0 1 2 3 4 5 6 7; do
	funnel convert -q $seed --partial -o all$i.fold all$i.csv
done
expect 0 'parts of the built-in funnel' funnel merge -q all?.fold
same 'the built-in funnel is the whole' whole.csv "$out"
grep -v served all.csv >four.csv
split four.csv four
for i in 0 1; do
	funnel convert -q $seed --partial -o four$i.fold four$i.csv
done
refuses 2 'a built-in stage that is in no part' funnel merge -q four0.fold four1.fold
stderr_is 'funnel merge: stage "served" occurs in no part; make the parts with --stages, so that all have the same'

done_testing
