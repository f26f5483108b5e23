#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Days around midnight and changes of the clock: cohorts and windows in
# UTC+8 and in America/Sao_Paulo, whose summer time begins at midnight.
#
# The tables are from Python 3.11's zoneinfo: of a wall-clock time t,
#	dt = datetime.fromisoformat(t).replace(tzinfo=ZoneInfo(zone))
# through UTC and back (which moves a time that is skipped, and takes the
# first of two), its instant, its UTC, its day, Monday and first of the
# month; then where windows end: 1 and 7 times 24 hours later in UTC, and
# dt.replace(month=...) 1 and 13 months on, the day cut to the month's.
. "$(dirname "$0")/lib.sh"
skip_unless 'no zoneinfo' test -f /usr/share/zoneinfo/America/Sao_Paulo

# check ZONE: the table on standard input.
check() {
	zone=$1
	cat >table
	for column in 1 3; do
		awk -F'|' -v c=$column 'BEGIN { print "id,stage,time" }
			{ printf "r%02d,A,%s\n", NR, $c }
			END { print "z,B,2029-12-31T00:00:00Z" }' table >log.csv
		of_column "$zone, column $column"
	done
}
told='-q --stages A,B --as-of 2029-12-31 -t csv --sort entity'
of_column() {
	what=$1
	tell() { # FIELD OF TABLE
		awk -F'|' -v f="$1" '{ printf "r%02d,%s\n", NR, $f }' table
	}
	ids=$(tell 1 | sed 's/,.*//; s/^/--id /')
	funnel list $told --entity id --stage stage --time time --tz "$zone" \
		log.csv | sed 1d | cut -d, -f1,4 >found
	tell 2 >wanted
	same "$what: instants" found wanted
	n=4
	for every in day week month; do
		funnel list $told --entity id --stage stage --time time \
			--tz "$zone" --every $every log.csv |
			sed 1d | cut -d, -f1,2 >found
		tell $n >wanted
		same "$what: cohorts by $every" found wanted
		n=$((n + 1))
	done
	for within in 1d 1w 1mo 13mo; do
		funnel explain -q --stages A,B --as-of 2029-12-31 -t csv $ids \
			--entity id --stage stage --time time \
			--tz "$zone" --within $within log.csv |
			awk -F, '$7 == "expired" { print $1 "," $5 }' >found
		tell $n >wanted
		same "$what: windows of $within" found wanted
		n=$((n + 1))
	done
	for day in $(cut -d'|' -f4 table | sort -u); do
		funnel list $told --entity id --stage stage --time time \
			--tz "$zone" --from $day --to $day log.csv |
			sed 1d | cut -d, -f1 >found
		awk -F'|' -v d=$day '$4 == d { printf "r%02d\n", NR }' \
			table >wanted
		same "$what: from $day to $day" found wanted
		funnel list $told --entity id --stage stage --time time \
			--tz "$zone" --as-of $day log.csv | sed 1d |
			cut -d, -f1 >found
		awk -F'|' -v d=$day '$4 <= d { printf "r%02d\n", NR }' \
			table >wanted
		same "$what: as of $day" found wanted
	done
}

check America/Sao_Paulo <<-'END'
	2018-11-03 23:59:59|2018-11-03T23:59:59-03:00|2018-11-04T02:59:59Z|2018-11-03|2018-10-29|2018-11-01|2018-11-05T00:59:59-02:00|2018-11-11T00:59:59-02:00|2018-12-03T23:59:59-02:00|2019-12-03T23:59:59-03:00
	2018-11-04 00:30:00|2018-11-04T01:30:00-02:00|2018-11-04T03:30:00Z|2018-11-04|2018-10-29|2018-11-01|2018-11-05T01:30:00-02:00|2018-11-11T01:30:00-02:00|2018-12-04T01:30:00-02:00|2019-12-04T01:30:00-03:00
	2018-11-04 01:00:00|2018-11-04T01:00:00-02:00|2018-11-04T03:00:00Z|2018-11-04|2018-10-29|2018-11-01|2018-11-05T01:00:00-02:00|2018-11-11T01:00:00-02:00|2018-12-04T01:00:00-02:00|2019-12-04T01:00:00-03:00
	2018-10-04 00:30:00|2018-10-04T00:30:00-03:00|2018-10-04T03:30:00Z|2018-10-04|2018-10-01|2018-10-01|2018-10-05T00:30:00-03:00|2018-10-11T00:30:00-03:00|2018-11-04T01:30:00-02:00|2019-11-04T00:30:00-03:00
	2018-10-31 23:30:00|2018-10-31T23:30:00-03:00|2018-11-01T02:30:00Z|2018-10-31|2018-10-29|2018-10-01|2018-11-01T23:30:00-03:00|2018-11-08T00:30:00-02:00|2018-11-30T23:30:00-02:00|2019-11-30T23:30:00-03:00
	2019-02-16 22:59:59|2019-02-16T22:59:59-02:00|2019-02-17T00:59:59Z|2019-02-16|2019-02-11|2019-02-01|2019-02-17T21:59:59-03:00|2019-02-23T21:59:59-03:00|2019-03-16T22:59:59-03:00|2020-03-16T22:59:59-03:00
	2019-02-16 23:30:00|2019-02-16T23:30:00-02:00|2019-02-17T01:30:00Z|2019-02-16|2019-02-11|2019-02-01|2019-02-17T22:30:00-03:00|2019-02-23T22:30:00-03:00|2019-03-16T23:30:00-03:00|2020-03-16T23:30:00-03:00
	2019-02-17 00:00:00|2019-02-17T00:00:00-03:00|2019-02-17T03:00:00Z|2019-02-17|2019-02-11|2019-02-01|2019-02-18T00:00:00-03:00|2019-02-24T00:00:00-03:00|2019-03-17T00:00:00-03:00|2020-03-17T00:00:00-03:00
	2019-01-17 00:00:00|2019-01-17T00:00:00-02:00|2019-01-17T02:00:00Z|2019-01-17|2019-01-14|2019-01-01|2019-01-18T00:00:00-02:00|2019-01-24T00:00:00-02:00|2019-02-17T00:00:00-03:00|2020-02-17T00:00:00-03:00
	2018-11-30 23:59:59|2018-11-30T23:59:59-02:00|2018-12-01T01:59:59Z|2018-11-30|2018-11-26|2018-11-01|2018-12-01T23:59:59-02:00|2018-12-07T23:59:59-02:00|2018-12-30T23:59:59-02:00|2019-12-30T23:59:59-03:00
