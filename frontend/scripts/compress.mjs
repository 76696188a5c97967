// Compressed twins next to each asset, so the server never compresses at request time.
import fs from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const SMALLEST = 1024;
for (const f of fs.readdirSync('dist/assets')) {
  if (!/\.(js|css|svg)$/.test(f)) continue;
  const raw = fs.readFileSync(`dist/assets/${f}`);
  if (raw.length < SMALLEST) continue;
  fs.writeFileSync(`dist/assets/${f}.gz`, gzipSync(raw, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  fs.writeFileSync(`dist/assets/${f}.br`, brotliCompressSync(raw, { params }));
}
