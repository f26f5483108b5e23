/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in HTML, and how a page looks. */
#include <string.h>

#include "io/text/text.h"
#include "io/write/document_private.h"
#include "io/write/write_private.h"

static void
html_bytes(struct output *out, const char *text, size_t len)
{
	static const char *const entities[128] = { ['&'] = "&amp;",
		['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;",
		['\''] = "&#39;" };

	write_escaped(out, text, len, entities);
}

void
html_text(struct output *out, const char *text)
{
	html_bytes(out, text, strlen(text));
}

/* Longer ones may have to break on a phone. */
#define WHOLE_MOST 32

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The bytes up to the next blank or letter of CJK, but one that counts the
   digits before it; has_dash: whether a browser could break the line among
   them. */
static size_t
word_length(const char *text, size_t len, bool *has_dash)
{
	size_t at = 0, n;
	uint32_t code;

	*has_dash = false;
	for (; at < len && text[at] != ' '; at += n) {
		n = 1;
		code = (unsigned char)text[at];
		if (code >= 0x80) {
			n = text_next(text + at, len - at, &code);
			if (at > 0 && text_is_unit(code) && is_digit(text[at -
			    1]))
				*has_dash = true;
			else if (text_width(text + at, n) == 2)
				break;
		}
		*has_dash |= code == '-' || code == 0x2013;
	}
	return at;
}

/* As a word of its own, between two numbers; nearly every word begins
   otherwise. */
static bool
is_sign(const char *text)
{
	if (text[0] != '<' && text[0] != '=' && text[0] != *"≥")
		return false;
	return strncmp(text, "< ", 2) == 0 || strncmp(text, "= ", 2) == 0 ||
	    strncmp(text, "≥ ", 4) == 0;
}

/* Of a time, behind its number: in English a word, in Chinese letters. */
static bool
is_unit(const char *text)
{
	static const char *const units[] = { "d", "h", "min", "s" };
	uint32_t code;
	size_t n;

	if ((unsigned char)*text >= 0x80) {
		n = text_next(text, strlen(text), &code);
		return text_width(text, n) == 2;
	}
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (*text != *units[i])
			continue;
		n = strlen(units[i]);
		if (strncmp(text, units[i], n) == 0 &&
		    strchr(" .,;)", text[n]))
			return true;
	}
	return false;
}

/* A blank at which no line breaks: "q < 0.05", "18.2 d", "18 天". */
static bool
is_tied(const char *text, size_t at)
{
	bool number = at > 0 && is_digit(text[at - 1]);

	return is_sign(text + at + 1) || (at > 1 && text[at - 2] == ' ' &&
	    is_sign(text + at - 1)) || (at > 2 && is_sign(text + at - 3)) ||
	    (number && is_unit(text + at + 1));
}

static void
html_whole(struct output *out, const char *word, size_t len)
{
	output_text(out, "<span class=\"w\">");
	html_bytes(out, word, len);
	output_text(out, "</span>");
}

void
html_prose(struct output *out, const char *text)
{
	size_t len = strlen(text), from = 0, n;
	uint32_t code;

	/* Up to what stands for itself. */
	for (size_t at = 0; at < len; at += n) {
		bool dash, blank = false;

		n = word_length(text + at, len - at, &dash);
		dash &= n <= WHOLE_MOST;
		if (n == 0) {
			n = text_next(text + at, len - at, &code);
			blank = code == ' ' && is_tied(text, at);
		}
		if (!dash && !blank)
			continue;
		html_bytes(out, text + from, at - from);
		if (dash)
			html_whole(out, text + at, n);
		else
			output_text(out, TEXT_TIED);
		from = at + n;
	}
	html_bytes(out, text + from, len - from);
}

/*
 * Light and dark by what the reader's system says, and for paper.  On a
 * phone a table's row becomes a card, each cell with its head before it.
 * Contrast of text is at least 4.5 to 1 on both grounds.
 */
