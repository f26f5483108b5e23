#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The report as a browser sees it: what it holds, that it asks for nothing,
# that a phone shows all of it, that its text can be read on both grounds.
. "$(dirname "$0")/lib.sh"

browser=$(command -v chromium || command -v chromium-browser)
skip_unless 'no Chromium here' test -n "$browser"
command -v gnuplot >/dev/null && pictures=yes || pictures=

cp -R "$root/samples" samples

# A page beside, whose script looks into the report: the report has none.
cat >look.html <<'END'
<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">
<script>
const numbers = s => s.match(/[\d.]+/g).map(Number);
function ground(w, e) {
	for (; e; e = e.parentElement) {
		const c = numbers(w.getComputedStyle(e).backgroundColor);
		if (c.length < 4 || c[3] > 0)
			return c;
	}
	return w.matchMedia('(prefers-color-scheme:dark)').matches ?
	    [0, 0, 0] : [255, 255, 255];
}
/* Relative luminance and contrast of WCAG 2. */
function luminance(c) {
	const [r, g, b] = c.slice(0, 3).map(x => x / 255 <= 0.03928 ?
	    x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4);
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(w, e, what = 'color') {
	const a = luminance(numbers(w.getComputedStyle(e)[what]));
	const b = luminance(ground(w, e));
	return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
/* Words of a picture that do not stand upon a bar or a cell. */
const plain = e => /--t[12]\)/.test(
    e.closest('[fill]')?.getAttribute('fill'));
function look(frame) {
	const d = frame.contentDocument, w = frame.contentWindow, out = [];
	const all = q => [...d.querySelectorAll(q)];
	const say = (name, value) => out.push(name + '=' + value);
	const box = e => e.getBoundingClientRect();
	const texts = all('body *').filter(e => !e.closest('svg') &&
	    [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()));
	say('h1', all('h1').length);
	say('h2', all('h2').length);
	say('named', all('section').filter(s => d.getElementById(
	    s.getAttribute('aria-labelledby'))?.tagName == 'H2').length);
	say('links', all('nav a').filter(a => d.querySelector(
	    a.getAttribute('href'))?.tagName == 'H2').length);
	say('tables', all('table').length);
	say('headed', all('table').filter(t => t.querySelector(
	    'thead th[scope=col]')).length);
	say('told', all('figure svg[role=img]').filter(s =>
	    s.getAttribute('aria-label').length > 12).length);
	say('seen', all('figure svg').filter(s => box(s).width > 200 &&
	    box(s).height > 100).length);
	say('cards', all('.card').length);
	say('trends', all('.sp svg[role=img]').filter(s => box(s).width > 90 &&
	    s.getAttribute('aria-label').length > 3).length);
	say('foreign', all('script,iframe,object,embed,link,img,form,base')
	    .length);
	say('lang', d.documentElement.lang);
	say('scrolls', d.documentElement.scrollWidth > w.innerWidth);
	say('outside', all('body *').filter(e => !e.closest('figure,thead,.table') &&
	    box(e).right > w.innerWidth + 1).length);
	say('clipped', all('.table').filter(t => t.scrollWidth >
	    t.clientWidth + 1).length);
	/* An interval in a card stands beside its number. */
	say('apart', all('.wide td .w').filter(e => {
		const p = e.previousSibling, r = d.createRange(), b = box(e);

		if (p?.nodeType != 3 || !p.data.trim())
			return false;
		r.selectNode(p);
		const a = r.getBoundingClientRect();
		return a.bottom > b.top && b.bottom > a.top &&
		    b.left - a.right > 12;
	}).length);
	/* What a card says stands one below the other; in a table cells stand
	   apart where there is room beside it. */
	say('uneven', all('.wide td').filter(e => w.getComputedStyle(e).display ==
	    'flow-root' && w.getComputedStyle(e).paddingLeft !=
	    w.getComputedStyle(e.parentNode.querySelector('td')).paddingLeft)
	    .length);
	say('touching', all('td').filter(e => {
		const last = e.previousElementSibling, r = d.createRange();
		const table = e.closest('table');

		if (w.getComputedStyle(e).display != 'table-cell' || !last ||
		    !e.textContent || !last.textContent ||
		    table.offsetWidth + 8 > table.parentNode.clientWidth)
			return false;
		r.selectNodeContents(last);
		const right = r.getBoundingClientRect().right;
		r.selectNodeContents(e);
		return r.getBoundingClientRect().left - right < 8;
	}).length);
	say('legible', texts.every(e => contrast(w, e) >= 4.5));
	say('words', all('svg text').filter(plain).length > 0 &&
	    all('svg text').filter(plain).every(
	    e => contrast(w, e, 'fill') >= 4.5));
	say('dark', w.matchMedia('(prefers-color-scheme:dark)').matches);
	const found = document.createElement('pre');
	found.textContent = '[' + out.join(' ') + ']';
	document.body.append(found);
}
</script>
<iframe src="page.html" style="border:0;width:WIDTHpx;height:2000px"
 onload="look(this)"></iframe>
END

browse() {
	timeout 60 "$browser" --headless --no-sandbox --disable-gpu \
		--disable-quic --no-first-run --disable-component-update \
		--disable-background-networking --disable-sync \
		--disable-dev-shm-usage --user-data-dir="$top/browser" \
		--host-resolver-rules='MAP * ~NOTFOUND' "$@"
}

# see WIDTH [OPTION...]: what there is, in $seen; words of the console,
# and requests in asked.  Chromium's own to its maker are no page's.
see() {
	sed "s/WIDTH/$1/" look.html >looking.html
	shift
	seen=$(browse --allow-file-access-from-files --enable-logging=stderr \
		--log-net-log="$work/net.json" "$@" --dump-dom \
		"file://$work/looking.html" 2>notes |
		sed -n 's/.*<pre>\[\(.*\)\]<\/pre>.*/\1/p')
	grep 'CONSOLE' notes >console
	grep -o '"url":"[a-z]*://[^"]*' net.json |
		grep -v '//[a-z0-9.]*\(google\|googleapis\|gstatic\)\.com/' \
		>asked
	rm -rf "$top/browser"
}

# seen_is NAME VALUE
seen_is() {
	case " $seen " in
	*" $1=$2 "*) report 0 "$sentence: $1 is $2" ;;
	*) report 1 "$sentence: $1 is $2"
		echo "# $seen" ;;
	esac
}

