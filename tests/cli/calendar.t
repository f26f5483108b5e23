#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --calendar: windows and stays of working time; 2025-01-01 is a Wednesday.
. "$(dirname "$0")/lib.sh"

cat >calendar <<-'EOF'
	# The office
	weekdays = mon-thu, friday
	hours = 09:00-17:00

	holiday = 2025-01-01   # New Year
	holiday = 2025-01-06..2025-01-08
	workday = 2025-01-11
EOF
# Of working days: 2, 3, 9, 10, 11 (a Saturday), 13.
cat >dates.csv <<-'EOF'
	id,stage,date
	a,A,2025-01-02
	a,B,2025-01-10
	b,A,2025-01-02
	b,B,2025-01-13
	c,A,2025-01-01
	c,B,2025-01-05
	d,A,2025-01-13
EOF
told='-q --entity id --stage stage --time date --stages A,B -t csv'
# a and c get there in 3 and 2 working days (2, 3, 9; 2, 3); b needs 5.
expect 0 'a window of four working days' funnel convert $told --within 4d \
	--calendar calendar dates.csv
cp "$out" convert.csv
cell_is 2 convert.csv advanced stage=A
cell_is 1 convert.csv expired stage=A
cell_is 1 convert.csv open stage=A
cell_is 4 convert.csv eventual_days stage=B
expect 0 'stays are of working days' sh -c "funnel list $told \
	--calendar calendar dates.csv | cut -d, -f1,3,7"
stdout_is 'entity,outcome,days_total' 'c,completed,2' 'a,completed,3' \
	'b,completed,5' 'd,open,0'
expect 0 'a week is as many days as it has' sh -c "funnel explain -q \
	--entity id --stage stage --time date --stages A,B -t csv \
	--id d --within 1w --as-of 2025-02-28 --calendar calendar \
	dates.csv | sed -n '\$p' | cut -d, -f5,7"
stdout_is '2025-01-20,expired'

# Times: four hours are half of a day from 9 to 17.
cat >times.csv <<-'EOF'
	id,stage,time
	a,A,2025-01-03T15:00:00Z
	a,B,2025-01-09T11:00:00Z
	b,A,2025-01-02T20:00:00Z
EOF
times='--stage stage --time time --stages A,B --calendar calendar'
expect 0 'working hours' sh -c "funnel list -q --entity id $times \
	--as-of 2025-01-13T10:00:00Z times.csv | cut -d, -f1,6,7"
stdout_is 'entity,days_in_stage,days_total' 'b,4.125,4.125' 'a,,0.5'
expect 0 'in words' sh -c "funnel explain -q -t text --id a --id b \
	--entity id $times --as-of 2025-01-13T10:00:00Z times.csv |
	tr '\n' ' '"
stdout_has 'reaches B, 0.5 working days after A'
stdout_has 'it has been there for 4.1 working days.'

# Friday 13 to 17, the nights of Saturday and Sunday, Tuesday 9 to 10: 21 h.
# A week has 5 x 8 + 2 x 8 = 56 on seven days: eight a day.
cat >shifts <<-'EOF'
	hours = 09:00-12:30, 13:30-18:00
	hours fri = 09:00-17:00
	hours sat-sun = 22:00-06:00
	holiday = 2025-01-06
EOF
cat >shifts.csv <<-'EOF'
	entity,stage,time
	a,A,2025-01-03T13:00:00Z
	a,B,2025-01-07T10:00:00Z
EOF
shifts='-q --stages A,B --calendar shifts shifts.csv'
expect 0 'hours of weekdays, two spans, over midnight' sh -c "funnel list \
	$shifts | cut -d, -f1,7"
