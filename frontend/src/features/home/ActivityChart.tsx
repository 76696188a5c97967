import { useEffect, useRef, useState } from 'react';
import { fmt } from '#/shared/lib/format';
import { niceTicks } from '#/shared/lib/ticks';

interface Day {
  day: string;
  messages: number;
}
const HEIGHT = 220;
const HALF_LABEL = 20;
const M = { top: 10, right: 4, bottom: 24, left: 40 };

function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!ref.current) return;
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)));
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, []);
  return [ref, width];
}
const at = (day: string): number => Date.parse(`${day}T12:00:00`);

/** Messages a day as bars; arrow keys read the values, a table tells them to a screen reader. */
export function ActivityChart({ days }: { days: readonly Day[] }) {
  const [ref, width] = useWidth();
  const [focus, setFocus] = useState<number | null>(null);
  const ticks = niceTicks(Math.max(0, ...days.map((d) => d.messages)));
  const top = ticks.at(-1) ?? 1;
  const inner = Math.max(0, width - M.left - M.right);
  const slot = inner / Math.max(days.length, 1);
  const bar = Math.max(2, Math.min(34, slot - 6));
  const y = (v: number) => HEIGHT - M.bottom - (v / top) * (HEIGHT - M.top - M.bottom);
  const x = (i: number) => M.left + slot * (i + 0.5);
  const every = Math.max(1, Math.ceil(64 / Math.max(slot, 1)));
  const shown = focus === null ? undefined : days[focus];
  return (
    <div ref={ref} className="relative">
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label="Messages a day over two weeks. Use the arrow keys to read values."
        tabIndex={0}
        className="block touch-pan-y"
        onPointerMove={(e) => {
          const px = e.clientX - e.currentTarget.getBoundingClientRect().left - M.left;
          setFocus(Math.min(days.length - 1, Math.max(0, Math.floor(px / Math.max(slot, 1)))));
        }}
        onPointerLeave={() => setFocus(null)}
        onBlur={() => setFocus(null)}
        onKeyDown={(e) => {
          const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
          if (!step) return;
          e.preventDefault();
          setFocus((v) =>
            Math.min(days.length - 1, Math.max(0, (v ?? (step > 0 ? -1 : days.length)) + step)),
          );
        }}
      >
        {ticks.map((t) => (
          <g key={t} className="text-line">
            <line
              x1={M.left}
              x2={width - M.right}
              y1={y(t)}
              y2={y(t)}
              stroke="currentColor"
              strokeDasharray="2 4"
            />
            <text x={M.left - 8} y={y(t) + 4} textAnchor="end" className="num fill-haze text-2xs">
              {fmt.compact(t)}
            </text>
          </g>
        ))}
        {days.map((d, i) => (
          <g key={d.day} className={i === focus ? 'fill-glacier' : 'fill-glacier/60'}>
            <rect
              x={x(i) - bar / 2}
              y={y(d.messages)}
              width={bar}
              height={Math.max(0, HEIGHT - M.bottom - y(d.messages))}
              rx={2}
            />
            {(days.length - 1 - i) % every === 0 && (
              <text
                x={Math.min(x(i), width - HALF_LABEL)}
                y={HEIGHT - 7}
                textAnchor="middle"
                className="num fill-haze text-2xs"
              >
                {fmt.day(at(d.day))}
              </text>
            )}
          </g>
        ))}
      </svg>
      {shown && focus !== null && (
        <div
          role="status"
          className="pointer-events-none absolute top-1 rounded-md border border-line-strong bg-rime px-2.5 py-1.5 text-xs shadow-xl"
          style={{ left: Math.min(Math.max(x(focus) - 50, 0), Math.max(width - 120, 0)) }}
        >
          <span className="text-mist">{fmt.day(at(shown.day))}</span>{' '}
          <b className="num font-[560]">{fmt.int(shown.messages)}</b>
        </div>
      )}
      <table className="sr-only">
        <caption>Messages a day</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Messages</th>
          </tr>
        </thead>
        <tbody>
          {days.map((d) => (
            <tr key={d.day}>
              <th scope="row">{fmt.day(at(d.day))}</th>
              <td>{d.messages}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