END

check Asia/Shanghai <<-'END'
	2024-12-31 23:59:59|2024-12-31T23:59:59+08:00|2024-12-31T15:59:59Z|2024-12-31|2024-12-30|2024-12-01|2025-01-01T23:59:59+08:00|2025-01-07T23:59:59+08:00|2025-01-31T23:59:59+08:00|2026-01-31T23:59:59+08:00
	2025-01-01 00:00:00|2025-01-01T00:00:00+08:00|2024-12-31T16:00:00Z|2025-01-01|2024-12-30|2025-01-01|2025-01-02T00:00:00+08:00|2025-01-08T00:00:00+08:00|2025-02-01T00:00:00+08:00|2026-02-01T00:00:00+08:00
	2025-01-31 08:00:00|2025-01-31T08:00:00+08:00|2025-01-31T00:00:00Z|2025-01-31|2025-01-27|2025-01-01|2025-02-01T08:00:00+08:00|2025-02-07T08:00:00+08:00|2025-02-28T08:00:00+08:00|2026-02-28T08:00:00+08:00
	2024-01-31 23:59:59|2024-01-31T23:59:59+08:00|2024-01-31T15:59:59Z|2024-01-31|2024-01-29|2024-01-01|2024-02-01T23:59:59+08:00|2024-02-07T23:59:59+08:00|2024-02-29T23:59:59+08:00|2025-02-28T23:59:59+08:00
	2025-01-05 23:59:59|2025-01-05T23:59:59+08:00|2025-01-05T15:59:59Z|2025-01-05|2024-12-30|2025-01-01|2025-01-06T23:59:59+08:00|2025-01-12T23:59:59+08:00|2025-02-05T23:59:59+08:00|2026-02-05T23:59:59+08:00
	2025-01-06 00:00:00|2025-01-06T00:00:00+08:00|2025-01-05T16:00:00Z|2025-01-06|2025-01-06|2025-01-01|2025-01-07T00:00:00+08:00|2025-01-13T00:00:00+08:00|2025-02-06T00:00:00+08:00|2026-02-06T00:00:00+08:00
	1991-09-15 00:30:00|1991-09-15T00:30:00+09:00|1991-09-14T15:30:00Z|1991-09-15|1991-09-09|1991-09-01|1991-09-15T23:30:00+08:00|1991-09-21T23:30:00+08:00|1991-10-15T00:30:00+08:00|1992-10-15T00:30:00+08:00
	1991-04-14 02:30:00|1991-04-14T03:30:00+09:00|1991-04-13T18:30:00Z|1991-04-14|1991-04-08|1991-04-01|1991-04-15T03:30:00+09:00|1991-04-21T03:30:00+09:00|1991-05-14T03:30:00+09:00|1992-05-14T03:30:00+08:00
END

# Three working days of nine hours in UTC+8, Monday a holiday: from Friday
# 23:30 they are Tuesday to Thursday, up to where work begins on Friday;
# from Friday 10:00 the ninth hour of the third is on Thursday, 9 to 10.
cat >log.csv <<-'END'
	id,stage,time
	a,A,2025-05-02T15:30:00Z
	b,A,2025-05-02T02:00:00Z
	z,B,2029-12-31T00:00:00Z
END
ends() {
	funnel explain -q --stages A,B --as-of 2029-12-31 --id a --id b \
		--entity id --stage stage --time time --tz Asia/Shanghai \
		--within 3d --calendar "$1" log.csv |
		awk -F, '$7 == "expired" { print $1, $5 }'
}
expect 0 'three working days' ends 'holiday = 2025-05-05; hours = 09:00-18:00'
stdout_is 'a 2025-05-09T09:00:00+08:00' 'b 2025-05-08T10:00:00+08:00'
done_testing
