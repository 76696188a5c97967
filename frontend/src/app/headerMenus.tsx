import { lazy, Suspense, type ComponentProps } from 'react';
import { Avatar } from '#/shared/ui/avatar';
import type AccountMenuView from './AccountMenu';
import type TenantSwitcherView from './TenantSwitcher';

// Menus weigh as much as a page: the header shows their faces at once and they open a moment later.
const LazyAccount = lazy(() => import('./AccountMenu'));
const LazySwitcher = lazy(() => import('./TenantSwitcher'));

export function AccountMenu(props: ComponentProps<typeof AccountMenuView>) {
  const { user } = props;
  return (
    <Suspense
      fallback={
        <span className="grid size-9 shrink-0 place-items-center pointer-coarse:size-11">
          <Avatar id={user.id} name={user.display_name} url={user.avatar_url} className="size-8" />
        </span>
      }
    >
      <LazyAccount {...props} />
    </Suspense>
  );
}

export function TenantSwitcher(props: ComponentProps<typeof TenantSwitcherView>) {
  const { current } = props;
  return (
    <Suspense
      fallback={
        <span className="flex h-9 min-w-0 items-center gap-2 px-1.5 pr-7">
          <Avatar id={current.id} name={current.name} url={current.icon_url} shape="hex" className="size-6" />
          <span className="max-w-24 truncate sm:max-w-44">{current.name}</span>
        </span>
      }
    >
      <LazySwitcher {...props} />
    </Suspense>
  );
}
