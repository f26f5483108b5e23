# SPDX-License-Identifier: GPL-3.0-or-later
# lib.sh: what the command tests share.  A test begins with
#
#	. "$(dirname "$0")/lib.sh"
#
# and ends with done_testing.  It runs in a folder of its own, $work, that
# is removed at the end, and `funnel` there is the program under test, in
# `sh -c` too.  $root is the repository, $reference its
# answers and small data; $data is large data beside it, for whoever has it.
#
#	expect STATUS 'SENTENCE' COMMAND...	runs it, wants that status
#	stdout_is [LINE...]	its output, to the byte; without lines,
#	stderr_is [LINE...]	the here-document; '' is nothing at all
#	stdout_has TEXT		a line holds the text
#	stderr_has TEXT
#	same 'SENTENCE' FILE FILE		equal bytes
#	ok 'SENTENCE' COMMAND...		COMMAND succeeds
#	cell_is VALUE FILE COLUMN 'COL=X COL=Y'	that cell of a CSV
#	near 'SENTENCE' VALUE WANTED		within 1e-9, relative
#	skip_unless 'REASON' COMMAND...	else the whole test is skipped
#	if speaks_chinese ...	the catalogue was built, for --lang zh
#
# What expect wrote is in $out and $err.  Standard input is empty unless
# it is redirected.

root=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
reference=$root/tests/reference data=$root/../shared/data
: "${FUNNEL:=$root/build/funnel}" "${BUILD:=$root/build}" "${SAN:=}"
top=$(mktemp -d) || exit 2
trap 'rm -rf "$top"' EXIT
trap 'exit 130' INT TERM HUP
work=$top/work out=$top/out err=$top/err
mkdir "$work" "$top/bin" "$top/tmp"
ln -s "$FUNNEL" "$top/bin/funnel"
PATH=$top/bin:$PATH TMPDIR=$top/tmp
export PATH TMPDIR
unset LC_ALL LANG LANGUAGE COLUMNS NO_COLOR FUNNEL_SIMD
cd "$work" || exit 2
exec </dev/null
tests=0 failures=0 sentence=

# report STATUS SENTENCE: one line of TAP.
report() {
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tests - $2"
	else
		failures=$((failures + 1))
		echo "not ok $tests - $2"
	fi
}

comment() {
	head -n "${1:-20}" | sed 's/^/# /'
}

expect() {
	_wanted=$1 sentence=$2
	shift 2
	"$@" >"$out" 2>"$err"
	_got=$?
	if [ "$_got" = "$_wanted" ]; then
		report 0 "$sentence"
		return
	fi
	report 1 "$sentence"
	echo "# status $_got, expected $_wanted: $*"
	comment <"$err"
}

# A shell has no local names: those of this file begin with _.
# is FILE WHAT [LINE...]
is() {
	_file=$1 _what=$2
	shift 2
	if [ $# = 0 ]; then
		cat
	elif [ $# != 1 ] || [ -n "$1" ]; then
		printf '%s\n' "$@"
	fi >"$top/wanted"
	if cmp -s "$top/wanted" "$_file"; then
		report 0 "$sentence: $_what"
	else
		report 1 "$sentence: $_what"
		diff -u "$top/wanted" "$_file" | tail -n +3 | comment 40
	fi
}

stdout_is() {
	is "$out" 'standard output' "$@"
}

stderr_is() {
	is "$err" 'standard error' "$@"
}

# has FILE TEXT
has() {
	if grep -qF -e "$2" "$1"; then
		report 0 "$sentence: \"$2\""
	else
		report 1 "$sentence: \"$2\""
		comment <"$1"
	fi
}

stdout_has() {
	has "$out" "$1"
}

stderr_has() {
	has "$err" "$1"
}

same() {
	if cmp -s "$2" "$3"; then
		report 0 "$1"
	else
		report 1 "$1"
		diff -u "$2" "$3" | comment
	fi
}

ok() {
	sentence=$1
	shift
	if "$@" >"$top/said" 2>&1; then
		report 0 "$sentence"
	else
		report 1 "$sentence"
		comment <"$top/said"
	fi
}

# cell FILE COLUMN WHERE...: the cell of the first row in which each WHERE,
# such as stage=won, holds.  For CSV without quotes.
cell() {
	awk -F, -v column="$2" -v where="$3" '
	NR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		n = split(where, pairs, " ")
		next
	}
	{
		for (i = 1; i <= n; i++) {
			split(pairs[i], pair, "=")
			if ($at[pair[1]] != pair[2])
				next
		}
		print (column in at) ? $at[column] : "no such column"
		exit
	}' "$1"
}

# cell_is VALUE FILE COLUMN WHERE: to the byte.
cell_is() {
	_found=$(cell "$2" "$3" "$4")
	if [ "$_found" = "$1" ]; then
		report 0 "$3 where $4"
	else
		report 1 "$3 where $4"
		echo "# found $_found, expected $1"
	fi
}

# near 'SENTENCE' VALUE WANTED: within 1e-9 of it, relative.
near() {
	if awk -v a="$2" -v b="$3" 'BEGIN {
		d = a > b ? a - b : b - a
		m = b < 0 ? -b : b
		exit !(a != "" && a ~ /^[-+.0-9e]+$/ && d <= 1e-9 * m) }'; then
		report 0 "$1"
	else
		report 1 "$1"
		echo "# found $2, expected $3"
	fi
}

# Where there is no msgfmt there is no catalogue.
speaks_chinese() {
	test -f "$(dirname "$(readlink -f "$FUNNEL")")/locale/zh_CN/LC_MESSAGES/funnel.mo" ||
		{ report 0 'in Chinese # SKIP no catalogue' && false; }
}

skip_unless() {
	_reason=$1
	shift
	if "$@" >/dev/null 2>&1; then
		return
	fi
	echo "1..0 # SKIP $_reason"
	exit 0
}

done_testing() {
	echo "1..$tests"
	[ "$failures" = 0 ]
	exit
}
