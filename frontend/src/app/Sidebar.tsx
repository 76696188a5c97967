import { Link } from '@tanstack/react-router';
import { useUnread } from '#/features/live/unread';
import { GatewayStatus } from './GatewayStatus';
import { NAV, type NavItem } from './nav';

function Unread() {
  const total = useUnread((s) => Object.values(s.counts).reduce((a, b) => a + b, 0));
  return total > 0 ? (
    <span className="num ml-auto rounded-full bg-glacier-wash px-1.5 text-2xs text-glacier">
      {total > 99 ? '99+' : total}
      <span className="sr-only"> unread</span>
    </span>
  ) : null;
}

function Item({
  item,
  tenant,
  onPick,
}: {
  item: NavItem;
  tenant: string;
  onPick?: (() => void) | undefined;
}) {
  const { to, label, icon: Icon, keys } = item;
  return (
    <Link
      to={to}
      params={{ tenant }}
      activeOptions={{ exact: label === 'Home', includeSearch: false }}
      {...(onPick ? { onClick: onPick } : {})}
      className="group relative flex h-9 items-center gap-2.5 rounded-md px-2 text-base text-mist transition-colors hover:bg-drift hover:text-snow data-[status=active]:bg-drift data-[status=active]:text-snow pointer-coarse:h-11"
    >
      <span
        aria-hidden="true"
        className="absolute inset-y-1.5 -left-3 w-1 bg-glacier opacity-0 [clip-path:polygon(0_0,100%_20%,100%_80%,0_100%)] group-data-[status=active]:opacity-100"
      />
      <Icon
        className="size-4 text-haze group-hover:text-mist group-data-[status=active]:text-glacier"
        aria-hidden="true"
      />
      {label}
      {to === '/app/$tenant/live' && <Unread />}
      <span className="ml-auto hidden font-mono text-2xs text-haze group-hover:inline" aria-hidden="true">
        {keys}
      </span>
    </Link>
  );
}

export function Sidebar({ tenant, onPick }: { tenant: string; onPick?: () => void }) {
  return (
    <nav aria-label="Sections" className="flex h-full flex-col gap-5 overflow-y-auto p-3">
      {NAV.map(({ group, items }) => (
        <div key={group}>
          <div className="mb-1 px-2 text-2xs tracking-wide text-haze">{group}</div>
          <ul>
            {items.map((item) => (
              <li key={item.to}>
                <Item item={item} tenant={tenant} onPick={onPick} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div className="mt-auto">
        <GatewayStatus tenant={tenant} />
      </div>
    </nav>
  );
}
