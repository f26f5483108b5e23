/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people read them. */
#include "io/text/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/text/words.h"

void
text_count(uint64_t n, char *out)
{
	char digits[32];
	int len = snprintf(digits, sizeof digits, "%" PRIu64, n);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*out++ = ',';
		*out++ = digits[i];
	}
	*out = '\0';
}

/* A hyphen at the head becomes a minus. */
static void
put_minus(char *number, size_t size)
{
	size_t len = strlen(number);

	if (*number != '-' || len + sizeof TEXT_MINUS > size + 1)
		return;
	memmove(number + sizeof TEXT_MINUS - 1, number + 1, len);
	memcpy(number, TEXT_MINUS, sizeof TEXT_MINUS - 1);
}

void
text_signed(double number, int decimals, char *out)
{
	snprintf(out, TEXT_NUMBER, "%+.*f", decimals, number);
	put_minus(out, TEXT_NUMBER);
}

void
text_percent(double share, char *out)
{
	if (isnan(share))
		out[0] = '\0';
	else if (share > 0 && share < 0.0005)
		snprintf(out, TEXT_NUMBER, "<0.1%%");
	else if (share < 1 && 100 * share >= 99.95)
		snprintf(out, TEXT_NUMBER, ">99.9%%");
	else if (share == 1)
		snprintf(out, TEXT_NUMBER, "100%%");
	else
		snprintf(out, TEXT_NUMBER, "%.1f%%", 100 * share);
	put_minus(out, TEXT_NUMBER);
}

void
text_percent_range(double low, double high, char *out)
{
	out[0] = '\0';
	if (!isnan(low) && !isnan(high))
		snprintf(out, TEXT_NUMBER, "%.1f–%.1f", 100 * low,
		    100 * high);
}

void
text_points(double difference, char *out)
{
	if (isnan(difference))
		out[0] = '\0';
	else if (fabs(difference) < 0.0005)
		snprintf(out, TEXT_NUMBER, "0.0");
	else
		text_signed(100 * difference, 1, out);
}

void
text_points_ends(double low, double high, char *from, char *to)
{
	text_points(low, from);
	text_points(high, to);
	if (low > 0 && low < 0.0005)
		snprintf(from, TEXT_NUMBER, "+0.0");
	if (high < 0 && high > -0.0005)
		snprintf(to, TEXT_NUMBER, TEXT_MINUS "0.0");
}

/* The units in which people read times, the largest that one fills; half
   of the last digit is what fills it, too: 60 minutes are an hour. */
static const struct time_unit {
	double in_day, half;
	const char *whole, *tenths;
} time_units[] = {
	{ 1, 0.05, N_("%.0f d"), N_("%.1f d") },
	{ 24, 0.05, N_("%.0f h"), N_("%.1f h") },
	{ 1440, 0.5, N_("%.0f min"), NULL },
	{ 86400, 0.5, N_("%.0f s"), NULL },
};
#define TIME_UNITS (sizeof time_units / sizeof time_units[0])

static size_t
time_unit(double days)
{
	size_t u = 0;

	for (; days > 0 && u + 1 < TIME_UNITS; u++) {
		const struct time_unit *next = &time_units[u + 1];

		if (days * next->in_day >= next->in_day /
		    time_units[u].in_day - next->half)
			break;
	}
	return u;
}

/* Hours have tenths always, days where they are few and not whole. */
static bool
has_tenths(double days, size_t unit)
{
	return unit == 1 || (unit == 0 && days < 99.95 && days != floor(days));
}

static void
write_time(double days, size_t unit, bool tenths, char *out)
{
	const struct time_unit *u = &time_units[unit];

	snprintf(out, TEXT_NUMBER, tenths ? _(u->tenths) : _(u->whole),
	    days * u->in_day);
	put_minus(out, TEXT_NUMBER);
}

void
text_days(double days, char *out)
{
	size_t unit = time_unit(days);

	out[0] = '\0';
	if (!isnan(days))
		write_time(days, unit, has_tenths(days, unit), out);
}

void
text_group(char *text, size_t size)
{
	size_t sign = *text == '-', len = strspn(text + sign, "0123456789");
	size_t n = strlen(text);

	for (size_t at = len; at > 3 && n + 1 < size; n++) {
		at -= 3;
		memmove(text + sign + at + 1, text + sign + at,
		    n - sign - at + 1);
		text[sign + at] = ',';
	}
	put_minus(text, size);
}

void
text_significant(double number, char *out)
{
	if (isnan(number))
		out[0] = '\0';
	else if (fabs(number) >= 9999.5 && fabs(number) < 1e15)
		snprintf(out, TEXT_NUMBER, "%.0f", number);
	else
		snprintf(out, TEXT_NUMBER, "%.4g", number);
	text_group(out, TEXT_NUMBER);
}

void
text_ratio(double ratio, char *out)
{
	if (fabs(ratio) >= 0.001 && fabs(ratio) < 999.5)
		snprintf(out, TEXT_NUMBER, "%.*f", fabs(ratio) < 9.9995 ? 3 :
		    fabs(ratio) < 99.95 ? 1 : 0, ratio);
	else
		text_significant(fabs(ratio) < 1 ? ratio : rint(ratio), out);
	put_minus(out, TEXT_NUMBER);
}

void
text_number_of(double number, char *out)
{
	if (isnan(number))
		*out = '\0';
	else
		snprintf(out, TEXT_NUMBER, "%.*f", fabs(number) < 9.95 &&
		    rint(number) != number, number);
	text_group(out, TEXT_NUMBER);
}

