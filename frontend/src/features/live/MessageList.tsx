import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react';
import type { Message } from '#/shared/api/queries';
import { useTenant } from '#/shared/lib/useTenant';
import { Button } from '#/shared/ui/button';
import { askTimeout } from '#/shared/ui/timeoutRequest';
import { MessageRow, startsDay, startsGroup, type RowActions } from './MessageRow';
import type { TimelineControl } from './useTimeline';

const MessageMenu = lazy(() => import('./MessageMenu'));

const NEAR = 600;
const NEAR_END = 80;
const SETTLING = [0, 60, 180, 400, 700];

/** Puts a row in the middle, and again while the rows around it are measured, until somebody scrolls. */
function settle(el: HTMLElement | null, go: () => void): void {
  const stop = new AbortController();
  for (const event of ['wheel', 'touchstart', 'keydown', 'pointerdown'])
    el?.addEventListener(event, () => stop.abort(), { once: true, passive: true, signal: stop.signal });
  for (const wait of SETTLING) setTimeout(() => stop.signal.aborted || go(), wait);
  setTimeout(() => stop.abort(), (SETTLING.at(-1) ?? 0) + 1);
}

export function MessageList({
  control,
  name,
  target,
  onOpen,
  onPresent,
}: {
  control: TimelineControl;
  name: string;
  target: string | undefined;
  onOpen: (id: string) => void;
  onPresent: () => void;
}) {
  const { line, loadOlder, loadNewer, loadingOlder, olderFailed } = control;
  const items = useMemo(() => line?.items ?? [], [line]);
  const { may } = useTenant();
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const [menu, setMenu] = useState<{ message: Message; anchor: HTMLElement } | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const byId = useMemo(() => new Map(items.map((m) => [m.id, m])), [items]);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => 56,
    overscan: 8,
    getItemKey: (i) => items[i]?.id ?? i,
    anchorTo: 'end',
    followOnAppend: !line?.hasNewer,
    paddingEnd: 16,
  });

  const latest = useRef(items);
  useEffect(() => {
    latest.current = items;
  });
  const placed = useRef<string | null>(null);
  const place = `${line?.channel ?? ''}/${target ?? ''}`;
  useEffect(() => {
    if (placed.current === place || items.length === 0) return;
    placed.current = place;
    if (target && items.some((m) => m.id === target))
      // Looked up each time: pages that arrive meanwhile move the row to another index.
      settle(box.current, () =>
        rows.scrollToIndex(
          latest.current.findIndex((m) => m.id === target),
          { align: 'center' },
        ),
      );
    else rows.scrollToIndex(items.length - 1, { align: 'end' });
  }, [items, place, rows, target]);

  // A row that grows (a deletion's note, a picture) must not push the newest message out of sight.
  const pinned = useRef(true);
  const height = rows.getTotalSize();
  useLayoutEffect(() => {
    const el = box.current;
    if (el && pinned.current && !target && placed.current === place) el.scrollTop = el.scrollHeight;
  }, [height, place, target]);

  const onScroll = () => {
    const el = box.current;
    if (!el) return;
    const below = el.scrollHeight - el.scrollTop - el.clientHeight;
    pinned.current = below < NEAR_END;
    setAtEnd(below < NEAR_END);
    if (placed.current !== place) return;
    if (el.scrollTop < NEAR && line?.hasOlder && !olderFailed) void loadOlder();
    if (below < NEAR && line?.hasNewer) void loadNewer();
  };

  const actions = useMemo<RowActions>(
    () => ({ open: onOpen, menu: (message, anchor) => setMenu({ message, anchor }) }),
    [onOpen],
  );

  const focusRow = useCallback(
    (index: number) => {
      const m = items[index];
      if (!m) return;
      setActive(m.id);
      rows.scrollToIndex(index, { align: 'auto' });
      requestAnimationFrame(() =>
        box.current?.querySelector<HTMLElement>(`[data-message="${m.id}"]`)?.focus({ preventScroll: true }),
      );
    },
    [items, rows],
  );
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.metaKey || e.ctrlKey || e.altKey || items.length === 0) return;
    const at = items.findIndex((m) => m.id === active);
    const now = items[at];
    const go: Record<string, (() => void) | undefined> = {
      ArrowUp: () => focusRow(at < 0 ? items.length - 1 : at - 1),
      ArrowDown: () => focusRow(at < 0 ? items.length - 1 : at + 1),
      End: () => focusRow(items.length - 1),
      Enter:
        now && e.target instanceof HTMLElement && e.target.dataset.message ? () => onOpen(now.id) : undefined,
      t: now && may('moderate') && !now.author.bot ? () => askTimeout(now.author) : undefined,
    };
    const act = go[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  };

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={box}
        className="dc h-full overflow-y-auto overscroll-contain"
        role="log"
        aria-live="off"
        aria-label={`Messages in ${name}`}
        aria-busy={!line}
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        onFocus={(e) => {
          const id = (e.target as HTMLElement).closest<HTMLElement>('[data-message]')?.dataset.message;
          if (id) setActive(id);
        }}
      >
        <div className="dc-note flex min-h-8 items-center justify-center gap-2 py-1">
          {loadingOlder && <span role="status">Loading earlier messages…</span>}
          {olderFailed && (
            <Button size="sm" onClick={() => void loadOlder()}>
              Earlier messages could not be loaded. Try again
            </Button>
          )}
          {!line?.hasOlder && items.length > 0 && <span>The first message kept of {name}</span>}
        </div>
        <div className="relative w-full" style={{ height }}>
          {rows.getVirtualItems().map((v) => {
            const m = items[v.index];
            const prev = items[v.index - 1];
            if (!m) return null;
            const day = startsDay(m, prev);
            return (
              <div
                key={v.key}
                ref={rows.measureElement}
                data-index={v.index}
                className="absolute inset-x-0 top-0 flow-root"
                style={{ transform: `translateY(${v.start}px)` }}
              >
                <MessageRow
                  m={m}
                  head={day || startsGroup(m, prev)}
                  day={day}
                  reply={m.reply_to ? byId.get(m.reply_to) : undefined}
                  hit={m.id === target}
                  active={m.id === active}
                  actions={actions}
                />
              </div>
            );
          })}
        </div>
      </div>
      {(line?.hasNewer || !atEnd) && items.length > 0 && (
        <Button
          variant="primary"
          size="sm"
          className="absolute right-5 bottom-4 shadow-2xl"
          onClick={() =>
            line?.hasNewer ? onPresent() : rows.scrollToIndex(items.length - 1, { align: 'end' })
          }
        >
          <ArrowDown className="size-3.5" aria-hidden="true" />
          Jump to the newest
        </Button>
      )}
      <Suspense>{menu && <MessageMenu at={menu} onClose={() => setMenu(null)} onOpen={onOpen} />}</Suspense>
    </div>
  );
}