stdout_is 'entity,days_total' 'a,2.625'
for within in '21h advanced' '1259m expired' '2d expired' '3d advanced'; do
	expect 0 "a window: $within" sh -c "funnel convert $shifts \
		--within ${within% *}"
	cp "$out" within.csv
	cell_is 1 within.csv ${within#* } stage=A
done
expect 0 'the definition has them' sh -c "funnel convert --with-definition \
	$shifts | grep calendar"
stdout_is '# calendar: weekdays = mon, tue, wed, thu, fri, sat, sun; hours = 09:00-12:30, 13:30-18:00; hours fri = 09:00-17:00; hours sat = 22:00-06:00; hours sun = 22:00-06:00; holiday = 2025-01-06'

# The definition is the calendar itself, so that a saved fold needs no file.
expect 0 'it travels with the result' funnel convert $told --calendar calendar \
	--with-definition dates.csv
stdout_has '# calendar: weekdays = mon, tue, wed, thu, fri; hours = 09:00-17:00; holiday = 2025-01-01; holiday = 2025-01-06..2025-01-08; workday = 2025-01-11'
part='--partial -q --entity id --stage stage --time date --stages A,B --as-of 2025-01-13 --time-format iso --encoding utf-8 --within 4d'
for ids in 'id\|^a\|^b' 'id\|^c\|^d'; do
	grep "^\($ids\)" dates.csv >part.csv
	funnel convert $part --calendar calendar part.csv
done >saved
mv calendar elsewhere
expect 0 'parts merge without the file' funnel merge -q -t csv saved
same 'to the same result' "$out" convert.csv
mv elsewhere calendar

# What is refused.
refuse() {
	printf '%s\n' "$1" >bad
	expect 2 "refused: $1" funnel convert $told --calendar bad dates.csv
	stderr_is "funnel convert: $2"
}
refuse 'weekday = mon' 'bad:1: "weekday": expected weekdays, hours, holiday or workday = …'
refuse 'weekdays = mon-fry' 'bad:1: "mon-fry": expected weekdays such as mon-fri or mon, wed, sat'
refuse 'hours = 17:00-17:00' 'bad:1: "17:00-17:00": expected hours of a day such as 09:00-17:30, or 22:00-06:00'
refuse 'holiday = 2025-02-30' 'bad:1: "2025-02-30": expected a day such as 2025-01-01, or 2025-10-01..2025-10-07'
refuse 'hours = 09:00-17:00 sharp' 'bad:1: "09:00-17:00 sharp": expected hours of a day such as 09:00-17:30, or 22:00-06:00'
refuse '2025-01-01' 'bad:1: "2025-01-01": expected weekdays, hours, holiday or workday = …'
refuse 'hours sat = 9' 'bad:1: "9": expected hours of a day such as 09:00-17:30, or 22:00-06:00'
refuse 'hours sut = 09:00-10:00' 'bad:1: "sut": expected weekdays such as mon-fri or mon, wed, sat'
refuse 'hours = 09:00-12:00, 11:00-13:00' 'bad:1: "11:00-13:00": expected at most 6 spans a day, each behind the one before'
refuse 'hours fri =' 'bad:1: "": expected hours of a day such as 09:00-17:30, or 22:00-06:00'
printf 'weekdays = mon, tue\nhours mon = 22:00-10:00\nhours tue = 09:00-12:00\n' >bad
expect 2 'a night into a morning' funnel convert $told --calendar bad dates.csv
stderr_is 'funnel convert: bad: "hours": expected work over midnight to end before that of the next day'
printf 'holiday = 2025-01-04\nworkday = 2025-01-04\n' >bad
expect 2 'a day is one or the other' funnel convert $told --calendar bad dates.csv
stderr_is 'funnel convert: bad: "2025-01-04": expected a holiday or a workday, not both'
expect 2 'no such file' funnel convert $told --calendar none dates.csv
stderr_is 'funnel convert: none: --calendar: No such file or directory'
expect 2 'lines in the option' funnel convert $told --calendar 'hours = 9' dates.csv
stderr_is 'funnel convert: --calendar: "9": expected hours of a day such as 09:00-17:30, or 22:00-06:00'
expect 0 'without any line: Monday to Friday' funnel convert $told \
	--calendar /dev/null --with-definition dates.csv
stdout_has '# calendar: weekdays = mon, tue, wed, thu, fri; hours = 00:00-24:00'
done_testing
