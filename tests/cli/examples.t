#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every example of the README, the man pages and --help runs as it stands,
# in a copy of samples/; where the README shows what comes out, it does.
. "$(dirname "$0")/lib.sh"

cp -R "$root/samples" samples

# A pipe's status is its last program's: this one remembers all of them.
rm "$top/bin/funnel"
cat >"$top/bin/funnel" <<'END'
#!/bin/sh
"$FUNNEL" "$@"
status=$?
echo $status >>"$STATUSES"
exit $status
END
chmod +x "$top/bin/funnel"
STATUSES=$top/statuses
export FUNNEL STATUSES

# Lines on standard input, each a command; $1 is the least there are.
run_each() {
	where=$1 least=$2
	while read -r line; do
		: >"$STATUSES"
		expect 0 "$where: $line" sh -c "$line"
		if grep -qv '^0$' "$STATUSES"; then
			report 1 "$where: every program of it answers 0"
			comment <"$err"
		fi
		least=$((least - 1))
	done
	[ "$least" -le 0 ] || report 1 "$where: $least examples more"
}

# The indented lines of the README, whole where a \ ends them.
sed -n 's/^    //p' "$root/README.md" | sed -e ':a' -e '/\\$/{N;s/\\\n *//;ba' \
	-e '}' | grep '^funnel [a-z]* ' >commands
run_each README 8 <commands

# Under a .Bd -literal of EXAMPLES, roff's escapes undone.
for page in "$root"/cmd/*.[17] "$root"/cmd/*/*.[17]; do
	# cookbook.t runs its own.
	case $page in */cookbook.7) continue ;; esac
	awk '/^\.Sh / { examples = $2 == "EXAMPLES" }
	/^\.Bd -literal/ { literal = 1 } /^\.Ed/ { literal = 0 }
	examples && literal && /^funnel / {
		gsub(/\\&/, ""); gsub(/\\-/, "-"); gsub(/\\e/, "\\")
		print
	}' "$page" >commands
	run_each "$(basename "$page")" 1 <commands
done

# As text none is wider than a terminal of 80 columns.
for page in "$root"/cmd/*.[17] "$root"/cmd/*/*.[17]; do
	awk '/^\.Sh / { examples = $2 == "EXAMPLES" }
	/^\.Bd -literal/ { literal = 1 } /^\.Ed/ { literal = 0 }
	examples && literal && /^funnel / && !/ -[to] |\|/' "$page"
done >commands
: >wide
while read -r line; do
	sh -c "$line -t text" 2>/dev/null | LC_ALL=C.UTF-8 wc -L |
		awk -v line="$line" '$1 > 80 { print $1, line }' >>wide
done <commands
same 'no example is wider than 80 columns' wide /dev/null

for command in $("$FUNNEL" --help | awk '/^commands/ { list = 1; next }
	!NF { list = 0 } list { print $1 }'); do
	"$FUNNEL" $command --help | sed -n '/^usage/q; s/^  \(funnel \)/\1/p' \
		>commands
	run_each "$command --help" 1 <commands
done

# An indented block right behind a command is what it shows on a terminal
# of 80 columns, up to the definition.
awk -v folder="$work" '
/^    funnel / { if (n) close(file); command = substr($0, 5); next }
/^    / && command {
	if (!shown) {
		n++
		file = folder "/shown." n
		print command >(folder "/command." n)
		close(folder "/command." n)
	}
	shown = 1
	print substr($0, 5) >file
	next
}
/^$/ { next }
{ command = ""; shown = 0 }' "$root/README.md"
ok 'the README shows what comes out' test -f shown.1
for shown in shown.*; do
	command=$(cat "command.${shown#shown.}")
	sh -c "$command -t text" 2>"$err" |
		sed '/^not shown: /,$d; /^$/,$d' >found
	same "README: what $command shows" "$shown" found
done

done_testing
