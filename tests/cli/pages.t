#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every option that a command's --help lists is in its page, or in that of
# all commands, or of matching.
. "$(dirname "$0")/lib.sh"

commands=$(funnel --help | awk '/^commands/ { list = 1; next }
	!NF { list = 0 } list { print $1 }')
ok 'there are commands' test -n "$commands"
for command in $commands; do
	ok "funnel.1 names $command" grep -qx ".It Cm $command" \
		"$root/cmd/funnel.1"
	# Characters, not bytes: continuation bytes of UTF-8 are taken out.
	funnel "$command" --help | sed -n '/^usage/,$p' |
		LC_ALL=C tr -d '\200-\277' | awk 'length > 80' >wide
	ok "options of $command fit 80 columns" test ! -s wide
	funnel "$command" --help | sed -n '/^usage/,$p' |
		grep -oE '^ +(-[a-z], )?--[a-z-]+' | grep -oE -e '--[a-z-]+' |
		sort -u >offered
	for option in $(cat offered); do
		cat "$root/cmd/$command/$command.1" "$root/cmd/funnel.1" \
			"$root/cmd/convert/convert.1" |
			grep -qE -e " -${option#--}( |\$)" ||
			echo "$option is in no page"
	done >missing
	ok "$command: options are documented" \
		sh -c 'cat missing; [ -s offered ] && [ ! -s missing ]'
done
done_testing
