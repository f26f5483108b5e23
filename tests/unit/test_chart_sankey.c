/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sankey diagrams: what is drawn is added up again from the picture. */
#include "io/chart/chart_draw.h"
#include "io/chart/chart_sankey.h"

#include <math.h>

#include "tests/unit/svg.h"

enum { NODES = 15, BANDS = NODES * NODES };

/* A random way of many entities through n stages, kept consistent. */
struct ways {
	struct sankey_node nodes[NODES];
	struct sankey_band bands[BANDS];
	struct sankey_stub stubs[2 * NODES];
	char words[BANDS][2][80];
	char sizes[3 * NODES][2][40];
	struct sankey_chart chart;
};

static unsigned
draw_number(unsigned *state, unsigned below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

static const char *const names[] = { "Qualified to buy", "线索",
	"Decision maker bought-in", "demo", "商务谈判", "Contract sent" };

static void
add_band(struct ways *w, size_t from, size_t to, double amount)
{
	size_t i = w->chart.nbands++;

	snprintf(w->words[i][0], 80, "%.0f", amount);
	snprintf(w->words[i][1], 80, to < from ? "%.0f back" :
	    "%.0f skip to somewhere", amount);
	w->bands[i] = (struct sankey_band){ from, to, amount, w->words[i][0],
		to == from + 1 ? NULL : w->words[i][1] };
}

static void
add_stub(struct ways *w, size_t node, double amount, bool hollow)
{
	size_t i = w->chart.nstubs++;

	snprintf(w->sizes[NODES + i][0], 40, "%.0f", amount);
	w->stubs[i] = (struct sankey_stub){ node, amount, hollow ? "open" :
	    "lost", w->sizes[NODES + i][0], hollow };
}

/* What came to a node goes on, is open or lost; some goes back. */
static void
leave_node(struct ways *w, double *in, size_t k, size_t n, unsigned *state)
{
	double left = in[k];

	for (size_t to = k + 1; to < n; to++) {
		double amount = to == k + 1 ? floor(left * 0.7) :
		    draw_number(state, 3) ? 0 :
		    floor(left * draw_number(state, 30) / 100);

		if (amount < 1)
			continue;
		add_band(w, k, to, amount);
		in[to] += amount;
		left -= amount;
	}
	if (k + 1 < n) {
		add_stub(w, k, floor(left / 4), true);
		add_stub(w, k, left - floor(left / 4), false);
	}
	for (size_t to = 0; to < k; to++)
		if (draw_number(state, 2) == 0)
			add_band(w, k, to, 1 + draw_number(state, 60));
}

static void
make_ways(struct ways *w, size_t n, unsigned seed)
{
	double in[NODES] = { 1000 };
	unsigned state = seed;

	memset(w, 0, sizeof *w);
	w->chart = (struct sankey_chart){ .frame = { .title = "Ways",
		.subtitle = "Height: how many.", .footer = "n = 1,000" },
		.nodes = w->nodes, .nnodes = n, .bands = w->bands,
		.stubs = w->stubs, .back_words = "moves back" };
	for (size_t k = 0; k < n; k++) {
		struct sankey_node *node = &w->nodes[k];

		node->begins = k == 0 ? 1000 : k == 2 ? 40 : 0;
		in[k] += k == 2 ? 40 : 0;
		leave_node(w, in, k, n, &state);
		snprintf(w->sizes[k][0], 40, "%.0f", in[k]);
		node->name = names[(k + seed) % 6];
		node->size = w->sizes[k][0];
		node->begins_words = k == 2 ? "40 begin here" : NULL;
		node->begins_brief = "+40";
		node->goal = k + 1 == n;
	}
}

static char *
draw(const struct sankey_chart *sankey, const char *name)
{
	struct chart chart = { 0 };
	struct fault fault = { 0 };
	int failed = chart_sankey(&chart, sankey, &fault);

	return svg_drawn(&chart, failed, &fault, name);
}

/* A filled shape: its colour, and how high it is at its left and right. */
struct shape {
	int red, green, blue;
	double left, right, at_left, at_right;
	bool simple;		/* a rectangle */
};

static bool
next_shape(const char **at, struct shape *out)
{
	const char *begin = strstr(*at, "<polygon fill = 'rgb(");
	double low[2] = { INFINITY, INFINITY }, high[2] = { 0, 0 };
	const char *p;
	int n = 0, used;
	double x, y;

	if (begin == NULL)
		return false;
	assert_int_equal(sscanf(begin, "<polygon fill = 'rgb(%d, %d, %d)",
	    &out->red, &out->green, &out->blue), 3);
	p = strstr(begin, "points = '") + 10;
	out->left = INFINITY;
	out->right = -INFINITY;
	for (; sscanf(p, " %lf,%lf%n", &x, &y, &used) == 2; p += used, n++) {
		if (x < out->left - 0.2)
			low[0] = INFINITY, high[0] = 0;
		if (x > out->right + 0.2)
			low[1] = INFINITY, high[1] = 0;
		out->left = fmin(out->left, x);
		out->right = fmax(out->right, x);
		for (int side = 0; side < 2; side++)
			if (fabs(x - (side ? out->right : out->left)) < 0.2) {
				low[side] = fmin(low[side], y);
				high[side] = fmax(high[side], y);
			}
	}
	out->at_left = high[0] - low[0];
	out->at_right = high[1] - low[1];
	out->simple = n <= 5;
	*at = p;
	return true;
}

static bool
has_colour(const struct shape *s, unsigned tone)
{
	unsigned colour = chart_colour(THEME_LIGHT, tone);

	return s->red == (int)(colour >> 16) &&
	    s->green == (int)(colour >> 8 & 255) &&
	    s->blue == (int)(colour & 255);
}

/* All heights at one edge of a node, by what is drawn there. */
struct sums {
	double x, height, in, out;
};

static void
add_shape(struct sums *nodes, size_t n, const struct shape *s)
{
	static const double near = 0.3;

	for (size_t k = 0; k < n; k++) {
		if (fabs(s->left - nodes[k].x - 11) < near)
			nodes[k].out += s->at_left;
		if (fabs(s->right - nodes[k].x) < near)
			nodes[k].in += s->at_right;
	}
}

static size_t
find_nodes(const char *svg, struct sums *nodes)
{
	struct shape s;
	size_t n = 0;

	while (next_shape(&svg, &s))
		if (s.simple && fabs(s.right - s.left - 11) < 0.1 &&
		    (has_colour(&s, TONE_BLUE) ||
		    has_colour(&s, TONE_GREEN)))
			nodes[n++] = (struct sums){ s.left, s.at_left, 0, 0 };
	return n;
}

/* In each node of the picture: what comes in, what goes out, its height. */
static void
heights_add_up(void **state)
{
	static struct ways ways;
	struct sums nodes[NODES];
	char name[40];

	(void)state;
	skip_without_gnuplot();
	for (size_t n = 3; n <= NODES; n += 3) {
		make_ways(&ways, n, (unsigned)n);
		snprintf(name, sizeof name, "sankey-%zu", n);

		char *svg = draw(&ways.chart, name);
		const char *at = svg;
		struct shape s;

		assert_int_equal(find_nodes(svg, nodes), n);
		while (next_shape(&at, &s))
			if (!has_colour(&s, TONE_AXIS) &&
			    !has_colour(&s, TONE_MUTED))
				add_shape(nodes, n, &s);
		for (size_t k = 0; k < n; k++) {
			if (k > 0 && fabs(nodes[k].in - nodes[k].height) > 1)
				fail_msg("%zu of %zu: %g in, %g high", k, n,
				    nodes[k].in, nodes[k].height);
			if (k + 1 < n &&
			    fabs(nodes[k].out - nodes[k].height) > 1)
				fail_msg("%zu of %zu: %g out, %g high", k, n,
				    nodes[k].out, nodes[k].height);
		}
		free(svg);
	}
}

/* To one scale: the first node's height an entity is that of the last. */
static void
heights_are_to_one_scale(void **state)
{
	static struct ways ways;
	struct sums nodes[NODES];

	(void)state;
	skip_without_gnuplot();
	make_ways(&ways, 6, 4);

	char *svg = draw(&ways.chart, "sankey-scale");

	assert_int_equal(find_nodes(svg, nodes), 6);
	for (size_t k = 1; k < 6; k++) {
		double amount = strtod(ways.nodes[k].size, NULL);

		assert_true(fabs(nodes[k].height / amount -
		    nodes[0].height / 1000) < 1e-3);
	}
	free(svg);
}

static void
labels_never_overlap(void **state)
{
	static struct ways ways;

	(void)state;
	skip_without_gnuplot();
	for (size_t n = 3; n <= NODES; n++)
		for (unsigned seed = 0; seed < 3; seed++) {
			make_ways(&ways, n, seed);
			ways.chart.frame.width = seed == 2 ? 800 : 0;
			ways.chart.frame.height = seed == 1 ? 500 : 0;
			ways.chart.frame.theme = seed == 1 ? THEME_DARK :
			    THEME_LIGHT;

			char *svg = draw(&ways.chart, "sankey-labels");
			struct svg_text text;

			svg_expect_readable(svg);
			/* Each node has its number, however narrow it is. */
			for (size_t k = 0; k < n; k++)
				assert_true(svg_find_text(svg,
				    ways.nodes[k].size, &text));
			/* Of many no word is cut: their names take turns. */
			for (size_t k = 0; k < n && n == NODES && seed < 2;
			    k++)
				assert_true(svg_find_text(svg,
				    ways.nodes[k].name, &text));
			free(svg);
		}
}

/* An arc to the left under all else, with its head at the column it meets. */
static void
what_goes_back_lies_below(void **state)
{
	static const struct sankey_node three[] = {
		{ "a", "100", 100, NULL, NULL, false },
		{ "b", "80", 0, NULL, NULL, false },
		{ "c", "50", 0, NULL, NULL, true } };
	static const struct sankey_band bands[] = { { 0, 1, 80, "80", NULL },
		{ 1, 2, 50, "50", NULL }, { 1, 0, 20, "20", "20 back" } };
	static const struct sankey_stub stubs[] = {
		{ 0, 20, "lost", "20", false },
		{ 1, 30, "open", "30", true } };
	const struct sankey_chart chart = { .nodes = three, .nnodes = 3,
		.bands = bands, .nbands = 3, .stubs = stubs, .nstubs = 2,
		.back_words = "moves back" };
	struct svg_text back, lost, name;

	(void)state;
	skip_without_gnuplot();

	char *svg = draw(&chart, "sankey-back");

	assert_true(svg_find_text(svg, "20 back", &back));
	assert_true(svg_find_text(svg, "lost 20", &lost));
	assert_true(svg_find_text(svg, "a", &name));
	assert_true(back.top > lost.bottom);
	assert_true(back.left > name.left);
	assert_true(svg_find_text(svg, "moves back", &name));
	assert_true(svg_find_text(svg, "open 30", &lost));
	free(svg);
}

static void
on_a_terminal(void **state)
{
	static struct ways ways;
	struct output *output = output_memory();

	(void)state;
	make_ways(&ways, 3, 4);

	struct terminal terminal = terminal_on(output, 40, false);

	chart_sankey_terminal(&ways.chart, &terminal);

	char *text = collected(output);

	expect_width(text, 40);
	assert_non_null(strstr(text, "商务谈判"));
	assert_non_null(strstr(text, "lost"));
	free(text);
}

static void
too_few_or_many_nodes(void **state)
{
	struct sankey_chart none = { .nnodes = 1 };
	struct chart chart = { 0 };
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(chart_sankey(&chart, &none, &fault), -1);
	assert_string_equal(fault.sentence,
	    "a Sankey diagram has 2 to 30 nodes, not 1");
	none.nnodes = SANKEY_NODES_MOST + 1;
	assert_int_equal(chart_sankey(&chart, &none, &fault), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(heights_add_up),
		TEST(heights_are_to_one_scale),
		TEST(labels_never_overlap),
		TEST(what_goes_back_lies_below),
		cmocka_unit_test(on_a_terminal),
		cmocka_unit_test(too_few_or_many_nodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
