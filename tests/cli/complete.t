#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion: what a word may become, and in the shells themselves.
. "$(dirname "$0")/lib.sh"

cp "$root/samples/b2b.csv" log.csv
# becomes STATUS CANDIDATES N WORD...: their first fields, in one line
becomes() {
	wanted=$1 candidates=$2
	shift 2
	expect "$wanted" "$*" funnel --complete "$@"
	stderr_is ''
	cut -f1 "$out" | paste -sd' ' >found
	same "$*: these" found - <<-END
		$candidates
	END
}

becomes 0 'convert compare' 0 co
becomes 0 'help' 0 he
becomes 0 'segment' 1 help seg
becomes 0 '' 0 frobnicate
becomes 1 '' 1 frobnicate ''
becomes 0 '--exclude --exclude-entity --excel-safe' 1 convert --exc
becomes 0 '--sort' 1 list --sor
becomes 1 '' 1 convert lo
becomes 1 '' 2 convert -- --e
becomes 0 'text tsv' 2 convert -t t
becomes 0 '--format=csv' 1 convert --format=c
becomes 0 'ordered' 2 convert --order o
becomes 1 '' 2 convert --output ''
becomes 0 '' 2 convert --within ''
becomes 1 'shopify-orders' 2 import --preset sh
expect 2 'no number' funnel --complete convert
stderr_is 'funnel: --complete: expected the number of a word, and the words'
expect 2 'no such word' funnel --complete 1 convert
expect 2 'nothing' funnel --complete
expect 5 'a full disk' sh -c 'funnel --complete 0 c >/dev/full'

# Every option that --help lists, and no other.
for command in convert survive import chart; do
	funnel $command --help | grep -oE '^ +(-., )?--[a-z-]+' |
		grep -oE -e '--[a-z-]+' | sort >wanted
	funnel --complete 1 $command -- | cut -f1 | grep -v '^--help$' |
		sort >found
	same "$command: its options" found wanted
done

# What the files on the line have, before or behind the word.
columns='lead_id stage occurred_at channel region owner amount score'
becomes 0 "$columns" 2 convert --by '' log.csv
becomes 0 "$columns" 3 convert log.csv --by ''
becomes 0 'region' 4 convert --within 30d --by re log.csv
becomes 0 '--by=region' 1 convert --by=re log.csv
becomes 0 'region,occurred_at region,owner' 2 convert --by region,o log.csv
becomes 0 'channel=' 2 convert --where ch log.csv
becomes 0 'region=north' 2 convert --where region=n log.csv
becomes 0 '--where=region!=west|north' 1 convert '--where=region!=west|n' log.csv
becomes 0 'won' 2 segment --goal w log.csv
becomes 0 'identified,contacted=engaged|lost' 2 convert --stages \
	'identified,contacted=engaged|lo' log.csv
becomes 0 '' 2 convert --by '' nowhere.csv
becomes 0 '' 2 convert --by ''
becomes 0 '' 2 convert --by re --frobnicate log.csv
becomes 0 '客户识别 客户开发 客户沟通 交易达成 售后服务' 2 report --goal '' \
	-f "$root/samples/b2b-zh.funnel"
becomes 0 'first second' 2 segment --goal '' --stages first,second log.csv
printf 'rep,team lead\nann,zoe\n' >reps.csv
printf 'id;a,b;a\\;rep\n1;x,y;|;ann\n' >odd.csv
becomes 0 'id a,b a\ rep' 2 convert --entity '' odd.csv
becomes 0 'a\,b a\\' 2 convert --by a odd.csv
becomes 0 'a\=\|' 2 convert --where 'a\=' odd.csv
becomes 0 'team lead' 2 convert --by t --join reps.csv:rep odd.csv
mkfifo pipe
becomes 0 '' 2 convert --by '' pipe
# The head of a file alone: what is broken behind it nobody sees.
{ cat log.csv; seq 400000 | sed 's/$/,won,2025-01-01,web,r,o,,/'
	printf '"broken\n'; } >long.csv
