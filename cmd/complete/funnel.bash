# SPDX-License-Identifier: GPL-3.0-or-later
# bash: what funnel's words may become.  funnel --complete knows it.

_funnel() {
	local words=() at=0 i line=$COMP_LINE word status candidates
	local open=${COMP_WORDS[COMP_CWORD]:0:1}

	# bash cuts words at = and : too; what touches is one word to funnel.
	for ((i = 1; i < ${#COMP_WORDS[@]}; i++)); do
		word=${COMP_WORDS[i]}
		line=${line#*"${COMP_WORDS[i - 1]}"}
		if ((i > 1)) && [[ -n $word && $line == "$word"* &&
		    ($word == [=:]* || ${COMP_WORDS[i - 1]} == *[=:]) ]]; then
			words[${#words[@]} - 1]+=$word
		elif ((i > 1)) && [[ -z $word &&
		    ${COMP_WORDS[i - 1]} == *[=:] && $line != [[:space:]]* ]]
		then
			:
		else
			words+=("$word")
		fi
		((i <= COMP_CWORD)) && at=$((${#words[@]} - 1))
	done
	# As the shell would pass them: without quotes and backslashes.
	for i in "${!words[@]}"; do
		word=${words[i]}
		case $word in
		\'*) word=${word#\'} word=${word%\'} ;;
		\"*) word=${word#\"} word=${word%\"} ;;
		*) word=${word//\\/} ;;
		esac
		[[ $word == "~/"* ]] && word=$HOME/${word#"~/"}
		words[i]=$word
	done
	candidates=$("${COMP_WORDS[0]}" --complete "$at" "${words[@]}" \
		2>/dev/null)
	status=$?
	COMPREPLY=()
	while IFS=$'\t' read -r word _; do
		[[ $word ]] || continue
		[[ $word == *= ]] && compopt -o nospace
		# What stands before the last = or : stays as it is.
		word=${word#"${words[at]%"${words[at]##*[=:]}"}"}
		# Within quotes a blank is no end, and readline closes them.
		[[ $open == [\"\'] ]] || word=$(printf '%q' "$word")
		COMPREPLY+=("$word")
	done <<<"$candidates"
	((${#COMPREPLY[@]} == 0 && status == 1)) && compopt -o default
}
complete -F _funnel funnel
