// shared → features → routes/app, never the other way; a feature never imports another; no barrels.
import fs from 'node:fs';
import path from 'node:path';

const files = fs
  .readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((f) => f.split(path.sep).join('/'))
  .filter((f) => /\.tsx?$/.test(f) && !f.endsWith('.gen.ts'));

const placeOf = (f) => {
  const [layer, name] = f.split('/');
  return layer === 'features' ? { layer, feature: name } : { layer };
};
const ALLOWED = {
  shared: ['shared', 'styles'],
  features: ['shared', 'styles', 'features'],
  routes: ['shared', 'styles', 'features', 'app', 'routes'],
  app: ['shared', 'styles', 'features', 'app', 'routeTree.gen'],
};

const bad = [];
for (const file of files) {
  const from = placeOf(file);
  if (/(^|\/)index\.ts$/.test(file)) bad.push(`${file}: no barrels, import the module itself`);
  // A test may ask the stand-in server of src/testing; shipped code may not.
  const allowed = ALLOWED[from.layer]?.concat(/\.test\.tsx?$/.test(file) ? ['testing'] : []);
  if (!allowed) continue;
  const text = fs.readFileSync(`src/${file}`, 'utf8');
  for (const [, spec] of text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    if (!spec.startsWith('#/') && !spec.startsWith('.')) continue;
    const target = spec.startsWith('#/') ? spec.slice(2) : path.posix.join(path.posix.dirname(file), spec);
    const to = placeOf(target);
    if (!allowed.includes(to.layer)) bad.push(`${file}: ${from.layer} must not import ${target}`);
    else if (from.layer === 'features' && to.layer === 'features' && to.feature !== from.feature)
      bad.push(`${file}: features must not import each other (${target})`);
  }
}
console.log(bad.length ? bad.join('\n') : `boundaries ok: ${files.length} files`);
process.exit(bad.length ? 1 : 0);