becomes 0 'region=north' 2 convert --where region=n long.csv

# bash, in a terminal: commands, columns, a condition, a file.
cat >rc.bash <<END
PS1='> '
bind 'set bell-style none'
bind 'set page-completions off'
. '$root/cmd/complete/funnel.bash'
END
in_terminal() {
	(sleep .5; cat; sleep .5) | timeout 20 script -qc \
		'bash --noprofile --rcfile rc.bash -i' /dev/null
}
if script -qc true /dev/null </dev/null >/dev/null 2>&1; then
	printf '%s\n' 'funnel conv	log.csv --by re	-q -t csv | cut -d, -f1,3 >by.csv' \
		'funnel convert -q log.c	--where region=no	| tail -1 >where.csv' \
		'funnel convert --format=js	-q log.csv >it.json' \
		"funnel convert -q --join reps.csv:rep odd.csv --entity 't	 2>quoted" \
		"funnel convert -q --join reps.csv:rep odd.csv --entity t	2>plain" \
		exit | in_terminal >/dev/null
	head -2 by.csv >found
	same 'bash: a command, a file, a column' found - <<-'END'
		region,stage
		north,identified
	END
	funnel convert -q --where region=north log.csv | tail -1 >wanted
	same 'bash: a value behind =' where.csv wanted
	funnel convert -q -t json log.csv >wanted
	same 'bash: a choice behind =' it.json wanted
	cat quoted plain >found
	same 'bash: a blank, quoted' found - <<-'END'
		funnel convert: odd.csv: which column is the stage? say --stage
		  columns: id, a,b, a\, rep, team lead
		funnel convert: odd.csv: which column is the stage? say --stage
		  columns: id, a,b, a\, rep, team lead
	END
else
	comment 'no script: bash is not tried'
fi

if command -v fish >/dev/null; then
	fish_says() {
		HOME=$PWD fish --no-config -c "source '$root/cmd/complete/funnel.fish'
			complete -C '$1'" | cut -f1 | paste -sd' ' >found
		same "fish: $1" found - <<-END
			$2
		END
	}
	fish_says 'funnel conv' convert
	fish_says 'funnel convert log.csv --by r' region
	fish_says 'funnel convert log.csv --where region=' \
		'region=north region=south region=west'
	fish_says 'funnel convert -t t' 'text tsv'
	fish_says 'funnel convert lo' 'log.csv long.csv'
else
	comment 'no fish: it is not tried'
fi

if command -v zsh >/dev/null; then
	cat >drive.zsh <<END
	zmodload zsh/zpty || exit
	upto() {
		local more
		repeat 200; do
			[[ \$said == *\$1* ]] && return
			zpty -r -t z more && said+=\$more || sleep .05
		done
	}
	zpty z zsh -f -i
	upto '#'
	zpty -w z "PS1='> '; fpath=('$root/cmd/complete' \\\$fpath); autoload -U compinit; compinit -u -D; setopt nobeep; print rea''dy"
	upto ready
	zpty -n -w z \$'funnel conv\tlog.csv --by re\t-q -t csv | cut -d, -f1,3 >zby.csv; print do""ne1\n'
	upto done1
	zpty -n -w z \$'funnel convert -q log.c\t--where region=no\t | tail -1 >zwhere.csv; print do""ne2\n'
	upto done2
	zpty -n -w z \$'funnel convert -t js\t-q log.csv >zit.json; print do""ne3\n'
	upto done3
	print -r -- \$said
END
	timeout 60 zsh -f drive.zsh >said 2>&1
	head -2 zby.csv >found
	same 'zsh: a command, a file, a column' found - <<-'END'
		region,stage
		north,identified
	END
	funnel convert -q --where region=north log.csv | tail -1 >wanted
	same 'zsh: a value behind =' zwhere.csv wanted
	funnel convert -q -t json log.csv >wanted
	same 'zsh: a choice' zit.json wanted
else
	comment 'no zsh: it is not tried'
fi
done_testing
