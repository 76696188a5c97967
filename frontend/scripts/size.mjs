// First-visit JS and CSS of each route, gzip, from Vite's manifest. Fails over the budget.
import fs from 'node:fs';
import { gzipSync } from 'node:zlib';

const manifest = JSON.parse(fs.readFileSync('dist/.vite/manifest.json', 'utf8'));
const ENTRY = 'index.html';
const SHELL = /app\/\$tenant\/route\.tsx/;
const ROUTES = {
  'sign-in': [/routes\/sign-in\.tsx/],
  callback: [/auth\/callback\.tsx/],
  provision: [/routes\/provision\.tsx/],
  home: [SHELL, /\$tenant\/index\.tsx/],
  live: [SHELL, /\$tenant\/live\.tsx/],
  moderation: [SHELL, /moderation\/index\.tsx/],
  case: [SHELL, /cases\.\$number\.tsx/],
  embeds: [SHELL, /\$tenant\/embeds\.tsx/],
  staff: [SHELL, /\$tenant\/staff\.tsx/],
  settings: [SHELL, /\$tenant\/settings\.tsx/],
  billing: [SHELL, /\$tenant\/billing\.tsx/],
};
// In kB (1,000 bytes) of gzip.
const BUDGET = { js: 210, own: 35, css: 12, fonts: 55 };
const BUDGET_OF = { embeds: { js: 220 } };

const sizes = new Map();
const gzip = (file) => {
  if (!sizes.has(file)) sizes.set(file, gzipSync(fs.readFileSync(`dist/${file}`), { level: 9 }).length);
  return sizes.get(file);
};
const walk = (key, found) => {
  const chunk = manifest[key];
  if (!chunk || found.keys.has(key)) return found;
  found.keys.add(key);
  found.js.add(chunk.file);
  for (const css of chunk.css ?? []) found.css.add(css);
  for (const next of chunk.imports ?? []) walk(next, found);
  return found;
};
const collect = (patterns) => {
  const found = { keys: new Set(), js: new Set(), css: new Set() };
  walk(ENTRY, found);
  for (const pattern of patterns) {
    const keys = Object.keys(manifest).filter((k) => pattern.test(k));
    if (keys.length === 0) throw new Error(`no chunk matches ${pattern}`);
    for (const key of keys) walk(key, found);
  }
  return found;
};
const sum = (files) => [...files].reduce((n, f) => n + gzip(f), 0) / 1000;

let bad = 0;
const check = (what, kb, limit) => {
  if (kb <= limit) return '';
  bad++;
  return `  OVER: ${what} ${kb.toFixed(1)} > ${limit}`;
};
for (const [name, patterns] of Object.entries(ROUTES)) {
  const all = collect(patterns);
  const before = collect(patterns.slice(0, -1));
  const js = sum(all.js);
  const own = js - sum(before.js);
  const css = sum(all.css);
  const limit = { ...BUDGET, ...BUDGET_OF[name] };
  const over =
    check('js', js, limit.js) +
    (patterns.length > 1 ? check('own', own, limit.own) : '') +
    check('css', css, limit.css);
  console.log(
    `${name.padEnd(11)} js ${js.toFixed(1).padStart(6)} kB  own ${own.toFixed(1).padStart(5)} kB  css ${css.toFixed(1)} kB${over}`,
  );
}
// What a page in Latin script loads: the browser picks by unicode-range.
const fonts = fs
  .readdirSync('dist/assets')
  .filter((f) => /-latin-(?!ext).*\.woff2$/.test(f) && !/latin-ext/.test(f));
const fontKb = fonts.reduce((n, f) => n + fs.statSync(`dist/assets/${f}`).size, 0) / 1000;
console.log(
  `fonts       ${fontKb.toFixed(1)} kB (${fonts.length} files)${check('fonts', fontKb, BUDGET.fonts)}`,
);
process.exit(bad ? 1 : 0);
