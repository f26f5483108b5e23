/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "analytics/match/matching.h"
#include "tests/unit/matching_random.h"
#include "tests/unit/near.h"

/* One that differs in a member from rules; 0: in none. */
static bool
vary_member(struct match_rules *r, int member)
{
	switch (member) {
	case 0:
		return false;
	case 1:
		r->as_of++;
		return true;
	case 2:
		r->to--;
		return true;
	case 3:
		r->stages[0] ^= 2;
		return true;
	case 4:
		r->attempts = !r->attempts;
		return true;
	default:
		r->windowed = !r->windowed;
		return true;
	}
}

/*
 * Four matchers hand a memo on; the last two may have other rules.  What
 * they answer is what one answers that never saw a memo.
 */
static void
a_memo_changes_nothing(void **state)
{
	struct event events[EVENTS];
	struct match_rules r, other;
	struct timeline t;

	(void)state;
	seed = 88172645463325252u;
	for (int i = 0; i < 20000; i++) {
		const struct attempt *a, *b, *c, *d, *alone;
		enum match_verdict found[4], wanted;
		size_t n[4], nalone;

		random_rules(&r, false);
		r.order = MATCH_ORDERED;
		r.entry = ENTRY_FIRST;
		other = r;
		bool differs = vary_member(&other, i % 6);
		struct match_rules copy = r;
		struct matcher *one = matcher_new(&r);
		struct matcher *two = matcher_new(&copy);
		struct matcher *three = matcher_new(&other);
		struct matcher *four = matcher_new(&other);
		struct matcher *plain = matcher_new(&other);
		assert_true(one && two && three && four && plain);
		for (int k = 0; k < 3; k++) {
			struct match_memo memo = { 0 };

			do
				random_timeline(&r, events, &t);
			while (t.n == 0);
			matcher_match(plain, &t, &alone, &nalone, &wanted);
			t.memo = &memo;
			matcher_match(one, &t, &a, &n[0], &found[0]);
			assert_ptr_equal(memo.of[0].matcher, one);
			matcher_match(two, &t, &b, &n[1], &found[1]);
			matcher_match(three, &t, &c, &n[2], &found[2]);
			assert_int_equal(memo.n, 1 + differs);
			matcher_match(four, &t, &d, &n[3], &found[3]);
			assert_ptr_equal(d, c);
			assert_int_equal(n[3], n[2]);
			assert_int_equal(found[3], found[2]);
			assert_ptr_equal(a, b);
			assert_int_equal(n[0], n[1]);
			assert_int_equal(found[0], found[1]);
			assert_true((a == c) == !differs);
			assert_int_equal(n[2], nalone);
			assert_int_equal(found[2], wanted);
			for (size_t j = 0; j < nalone; j++)
				expect_same(&c[j], &alone[j], r.nstages);
		}
		matcher_free(one);
		matcher_free(two);
		matcher_free(three);
		matcher_free(four);
		matcher_free(plain);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_memo_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
