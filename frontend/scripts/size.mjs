// First-visit JS and CSS per route, gzip and brotli, from Vite's manifest. Fails over the budget.
import fs from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
const m = JSON.parse(fs.readFileSync('dist/.vite/manifest.json', 'utf8'));
const size = (f) => {
  const b = fs.readFileSync(`dist/${f}`);
  return [gzipSync(b, { level: 9 }).length, brotliCompressSync(b).length];
};
const walk = (key, js, css, seen = new Set()) => {
  const c = m[key];
  if (!c || seen.has(key)) return;
  seen.add(key);
  js.add(c.file);
  (c.css ?? []).forEach((x) => css.add(x));
  (c.imports ?? []).forEach((k) => walk(k, js, css, seen));
};
const find = (re) => Object.keys(m).filter((k) => re.test(k));
const routes = {
  entry: [/^index\.html$/],
  shell: [/^index\.html$/, /\$tenant\/route\.tsx/],
  home: [/^index\.html$/, /\$tenant\/route\.tsx/, /\$tenant\/index\.tsx/],
  embeds: [/^index\.html$/, /\$tenant\/route\.tsx/, /embeds\.tsx/],
  live: [/^index\.html$/, /\$tenant\/route\.tsx/, /live\.tsx/],
  palette: [/CommandPalette/],
};
const BUDGET = { home: 210, embeds: 240, live: 230 };
let bad = 0;
for (const [name, res] of Object.entries(routes)) {
  const js = new Set(),
    css = new Set();
  res.forEach((re) => find(re).forEach((k) => walk(k, js, css)));
  const sum = (s) =>
    [...s]
      .reduce(
        ([g, b], f) => {
          const [x, y] = size(f);
          return [g + x, b + y];
        },
        [0, 0],
      )
      .map((n) => (n / 1000).toFixed(1));
  const [jg, jb] = sum(js),
    [cg] = sum(css);
  const over = BUDGET[name] && +jg > BUDGET[name];
  if (over) bad++;
  console.log(
    `${name.padEnd(8)} js ${jg} kB gzip (${jb} br, ${js.size} files)  css ${cg} kB gzip${over ? `  OVER ${BUDGET[name]}` : ''}`,
  );
}
process.exit(bad ? 1 : 0);
