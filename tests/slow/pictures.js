/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pictures as a browser lays them out.  Elements <script type="text/plain"
 * id=NAME> hold an SVG each, or a PNG in base64; NAME is KIND.TAGS.THEME.
 * Writes a line a fault, "NAME FAULT what", and "NAME measured numbers".
 */
'use strict';

/* What two things need to be told apart: text from its ground (WCAG 2,
   AA), a series from another by eyes without green cones (CIEDE2000). */
const CONTRAST = 4.5, APART = 15;
/* A shape stands out from what is around it; tracks and bands do not. */
const SHAPE = 1.5;

/* Ground, axis, grid, track and muted of each theme, and what is drawn upon
   a bar: no series. */
const SCAFFOLD = {
	light: ['ffffff', 'b8c0c8', 'e3e7eb', 'f3f5f7', '57606a', '000000'],
	dark: ['0d1117', '545d68', '2a313a', '1b2128', '9da7b1', '000000',
	    'ffffff'],
	print: ['ffffff', '8c8c8c', 'dadada', 'f2f2f2', '404040'],
};
/* Steps of one hue say more or less, and have their number in them. */
const RAMPS = ['heatmap', 'transitions', 'quadrants', 'rfm'];

const found = [];
const say = (...words) => found.push(words.join(' '));

/* ---- colours ---- */
const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 :
    ((c + 0.055) / 1.055) ** 2.4;
const rgb = text => text.match(/[\d.]+/g).slice(0, 3).map(Number);
const hex = c => c.map(x => Math.round(x).toString(16).padStart(2, '0'))
    .join('');

function contrast(one, other) {
	const [a, b] = [one, other].map(c => {
		const [r, g, b] = c.map(linear);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
	});
	return Math.max(a, b) / Math.min(a, b);
}

/* Machado, Oliveira, Fernandes 2009, severity 1; of linear light. */
const deuteranope = ([r, g, b]) => [
	0.367322 * r + 0.860646 * g - 0.227968 * b,
	0.280085 * r + 0.672501 * g + 0.047413 * b,
	-0.011820 * r + 0.042940 * g + 0.968881 * b,
].map(x => Math.min(1, Math.max(0, x)));