# That this test would see it: a page that is none of ours.
cat >page.html <<'END'
<!DOCTYPE html><p style="color:#aaa;width:900px">grey</p>
<img src="http://canary.invalid/x.png"><script>console.error("x")</script>
END
see 390
skip_unless 'Chromium does not start here' test -n "$seen"
sentence='a page that is wrong'
for fact in foreign=2 scrolls=true outside=1 legible=false h1=0; do
	seen_is "${fact%=*}" "${fact#*=}"
done
ok 'its error is seen' test -s console
ok 'its request is seen' grep -q canary asked

for look in 'en 390' 'en 800' 'en 1280 dark' 'zh 390' 'zh 760'; do
	set -- $look
	funnel report -q -f samples/b2b.funnel --by channel --lang "$1" \
		-o page.html samples/b2b.csv
	sentence="$look"
	if [ "${3-}" ]; then
		see "$2" --blink-settings=preferredColorScheme=0
		seen_is dark true
	else
		see "$2"
		seen_is dark false
	fi
	sections=$(grep -c '<section' page.html)
	tables=$(grep -c '<table' page.html)
	svgs=$(grep -c '<figure' page.html)
	seen_is h1 1
	seen_is h2 "$sections"
	seen_is named "$sections"
	seen_is links $((sections - 3))
	seen_is cards 4
	seen_is trends 4
	seen_is tables "$tables"
	seen_is headed "$tables"
	seen_is told "$svgs"
	if [ "$pictures" ]; then
		ok "$look: has pictures" test "$svgs" -ge 2
		seen_is words true
	fi
	seen_is seen "$svgs"
	seen_is foreign 0
	case $1 in
	en) seen_is lang en ;;
	zh) seen_is lang zh-CN ;;
	esac
	seen_is scrolls false
	seen_is outside 0
	seen_is clipped 0
	seen_is uneven 0
	seen_is touching 0
	seen_is apart 0
	seen_is legible true
	sentence="$look"
	is console 'no word in the console' ''
	is asked 'no request' ''
done

# On paper tables stay tables: as a phone's cards they were twice as many pages.
funnel report -q -f samples/b2b.funnel --by channel -o page.html samples/b2b.csv
browse --no-pdf-header-footer --print-to-pdf=page.pdf "file://$work/page.html" \
	2>notes
pages=$(grep -aEc '/Type */Page([^s]|$)' page.pdf)
ok "printed: some $pages pages" test "$pages" -ge 8 -a "$pages" -le 18
rm -rf "$top/browser"

done_testing
