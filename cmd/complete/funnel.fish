# SPDX-License-Identifier: GPL-3.0-or-later
# fish: what funnel's words may become.  funnel --complete knows it.

function __funnel_complete
	set -l before (commandline -opc)
	set -l all (commandline -op)
	set -l word (commandline -ct)
	set -l rest $all[(math (count $before) + 1)..-1]
	# The word itself is the first of the rest, unless it is empty.
	test -n "$word"; and set -e rest[1]
	set -l answer ($before[1] --complete (math (count $before) - 1) \
		$before[2..-1] "$word" $rest 2>/dev/null)
	set -l files $status
	if test (count $answer) -gt 0
		printf '%s\n' $answer
	else if test $files -eq 1
		__fish_complete_path "$word"
	end
end
complete -c funnel -f -a '(__funnel_complete)'