const char html_style[] =
    ":root{color-scheme:light dark;--ink:#24292f;--muted:#57606a;"
    "--ground:#fff;--panel:#f6f8fa;--line:#d0d7de;--accent:#0072b2;"
    "--bad:#b34a00;--mark:#d55e00;--band:#dcebf6}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;"
    "--muted:#9da7b1;--ground:#0d1117;--panel:#161b22;--line:#30363d;"
    "--accent:#58a6d6;--bad:#ffa05c;--mark:#ff8a3c;--band:#1d3346}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--ground);color:var(--ink);"
    "font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,"
    "'Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',"
    "sans-serif}\n"
    "main{max-width:70rem;margin:0 auto;padding:2rem 1.25rem 4rem}\n"
    "h1{font-size:1.65rem;line-height:1.25;margin:.2rem 0 .4rem;"
    "text-wrap:balance}\n"
    ":lang(zh) h1{word-break:keep-all}\n"
    "h2{font-size:1.35rem;line-height:1.3;margin:2.6rem 0 .7rem;"
    "padding-top:.9rem;border-top:1px solid var(--line)}\n"
    "h3{font-size:1.05rem;margin:1.6rem 0 .5rem}\n"
    "h1,h2,h3,p,li,dd{overflow-wrap:anywhere}\n"
    ".w{white-space:nowrap}\n"
    "p{margin:.6rem 0}\n"
    ".about,.note{color:var(--muted);font-size:.9rem}\n"
    ".about{margin:.2rem 0}\n"
    ".cards{display:grid;grid-template-columns:repeat(4,1fr);gap:.7rem;"
    "margin:1.1rem 0 .5rem}\n"
    ".card{border:1px solid var(--line);border-radius:.5rem;"
    "padding:.65rem .75rem;min-width:0}\n"
    ".card p{margin:.2rem 0}\n"
    ".lab{font-size:.86rem;line-height:1.3;min-height:2.6em}\n"
    ".of,.ci,.tg{color:var(--muted);font-weight:400}\n"
    ".num{font-size:1.6rem;font-weight:700;line-height:1.25;"
    "font-variant-numeric:tabular-nums}\n"
    ".ci{font-size:.84rem;display:inline-block}\n"
    ".sp svg{display:block;width:100%;height:auto}\n"
    ".chg{font-size:.88rem;line-height:1.35;font-weight:600}\n"
    ".tg{font-size:.84rem;line-height:1.35}\n"
    ".bad{color:var(--bad)}.good{color:var(--accent)}\n"
    ".b{fill:var(--band)}.p{fill:var(--accent)}.o{fill:var(--mark)}\n"
    ".l{stroke:var(--accent);stroke-width:1.8;fill:none;"
    "stroke-linejoin:round}\n"
    ".h{fill:var(--ground);stroke:var(--accent);stroke-width:1.3}\n"
    ".find{list-style:none;margin:0;padding:0}\n"
    ".find li{display:grid;grid-template-columns:13.5rem 1fr;"
    "gap:.2rem 1rem;padding:.42rem 0;border-bottom:1px solid var(--line);"
    "align-items:baseline;margin:0}\n"
    ".find p{margin:0}\n"
    ".eff{font-weight:700;font-size:1.05rem;"
    "font-variant-numeric:tabular-nums}\n"
    ".eff .ci{display:block}\n"
    "nav ol{columns:2 14rem;margin:.4rem 0;padding-left:1.4rem}\n"
    "nav{background:var(--panel);border:1px solid var(--line);"
    "border-radius:.5rem;padding:.7rem 1rem;margin:1.4rem 0}\n"
    "nav p{margin:0;font-weight:600}\n"
    "nav li{margin:0;padding:.12rem 0;break-inside:avoid}\n"
    "a{color:var(--accent)}\n"
    "li{margin:.25rem 0}\n"
    "table{border-collapse:collapse;min-width:min(100%,36rem);"
    "font-size:.92rem;"
    "font-variant-numeric:tabular-nums;margin:.8rem 0}\n"
    ".table{overflow-x:auto}\n"
    "th,td{padding:.38rem .6rem;border-bottom:1px solid var(--line);"
    "text-align:left;vertical-align:top}\n"
    "th{font-weight:600}\n"
    "tbody th{min-width:6rem}\n"
    "thead th{border-bottom:2px solid var(--line);white-space:nowrap;"
    "text-wrap-style:balance}\n"
    ".n{text-align:right}\n"
    "td.n{white-space:nowrap}\n"
    "table .n+:not(.n){padding-left:1.2rem}\n"
    "tr.block th{background:var(--panel)}\n"
    "figure{margin:1rem 0;border:1px solid var(--line);"
    "border-radius:.5rem;padding:.3rem;overflow:hidden}\n"
    "figure svg{display:block;width:100%;height:auto}\n"
    "summary{color:var(--accent);cursor:pointer;font-size:.9rem}\n"
    "pre{overflow-x:auto}\n"
    "dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;"
    "gap:.3rem 1rem;margin:.6rem 0;font-size:.92rem}\n"
    "dt{color:var(--muted)}\n"
    "dd{margin:0}\n"
    ".wide thead th{white-space:normal;vertical-align:bottom;"
    "min-width:2.5em}\n"
    ".wide th,.wide td{padding-left:.4rem;padding-right:.4rem}\n"
    ".wide tbody th{min-width:0}\n"
    "@media screen and (min-width:66rem){\n"
    "section:not(:has(figure,.wide)):has(h3~h3){columns:2;column-gap:2rem}\n"
    "section:has(h3~h3)>h2{column-span:all}\n"
    "section:has(h3~h3)>*{break-inside:avoid}\n"
    "section:not(:has(figure,.wide)):has(h3~h3)>h2+h3{margin-top:.6rem}\n"
    "h2,h3{break-after:avoid}\n"
    ".note{break-before:avoid}\n"
    "}\n"
    "@media(max-width:66rem){\n"
    ".cards{grid-template-columns:repeat(2,1fr)}\n"
    ".wide{font-size:.8rem;min-width:100%}\n"
    ".wide th,.wide td{padding:.3rem .22rem}\n"
    ".wide td.n{white-space:normal}\n"
    "}\n"
    "@media screen and (max-width:52rem){\n"
    ".wide{font-size:.76rem}\n"
    ".wide th,.wide td{padding:.3rem .16rem}\n"
    "}\n"
    "@media screen and (max-width:47rem){\n"
    ".cards,.find li{grid-template-columns:1fr}\n"
    ".lab{min-height:0}\n"
    ".row{display:flex;align-items:center;gap:1rem;"
    "justify-content:space-between}\n"
    ".sp{flex:0 0 7.5rem}\n"
    ".eff .ci{display:inline-block;margin-left:.4rem}\n"
    "main{padding:1.2rem .9rem 3rem}\n"
    "h1{font-size:1.5rem}\n"
    "table{font-size:.85rem;min-width:100%}\n"
    "th,td{padding:.25rem .2rem}\n"
    "thead th{white-space:normal}\n"
    "tbody th{min-width:0}\n"
    ".wide,.wide tbody,.wide tr,.wide td{display:block}\n"
    ".wide thead{position:absolute;width:1px;height:1px;overflow:hidden;"
    "clip-path:inset(50%)}\n"
    ".wide tbody tr{border:1px solid var(--line);border-radius:.5rem;"
    "margin:.6rem 0;padding:.3rem .2rem}\n"
    ".wide tbody th,.wide tbody td{display:flow-root;"
    "border:0;padding:.18rem .6rem;white-space:normal}\n"
    ".wide tbody td{text-align:right}\n"
    "table.wide .n+:not(.n){padding-left:.6rem}\n"
    ".wide td:empty{display:none}\n"
    ".wide td::before{content:attr(data-head);color:var(--muted);"
    "float:left;margin-right:1rem}\n"
    ".wide tr.block{border:0;padding:0}\n"
    "figure{overflow-x:auto}\n"
    "figure svg{min-width:48rem}\n"
    "figure[data-more]::before{content:attr(data-more)' ↔';display:block;"
    "position:sticky;left:0;text-align:right;padding:.1rem .4rem;"
    "color:var(--muted);font-size:.84rem}\n"
    "dl{grid-template-columns:1fr;gap:0}\n"
    "dd{margin:0 0 .5rem}\n"
    "}\n"
    "@media print{\n"
    ":root{--ink:#000;--muted:#444;--ground:#fff;--panel:#f3f3f3;"
    "--line:#bbb;--accent:#000;--bad:#8a3900;--mark:#d55e00;"
    "--band:#e6e6e6}\n"
    "@page{size:A4;margin:15mm}\n"
    "html{font-size:12.5px}\n"
    "body{font-size:9.5pt}\n"
    "main{max-width:none;padding:0 1px}\n"
    "nav{display:none}\n"
    ".table{overflow:visible}\n"
    "summary{display:none}\n"
    "::details-content{content-visibility:visible;display:block}\n"
    "table{font-size:7.8pt;min-width:0}\n"
    ".wide{min-width:100%}\n"
    "th,td{padding:.16rem .3rem}\n"
    "thead th{white-space:normal;vertical-align:bottom}\n"
    "tbody th{min-width:0}\n"
    "h2,h3,h2+p:not(:last-child),h2+ul:not(:last-child),h3+p,tr.block,"
    "tbody tr:nth-child(-n+3):not(:last-child){break-after:avoid}\n"
    ":not(ul)+.note,h3+ul+.note,tbody tr:nth-last-child(-n+3):not(:first-child)"
    "{break-before:avoid}\n"
    "figure,tr,ul,dt,dd,table:not(:has(tr:nth-child(8)))"
    "{break-inside:avoid}\n"
    "}\n";
