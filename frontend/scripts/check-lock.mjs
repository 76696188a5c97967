// A lock is good when it names no registry, and when every optional (platform) package it speaks of is in it:
// npm drops the ones its registry could not serve, and then `npm ci` refuses the lock.
import fs from 'node:fs';
const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const have = new Set(Object.keys(packages).map((k) => k.replace(/^.*node_modules\//, '')));
const bad = [];
for (const [key, p] of Object.entries(packages)) {
  if (p.resolved) bad.push(`${key}: resolved ${p.resolved}`);
  if (key && !p.link && !p.integrity) bad.push(`${key}: no integrity`);
  if (p.hasInstallScript) bad.push(`${key}: runs an install script`);
  for (const o of Object.keys(p.optionalDependencies ?? {}))
    if (!have.has(o)) bad.push(`${key}: ${o} is not in the lock`);
}
console.log(bad.length ? bad.join('\n') : `lock ok: ${have.size} packages`);
process.exit(bad.length ? 1 : 0);
