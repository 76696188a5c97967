import { Menu } from '@base-ui/react/menu';
import { Link } from '@tanstack/react-router';
import { Keyboard, LogOut, MonitorSmartphone } from 'lucide-react';
import type { Me } from '#/shared/api/queries';
import { Avatar } from '#/shared/ui/avatar';
import { layers } from '#/shared/ui/layers';

const ITEM =
  'flex min-h-10 items-center gap-2.5 rounded-md px-2.5 text-mist outline-none data-highlighted:bg-drift data-highlighted:text-snow pointer-coarse:min-h-11';

export default function AccountMenu({
  user,
  onSignOut,
  onKeys,
}: {
  user: Me['user'];
  onSignOut: () => void;
  onKeys?: () => void;
}) {
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={`${user.display_name}, your account`}
        className="grid size-9 shrink-0 place-items-center rounded-full pointer-coarse:size-11"
      >
        <Avatar id={user.id} name={user.display_name} url={user.avatar_url} className="size-8" />
      </Menu.Trigger>
      <Menu.Portal container={layers()}>
        <Menu.Positioner sideOffset={6} align="end" className="z-50 outline-none">
          <Menu.Popup className="w-60 animate-rise rounded-lg border border-line-strong bg-rime p-1 shadow-2xl outline-none">
            <div className="px-2.5 py-2">
              <div className="truncate font-[560]">{user.display_name}</div>
              <div className="truncate text-xs text-mist">@{user.username}</div>
            </div>
            <Menu.Separator className="my-1 h-px bg-line-strong" />
            <Menu.Item className={ITEM} render={<Link to="/account/sessions" />}>
              <MonitorSmartphone className="size-4" aria-hidden="true" />
              Your sessions
            </Menu.Item>
            {onKeys && (
              <Menu.Item className={ITEM} onClick={onKeys}>
                <Keyboard className="size-4" aria-hidden="true" />
                Keyboard shortcuts
              </Menu.Item>
            )}
            <Menu.Item className={ITEM} onClick={onSignOut}>
              <LogOut className="size-4" aria-hidden="true" />
              Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
