#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# funnel-cookbook(7): every pipeline runs and shows what stands there.
. "$(dirname "$0")/lib.sh"

expect 0 'every question is answered as it stands' "$root/tests/cookbook"
stdout_is ''
grep -c '^\.Ss ' "$root/cmd/cookbook.7" >questions
ok 'thirty and more' test "$(cat questions)" -ge 30
ok 'each with a command' test "$(grep -c '^\$ ' "$root/cmd/cookbook.7")" = \
	"$(cat questions)"
ok 'none of which fails' sh -c "! grep -q '^exit status' '$root/cmd/cookbook.7'"
done_testing