/* By which a language counts large numbers, and how it names the steps. */
static const struct amount_units {
	double step;
	const char *names[5];
} amount_units[] = {
	{ 1000, { "", "k", "M", "G", "T" } },
	{ 10000, { "", "万", "亿", "万亿", "亿亿" } },
};

/* Three digits of what is below a step: 1,234 is 1,230. */
static void
write_size(double size, bool whole, char *out)
{
	if (size >= 999.5)
		snprintf(out, TEXT_NUMBER, "%.0f", 10 * rint(size / 10));
	else
		snprintf(out, TEXT_NUMBER, "%.*f", whole || size >= 99.95 ?
		    0 : size >= 9.995 ? 1 : 2, size);
	text_group(out, TEXT_NUMBER);
}

void
text_amount(double amount, char *out)
{
	const struct amount_units *u = &amount_units[words_language() != 0];
	double most = u->step == 1000 ? 999.5 : 9995, size;
	char digits[TEXT_NUMBER];
	size_t unit = 0;

	/* 999.6 is 1.00k, so that three digits are three. */
	for (size = fabs(amount); size >= most && unit < 4; unit++)
		size /= u->step;
	if (isnan(amount)) {
		*out = '\0';
		return;
	}
	write_size(size, unit == 0, digits);
	snprintf(out, TEXT_NUMBER, "%s%.40s%s", amount < 0 ? TEXT_MINUS : "",
	    digits, u->names[unit]);
}

void
text_round_amount(double amount, char *out)
{
	char *mark, *unit, *end;

	text_amount(amount, out);
	mark = strchr(out, '.');
	if (!mark)
		return;
	unit = end = mark + 1 + strspn(mark + 1, "0123456789");
	while (end[-1] == '0')
		end--;
	end -= end[-1] == '.';
	memmove(end, unit, strlen(unit) + 1);
}

static bool
ends_in_zero(const char *text)
{
	return text[strlen(text) - 1] == '0';
}

/* Decimals of the fourth digit, to which 9.9996 is 10.00; ratios around 1
   have the same. */
static int
decimals_of(double number)
{
	double size = fabs(number) / (1 - 5e-5);
	int before = size >= 0.1 || size == 0 ? 1 : 0;

	if (size >= 10 || before == 0)
		before = (int)floor(log10(size)) + 1;
	return before >= 4 ? 0 : before < -4 ? 8 : 4 - before;
}

static void
write_decimals(double number, int decimals, char *out)
{
	snprintf(out, TEXT_NUMBER, "%.*f", decimals, number);
	/* What is rounded to nothing has no sign. */
	if (out[strspn(out, "-0.")] == '\0' && *out == '-')
		memmove(out, out + 1, strlen(out));
}

void
text_estimate(double number, double low, double high, char *out,
    char *out_low, char *out_high)
{
	char *const texts[] = { out, out_low, out_high };
	const double numbers[] = { number, low, high };
	int decimals = decimals_of(number);
	bool plain = isnan(number) || isnan(low) || isnan(high);
	double most = fmax(fabs(number), fmax(fabs(low), fabs(high)));

	/* Too many figures before the mark, or noughts behind it. */
	plain |= most >= 1e15 || (most > 0 && most < 1e-5);
	for (int i = 0; i < 3; i++)
		if (plain)
			text_significant(numbers[i], texts[i]);
		else
			write_decimals(numbers[i], decimals, texts[i]);
	while (!plain && decimals > 0 && ends_in_zero(out) &&
	    ends_in_zero(out_low) && ends_in_zero(out_high)) {
		decimals--;
		for (int i = 0; i < 3; i++)
			texts[i][strlen(texts[i]) - (decimals ? 1 : 2)] = '\0';
	}
	for (int i = 0; i < 3; i++)
		text_group(texts[i], TEXT_NUMBER);
}

void
text_with_range(const char *at, const char *range, char *out, size_t size)
{
	snprintf(out, size, range[0] ? _("%s (%s)") : "%s", at, range);
}

/* What of a time comes before its unit. */
static size_t
number_length(const char *time)
{
	return strcspn(time, " ");
}

void
text_days_with_range(double days, double low, double high, char *out,
    size_t size)
{
	const double times[] = { days, low, high };
	char texts[3][TEXT_NUMBER], range[3 * TEXT_NUMBER];
	size_t unit = time_unit(days);
	bool alike = true, tenths = false;

	if (isnan(low) || isnan(high)) {
		text_days(days, texts[0]);
		text_with_range(texts[0], "", out, size);
		return;
	}
	for (int i = 0; i < 3; i++) {
		alike &= times[i] == 0 || time_unit(times[i]) == unit;
		tenths |= has_tenths(times[i], unit);
	}
	for (int i = 0; i < 3; i++)
		if (alike)
			write_time(times[i], unit, tenths && days < 100,
			    texts[i]);
		else
			text_days(times[i], texts[i]);
	snprintf(range, sizeof range, "%.*s–%.*s", alike ?
	    (int)number_length(texts[1]) : TEXT_NUMBER, texts[1], alike ?
	    (int)number_length(texts[2]) : TEXT_NUMBER, texts[2]);
	text_with_range(texts[0], range, out, size);
}

void
text_p(double p, char *out)
{
	if (isnan(p))
		out[0] = '\0';
	else if (p < 0.0001)
		snprintf(out, TEXT_NUMBER, "<0.0001");
	else
		snprintf(out, TEXT_NUMBER, "%.4f", p);
}
