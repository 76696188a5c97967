/** Round values from 0 to at least `max`, about `about` of them: 0, 500, 1,000, … */
export function niceTicks(max: number, about = 4): number[] {
  const rough = Math.max(max, 1) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10) * power);
  const out = [0];
  for (let v = step; v < Math.max(max, 1) + step; v += step) out.push(v);
  return out;
}