function lab([r, g, b]) {
	const [x, y, z] = [
		(0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047,
		0.2126729 * r + 0.7151522 * g + 0.0721750 * b,
		(0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883,
	].map(t => t > 216 / 24389 ? Math.cbrt(t) :
	    (24389 / 27 * t + 16) / 116);
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/* CIEDE2000, by Sharma, Wu and Dalal, Color Res. Appl. 30 (2005) 21-30. */
function distance([l1, a1, b1], [l2, a2, b2]) {
	const rad = Math.PI / 180, deg = 180 / Math.PI;
	const seven = c => Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
	const g = 1.5 - seven((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) / 2;
	const c1 = Math.hypot(a1 * g, b1), c2 = Math.hypot(a2 * g, b2);
	const h1 = (Math.atan2(b1, a1 * g) * deg + 360) % 360;
	const h2 = (Math.atan2(b2, a2 * g) * deg + 360) % 360;
	const grey = c1 * c2 == 0, far = Math.abs(h1 - h2) > 180;
	const dh = grey ? 0 : h2 - h1 - (far ? 360 * Math.sign(h2 - h1) : 0);
	const h = grey ? h1 + h2 : far ? (h1 + h2 + (h1 + h2 < 360 ? 360 :
	    -360)) / 2 : (h1 + h2) / 2;
	const l = (l1 + l2) / 2, c = (c1 + c2) / 2;
	const t = 1 - 0.17 * Math.cos((h - 30) * rad) +
	    0.24 * Math.cos(2 * h * rad) +
	    0.32 * Math.cos((3 * h + 6) * rad) -
	    0.20 * Math.cos((4 * h - 63) * rad);
	const dl = (l2 - l1) / (1 + 0.015 * (l - 50) ** 2 /
	    Math.sqrt(20 + (l - 50) ** 2));
	const dc = (c2 - c1) / (1 + 0.045 * c);
	const dH = 2 * Math.sqrt(c1 * c2) * Math.sin(dh / 2 * rad) /
	    (1 + 0.015 * c * t);
	const turn = -Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * rad) *
	    2 * seven(c);
	return Math.sqrt(dl * dl + dc * dc + dH * dH + turn * dc * dH);
}

/* ---- texts ---- */
const pen = document.createElement('canvas').getContext('2d');

/* Where the ink of a text is, in units of the picture. */
function ink(e) {
	const style = getComputedStyle(e.querySelector('tspan') || e);
	const m = e.getCTM(), box = e.getBBox();

	pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
	const size = pen.measureText(e.textContent);
	const y = e.getStartPositionOfChar(0).y;
	const top = y - size.actualBoundingBoxAscent;
	const bottom = y + size.actualBoundingBoxDescent;
	const corners = [[box.x, top], [box.x + box.width, bottom]].map(
	    ([x, y]) => new DOMPoint(x, y).matrixTransform(m));
	const xs = corners.map(p => p.x), ys = corners.map(p => p.y);
	return { left: Math.min(...xs), right: Math.max(...xs),
	    top: Math.min(...ys), bottom: Math.max(...ys),
	    colour: rgb(style.fill), words: e.textContent };
}

function overlap(a, b) {
	return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
	    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
}

const quoted = t => JSON.stringify(t.words) + ' at ' +
    Math.round(t.left) + ',' + Math.round(t.top);

function place(name, texts, width, height) {
	texts.forEach((a, i) => {
		if (a.left < 0 || a.top < 0 || a.right > width ||
		    a.bottom > height)
			say(name, 'clipped', quoted(a));
		for (const b of texts.slice(0, i))
			if (overlap(a, b))
				say(name, 'overlap', quoted(a), quoted(b));
	});
}

/* ---- what lies below them ---- */
function raster(image, width, height) {
	const c = document.createElement('canvas');
	c.width = width;
	c.height = height;
	const pen = c.getContext('2d', { willReadFrequently: true });
	pen.drawImage(image, 0, 0, width, height);
	return pen;
}

function load(url) {
	const image = new Image();
	return new Promise((done, failed) => {
		image.onload = () => done(image);
		image.onerror = failed;
		image.src = url;
	});
}

/* Pixels of a box that are too like the text, and that are not as most:
   shares of them. */
function ground(pen, t) {
	const x = Math.max(0, Math.floor(t.left)), y = Math.max(0,
	    Math.floor(t.top));
	const w = Math.max(1, Math.ceil(t.right) - x);
	const h = Math.max(1, Math.ceil(t.bottom) - y);
	const d = pen.getImageData(x, y, w, h).data, counts = new Map();
	for (let i = 0; i < d.length; i += 4) {
		const key = d[i] << 16 | d[i + 1] << 8 | d[i + 2];
		counts.set(key, (counts.get(key) || 0) + 1);
	}
	const [most] = [...counts].reduce((a, b) => a[1] >= b[1] ? a : b);
	const colour = key => [key >> 16, key >> 8 & 255, key & 255];
	let faint = 0, other = 0, least = 21;
	for (const [key, n] of counts) {
		const seen = contrast(t.colour, colour(key));
		faint += seen < CONTRAST ? n : 0;
		other += contrast(colour(most), colour(key)) > SHAPE ? n : 0;
		least = n * 20 > w * h ? Math.min(least, seen) : least;
	}
	return { faint: faint / (w * h), other: other / (w * h), least };
}

/* ---- series ---- */
function tones(svg, theme) {
	const out = new Map();
	for (const e of svg.querySelectorAll('path,polygon,polyline,rect,' +
	    'circle,line,use')) {
		const s = getComputedStyle(e);
		if (e.closest('defs') || s.opacity < 1)
			continue;
		const add = (c, what) => {
			const key = hex(rgb(c));
			if (!SCAFFOLD[theme].includes(key))
				out.set(key, (out.get(key) ||
				    new Set()).add(what));
		};
		if (s.fill != 'none' && s.fillOpacity == 1 &&
		    e.tagName != 'path')
			add(s.fill, 'fill');
		if (s.stroke != 'none' && e.tagName == 'path')
			add(s.stroke, s.strokeDasharray);
	}
	return [...out];
}

function apart(name, svg, kind, theme) {
	const all = tones(svg, theme).map(([key, how]) => {
		const c = [0, 2, 4].map(i => linear(parseInt(
		    key.slice(i, i + 2), 16)));
		return { key, how, eyes: lab(deuteranope(c)), l: lab(c)[0] };
	});
	let least = Infinity, grey = Infinity;
	all.forEach((a, i) => all.slice(0, i).forEach(b => {
		const d = distance(a.eyes, b.eyes);
		/* Lines of one dash are told apart by their tone alone. */
		const alike = [...a.how].some(h => b.how.has(h));
		if (theme != 'print' && d < APART && !RAMPS.includes(kind))
			say(name, 'near', a.key, b.key, d.toFixed(1));
		least = RAMPS.includes(kind) ? least : Math.min(least, d);
		if (alike && !RAMPS.includes(kind))
			grey = Math.min(grey, Math.abs(a.l - b.l));
	}));
	return [least, grey];
}

/* ---- a picture ---- */
async function measure(name, text) {
	const [kind] = name.split('.'), theme = name.split('.').pop();
	const holder = document.createElement('div');
	holder.innerHTML = text.slice(text.indexOf('<svg'));
	document.body.append(holder);
	const svg = holder.firstChild;
	const width = svg.viewBox.baseVal.width;
	const height = svg.viewBox.baseVal.height;
	const texts = [...svg.querySelectorAll('text')].filter(
	    e => e.textContent.trim()).map(ink);
	place(name, texts, width, height);
	const [least, grey] = apart(name, svg, kind, theme);
	svg.querySelectorAll('text').forEach(e => e.remove());
	const bare = raster(await load('data:image/svg+xml;charset=utf-8,' +
	    encodeURIComponent(new XMLSerializer().serializeToString(svg))),
	    width, height);
	let worst = 21;
	for (const t of texts) {
		const g = ground(bare, t);
		worst = Math.min(worst, g.least);
		/* A thin line behind a word leaves it legible. */
		if (g.faint > 0.1)
			say(name, 'faint', quoted(t), g.least.toFixed(1));
		else if (g.other > 0.25)
			say(name, 'crossed', quoted(t),
			    g.other.toFixed(2));
	}
	const cut = texts.filter(t => t.words.includes('…')).length;
	say(name, 'measured', texts.length, cut, worst.toFixed(1),
	    least.toFixed(1), grey.toFixed(1));
	holder.remove();
}

/* Whether a picture is painted to its edge: there it was cut. */
async function edges(name, base64) {
	const image = await load('data:image/png;base64,' + base64);
	const w = image.naturalWidth, h = image.naturalHeight;
	const pen = raster(image, w, h);
	const first = pen.getImageData(0, 0, 1, 1).data.join();
	for (const [x, y, dx, dy] of [[0, 0, w, 8], [0, h - 8, w, 8],
	    [0, 0, 8, h], [w - 8, 0, 8, h]]) {
		const d = pen.getImageData(x, y, dx, dy).data;
		for (let i = 0; i < d.length; i += 4)
			if (d.slice(i, i + 4).join() != first)
				return say(name, 'edge', x, y);
	}
	say(name, 'measured', w, h);
}

/* Pairs of Sharma, Wu and Dalal, table 1: what measures is measured. */
function check() {
	for (const [a, b, d] of [
	    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
	    [[50, 2.5, 0], [73, 25, -18], 27.1492],
	    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387],
	    1.2644], [[6.7747, -0.2908, -2.4247], [5.8714, -0.0985, -2.2286],
	    0.6377], [[50, -1, 2], [50, 0, 0], 2.3669]])
		if (Math.abs(distance(a, b) - d) > 1e-4)
			say('check', 'wrong', d, distance(a, b));
	if (Math.abs(contrast([119, 119, 119], [255, 255, 255]) - 4.48) > 0.005)
		say('check', 'wrong', 'contrast');
}

(async () => {
	check();
	await document.fonts.ready;
	for (const e of document.querySelectorAll('script[id]')) {
		const text = e.textContent.trim();
		try {
			await (text.startsWith('<') ? measure : edges)(e.id,
			    text);
		} catch (why) {
			say(e.id, 'failed', why);
		}
	}
	const out = document.createElement('pre');
	out.textContent = '\n' + found.join('\n') + '\n';
	document.body.replaceChildren(out);
	document.querySelectorAll('script').forEach(e => e.remove());
})();
