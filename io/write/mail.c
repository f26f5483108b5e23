/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/write/mail.h"

#include <string.h>

#include "io/text/text.h"

/* Of base64: 57 bytes are 76 characters, the longest line. */
#define LINE_BYTES 57
/* 42 bytes and what an encoded word has around it are at most 75. */
#define WORD_BYTES 42

bool
mail_is_address(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~@-");

	/* sendmail reads what begins with - as an option. */
	return n > 0 && text[n] == '\0' && text[0] != '-';
}

static void
put_base64(struct output *out, const char *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		unsigned long bits = 0;
		char four[4];

		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (k < n ?
			    (unsigned char)bytes[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			four[k] = k > n ? '=' :
			    digits[bits >> (18 - 6 * k) & 63];
		output_bytes(out, four, 4);
	}
}

static void
put_body(struct output *out, const char *bytes, size_t len)
{
	output_text(out, "Content-Transfer-Encoding: base64\n\n");
	for (size_t i = 0; i < len; i += LINE_BYTES) {
		put_base64(out, bytes + i, len - i < LINE_BYTES ? len - i :
		    LINE_BYTES);
		output_text(out, "\n");
	}
}

/* So many bytes of whole characters; at least one. */
static size_t
whole_characters(const char *text, size_t len)
{
	uint32_t code;
	size_t n = text_next(text, len, &code);

	while (n < len) {
		size_t next = text_next(text + n, len - n, &code);

		if (n + next > WORD_BYTES)
			break;
		n += next;
	}
	return n;
}

/* Encoded words, a line each. */
static void
put_subject(struct output *out, const char *text)
{
	size_t len = strlen(text);

	output_text(out, "Subject:");
	for (size_t at = 0; at < len;) {
		size_t n = whole_characters(text + at, len - at);

		output_text(out, at ? "\n =?UTF-8?B?" : " =?UTF-8?B?");
		put_base64(out, text + at, n);
		output_text(out, "?=");
		at += n;
	}
	output_text(out, "\n");
}

static void
put_picture(struct output *out, const struct mail_picture *p)
{
	output_format(out, "--=_related\nContent-Type: image/png\n"
	    "Content-ID: <%s>\nContent-Disposition: inline\n", p->id);
	put_body(out, p->bytes, p->len);
}

void
mail_write(const struct mail *mail, struct output *out)
{
	for (size_t i = 0; i < mail->nto; i++)
		output_format(out, "%s%s", i ? ",\n " : "To: ", mail->to[i]);
	output_text(out, "\n");
	put_subject(out, mail->subject);
	output_text(out, "MIME-Version: 1.0\n"
	    "Content-Type: multipart/related; boundary=\"=_related\";\n"
	    " type=\"multipart/alternative\"\n\n"
	    "--=_related\nContent-Type: multipart/alternative;\n"
	    " boundary=\"=_alternative\"\n\n"
	    "--=_alternative\nContent-Type: text/plain; charset=UTF-8\n");
	put_body(out, mail->text, mail->text_len);
	output_text(out, "--=_alternative\n"
	    "Content-Type: text/html; charset=UTF-8\n");
	put_body(out, mail->page, mail->page_len);
	output_text(out, "--=_alternative--\n");
	for (size_t i = 0; i < mail->npictures; i++)
		put_picture(out, &mail->pictures[i]);
	output_text(out, "--=_related--\n");
}
