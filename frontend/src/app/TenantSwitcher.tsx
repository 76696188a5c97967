import { Menu } from '@base-ui/react/menu';
import { Link } from '@tanstack/react-router';
import { Check, ChevronsUpDown, Plus } from 'lucide-react';
import type { TenantCard } from '#/shared/api/queries';
import { Avatar } from '#/shared/ui/avatar';
import { layers } from '#/shared/ui/layers';

const ITEM =
  'flex min-h-10 items-center gap-2.5 rounded-md px-2 py-1.5 outline-none data-highlighted:bg-drift pointer-coarse:min-h-11';

export default function TenantSwitcher({ tenants, current }: { tenants: TenantCard[]; current: TenantCard }) {
  return (
    <Menu.Root>
      <Menu.Trigger className="flex h-9 min-w-0 items-center gap-2 rounded-md px-1.5 text-base hover:bg-drift data-popup-open:bg-drift pointer-coarse:h-11">
        <Avatar id={current.id} name={current.name} url={current.icon_url} shape="hex" className="size-6" />
        <span className="max-w-24 truncate sm:max-w-44">
          {current.name}
          <span className="sr-only">(switch community)</span>
        </span>
        <ChevronsUpDown className="size-3.5 shrink-0 text-haze" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal container={layers()}>
        <Menu.Positioner sideOffset={6} align="start" className="z-50 outline-none">
          <Menu.Popup className="w-72 animate-rise rounded-lg border border-line-strong bg-rime p-1 shadow-2xl outline-none">
            {tenants.map((t) => (
              <Menu.Item
                key={t.slug}
                render={<Link to="/app/$tenant" params={{ tenant: t.slug }} />}
                className={ITEM}
              >
                <Avatar id={t.id} name={t.name} url={t.icon_url} shape="hex" className="size-6" />
                <span className="min-w-0">
                  <span className="block truncate">{t.name}</span>
                  <span className="block text-xs text-mist capitalize">{t.role}</span>
                </span>
                {t.slug === current.slug && (
                  <Check className="ml-auto size-4 text-glacier" aria-label="current" />
                )}
              </Menu.Item>
            ))}
            <Menu.Separator className="my-1 h-px bg-line-strong" />
            <Menu.Item render={<Link to="/provision" />} className={`${ITEM} text-mist`}>
              <Plus className="mx-1 size-4" aria-hidden="true" />
              Add a community
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
