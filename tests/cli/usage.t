#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What each command refuses before it counts anything: the status, and the
# first line that it says, to the byte; nothing on standard output.
. "$(dirname "$0")/lib.sh"

ln -s "$root/samples" samples

# A line of each: the status, the command, what it says behind its name.
cat >refused <<'END'
2~chart --kind zzz samples/b2b.csv~--kind: no chart "zzz"
2~chart --theme zzz samples/b2b.csv~--theme: "zzz": expected light, dark or print
2~chart --width 3 samples/b2b.csv~no option "--width"; --help lists the options
2~check --ignore zzz samples/b2b.csv~--ignore: there is no "zzz"
4~compare --before 2024-01-01..2024-02-28 --after 2025-03-01..2025-04-30 samples/b2c.csv~--before: nobody entered
4~compare --before 2024-01-01..2024-12-31 --placebo 2024-06-01 samples/b2c.csv~--before up to 2024-06-01: nobody entered
2~compare --before 2025-01-01..2025-02-28 --after 2025-03-01..2025-04-99 --within 30d samples/b2c.csv~--after: "2025-03-01..2025-04-99": expected two dates such as 2025-01-01..2025-03-31, or times
2~compare --before 2025-01-01..2025-02-28 --after 2025-04-01..2025-03-01 --within 30d samples/b2c.csv~--after: "2025-04-01..2025-03-01": it ends before it begins
2~compare --before 2025-01-01..2025-04-30 --placebo 2025-06-01 samples/b2c.csv~--placebo: "2025-06-01": expected a date inside --before 2025-01-01..2025-04-30
2~compare --before 2025-01-01..2025-04-30 --tz Mars/One samples/b2c.csv~--before wants --after A..B
4~compare --variant channel --control zzz samples/b2c.csv~--control: nobody who entered has channel "zzz"
2~compare --variant channel samples/b2c.csv~--variant wants --control VALUE: what the others are compared with
2~compare samples/b2c.csv~which two sides? say --before A..B --after C..D, or --variant COL --control VALUE, or give exactly two files
2~convert --as-of zzz samples/b2b.csv~--as-of: "zzz": expected a date such as 2025-01-31, or a time
2~convert --by channel -o result.png samples/b2b.csv~--output: "result.png": a result is written as .csv, .tsv, .json, .md, .html or .txt; funnel chart draws it
2~convert --by channel -o result.xlsx samples/b2b.csv~--output: "result.xlsx": a result is written as .csv, .tsv, .json, .md, .html or .txt
2~convert --calendar 'holiday=2025-13-01' samples/b2b.csv~--calendar: "2025-13-01": expected a day such as 2025-01-01, or 2025-10-01..2025-10-07
2~convert --calendar 'workdays=zzz' samples/b2b.csv~--calendar: "workdays": expected weekdays, hours, holiday or workday = …
2~convert --calendar zzz samples/b2b.csv~zzz: --calendar: No such file or directory
2~convert --decimal x samples/b2b.csv~--decimal: "x": expected one of . ,
2~convert --delimiter ab samples/b2b.csv~--delimiter: "ab": expected one of , ; | tab
2~convert --encoding zzz samples/b2b.csv~--encoding: "zzz": expected such as UTF-8, GB18030, BIG5, SHIFT_JIS, WINDOWS-1252 or UTF-16; iconv -l lists them all
2~convert --entry zzz samples/b2b.csv~--entry: "zzz": expected first, best or latest
2~convert --every fortnight samples/b2b.csv~--every: "fortnight": expected hour, day, week, month, quarter or year
2~convert --exclude-entity L-1 --sensitivity --partial samples/b2b.csv~--partial does not go with --sensitivity, which is many folds
2~convert --fail-if 'rat(won)<.2' samples/b2b.csv~--fail-if: the result has no column "rat"; did you mean "rate"?
2~convert --fail-if 'rate' samples/b2b.csv~--fail-if: "rate": expected such as 'rate(won)<0.2' or 'open(engaged)>100'
2~convert --fail-if 'rate(won)<x' samples/b2b.csv~--fail-if: "rate(won)<x": expected such as 'rate(won)<0.2' or 'open(engaged)>100'
2~convert --fail-if 'rate(zzz)<.2' samples/b2b.csv~--fail-if: no row of the result has "zzz"
2~convert --fail-if 'zzzzzz<.2' samples/b2b.csv~--fail-if: the result has no column "zzzzzz"
2~convert --from 2025-09-01 --to 2025-01-01 samples/b2b.csv~--from: "2025-09-01" lies after --to "2025-01-01"
2~convert --group-by channel samples/b2b.csv~no option "--group-by"; --help lists the options
2~convert --header a,b samples/b2b.csv~samples/b2b.csv: --header names 2 columns, but the first row has 8
2~convert --join zzz samples/b2b.csv~--join: "zzz": expected FILE:KEY, a column that both tables have, or FILE:KEY=COL, where COL is that of the input
2~convert --lang zzz samples/b2b.csv~--lang: "zzz": expected en or zh
2~convert --level 2 samples/b2b.csv~--level: "2": expected a fraction between 0 and 1, such as 0.95
3~convert --max-columns 3 samples/b2b.csv~samples/b2b.csv: 8 columns, more than --max-columns 3
3~convert --max-field 10 samples/b2b.csv~samples/b2b.csv:1: a field is longer than --max-field allows
2~convert --max-memory 10Q samples/b2b.csv~--max-memory: "10Q": expected a size such as 64K, 256M or 4G
2~convert --no-time --every month samples/b2b.csv~--every wants times, and with --no-time there are none
2~convert --no-time --within 3d samples/b2b.csv~--within wants times, and with --no-time there are none
2~convert --optional zzz samples/b2b.csv~--optional: no stage "zzz"
2~convert --order sideways samples/b2b.csv~--order: "sideways": expected ordered, strict, any, reach or touch
2~convert --outcomes won --stages identified,won samples/b2b.csv~no option "--outcomes"; --help lists the options
2~convert --quiet=3 samples/b2b.csv~--quiet takes no value
2~convert --reopen zzz samples/b2b.csv~--reopen: "zzz": expected continue or new
2~convert --simd zzz samples/b2b.csv~no option "--simd"; --help lists the options
3~convert --skip-lines 9999999 samples/b2b.csv~samples/b2b.csv: has no line behind the 9999999 of --skip-lines
2~convert --stages won,won samples/b2b.csv~--stages: "won" is there twice
2~convert --threads 0 samples/b2b.csv~--threads: "0": expected a whole number of at least 1
2~convert --ties zzz samples/b2b.csv~--ties: "zzz": expected for or against
2~convert --top~--top: a value is missing: N
2~convert --top 0 samples/b2b.csv~--top: "0": expected a whole number of at least 1
2~convert --where 'zzz=1' samples/b2b.csv~samples/b2b.csv: no column "zzz"
2~convert -f zzz.funnel samples/b2b.csv~zzz.funnel: no such file
2~convert -q=3 samples/b2b.csv~no option "-="; --help lists the options
2~convert -z samples/b2b.csv~no option "-z"; --help lists the options
2~drivers --within 90d --by owner --cluster owner samples/b2b.csv~--cluster: "owner" is then no attribute, and --by names no other
2~drivers --within 90d --by owner --model none --cluster channel samples/b2b.csv~--cluster is of the model, and --model none has none
2~drivers --within 90d --by owner --model none --tests samples/b2b.csv~--tests are of the model, and --model none has none
4~explain --id zzz samples/b2b.csv~no row is of "zzz"; ids are taken byte for byte, and funnel list --all has them
2~explain samples/b2b.csv~whom? Say --id ID; funnel list has the ids
2~flow --absorption --paths 3 samples/b2b.csv~--stays, --passages, --paths and --absorption are results of their own: ask for one
2~flow --paths 0 samples/b2b.csv~--paths: "0": expected a whole number of at least 1
2~flow --values samples/b2b.csv~--values wants --stage: of which column?
2~forecast --until 2025-07-31 --backtest 64 samples/b2b.csv~--backtest wants 63 past forecasts at most
2~forecast --until 2025-07-31 --deals --backtest 4 samples/b2b.csv~--deals and --backtest are two results: ask for one
2~forecast --until 2025-07-31 --deals --partial samples/b2b.csv~--deals names deals: it does not go with --partial
2~forecast --until 2025-07-31 --entry best samples/b2b.csv~--entry best and latest choose by the outcome, which an open deal does not have yet
2~forecast --until 2025-07-31 --quota 100 --by channel samples/b2b.csv~--quota is of all groups together: add --total
2~forecast --until 2025-07-31 --quota 100 --deals samples/b2b.csv~--quota is of the forecast itself: leave out --deals and --backtest
2~forecast --until 2025-07-31 --quota-from 2025-07-01 samples/b2b.csv~--quota-from wants --quota
2~forecast samples/b2b.csv~until when? say --until DATE, or several by commas
2~import --column a=b samples/deals-wide.csv~--column: "a=b": of which preset? say --preset NAME
3~import --entity deal --event 'won=closed_on' --time-format '%Q' samples/deals-wide.csv~samples/deals-wide.csv:2: closed_on: "2025-02-20" does not fit --time-format %Q
2~import --entity deal --event 'won=zzz' samples/deals-wide.csv~samples/deals-wide.csv: no column "zzz"
2~import --entity deal --event '{stage}=closed_on' samples/deals-wide.csv~samples/deals-wide.csv: no column "stage"
2~import samples/deals-wide.csv~which columns are events? say --event 'STAGE=COLUMN', once for each, or --preset NAME; --presets lists them
2~list --reached zzz samples/b2b.csv~--reached: no stage "zzz"
2~report --compare zzz samples/b2b.csv~no option "--compare"; --help lists the options
2~report --parts funnel, --by zzz samples/b2b.csv~--parts: no part ""
2~report --parts zzz samples/b2b.csv~--parts: no part "zzz"
2~report -o x.pdf samples/b2b.csv~-o: "x.pdf": expected a name that ends in .html, .md or .txt, or --format
2~retain --start won --return served --every month --periods 0 samples/ecommerce.csv~--periods: "0": expected a whole number of at least 1
4~retain --start zzz --return served --every month samples/ecommerce.csv~nobody started: no rate, not a rate of zero
2~retain samples/ecommerce.csv~how long is a period? say --every hour, day, week, month or quarter
2~segment --by channel --bins amount:0 samples/b2b.csv~no option "--bins"; did you mean "--bin"?
2~segment --by channel --shrink --partial samples/b2b.csv~--partial wants --entity: every part would find out for itself, and parts might differ
2~segment --by channel --stat mean samples/b2b.csv~--stat wants --measure COL, the number
2~segment --by channel --strata channel samples/b2b.csv~--strata is of the tests: add --tests
2~segment --by channel --target 2 samples/b2b.csv~--target: "2": expected a fraction between 0 and 1, such as 0.95
2~segment --tests --by channel --strata channel samples/b2b.csv~--strata: "channel" is what --by compares; strata are of another column
2~segment samples/b2b.csv~which groups? say --by COL, --bin COL:N or --rfm N
2~simulate --preset zzz~no option "-q"; --help lists the options
2~snapshot --dates 2025-01-06 samples/pipeline/pipeline-2025-01-06.csv samples/pipeline/pipeline-2025-01-13.csv~no option "--dates"; did you mean "--date"?
2~snapshot --waterfall 2025-01-06..2025-01-20 samples/pipeline/pipeline-2025-01-06.csv samples/pipeline/pipeline-2025-01-13.csv~--waterfall: no snapshot is of 2025-01-20
2~snapshot --waterfall 2025-01-20..2025-01-06 samples/pipeline/pipeline-2025-01-06.csv samples/pipeline/pipeline-2025-01-20.csv~--waterfall: "2025-01-20..2025-01-06": the first date is not before the second
2~snapshot --waterfall zzz samples/pipeline/pipeline-2025-01-06.csv samples/pipeline/pipeline-2025-01-13.csv~--waterfall: "zzz": expected two dates, such as 2025-01-06..2025-03-31
2~snapshot samples/b2b.csv~samples/b2b.csv: its name holds no date such as 2025-01-06, and that is the date of a snapshot; --date-format says how it is written there, --date COL that a column has it
2~survive --start identified --end won --at 30d --step 10d samples/b2b.csv~no option "--step"; --help lists the options
2~survive --start identified --end won --at 30x samples/b2b.csv~--at: "30x": expected a span in w, d, h, m or s, such as 90d (months have no one length)
2~survive --start identified --end won --every 10d --at 30d samples/b2b.csv~no option "--every"; --help lists the options
2~survive --start identified --end won --time-col amount samples/b2b.csv~no option "--time-col"; --help lists the options
2~survive samples/b2b.csv~from what to what? say --start STAGE --end STAGE, or --duration COL --status COL of a table of durations
2~value --fit samples/orders.csv --rfm 3 --value amount~--fit does not go with --rfm: each is a table of its own
2~value --value amount --fit --rfm samples/orders.csv~--rfm: "samples/orders.csv": expected a whole number of at least 1
2~value --value amount --holdout 2030-01-01 samples/orders.csv~--holdout: less than a fifth of the time lies on one side of it
2~watch --every month --within 60d --baseline 1 samples/b2b.csv~--baseline: "1": expected a number from 12 to 10000
2~watch --every month --within 60d --rules zzz samples/b2b.csv~--rules: "zzz": expected beyond, ewma, shift, cusum, or several by commas
2~watch --every month samples/b2b.csv~a rate wants --within: of those who entered last week nobody has had as long as those of last year
END

while IFS='~' read -r status line says; do
	command=${line%% *}
	expect "$status" "$line" sh -c "funnel $command -q ${line#"$command"}"
	head -n 1 "$err" >said
	same "says: $says" said - <<END
funnel $command: $says
END
	stdout_is ''
done <refused
done_testing
