import { Menu } from '@base-ui/react/menu';
import { Clock, Copy, History, Link as LinkIcon } from 'lucide-react';
import type { Message } from '#/shared/api/queries';
import { copyText } from '#/shared/lib/clipboard';
import { useTenant } from '#/shared/lib/useTenant';
import { layers } from '#/shared/ui/layers';
import { askTimeout } from '#/shared/ui/timeoutRequest';
import { NO_MODERATION } from '#/shared/ui/TimeoutButton';

const ITEM =
  'flex min-h-9 items-center gap-2.5 rounded-md px-2.5 text-base text-mist outline-none data-highlighted:bg-drift data-highlighted:text-snow data-disabled:opacity-60 pointer-coarse:min-h-11';

/** One menu for the whole list, held by the row that asked for it. */
export default function MessageMenu({
  at,
  onClose,
  onOpen,
}: {
  at: { message: Message; anchor: HTMLElement };
  onClose: () => void;
  onOpen: (id: string) => void;
}) {
  const { slug, may } = useTenant();
  const m = at.message;
  return (
    <Menu.Root open onOpenChange={(open) => !open && onClose()}>
      <Menu.Portal container={layers()}>
        <Menu.Positioner anchor={at.anchor} sideOffset={4} align="end" className="z-50 outline-none">
          <Menu.Popup
            aria-label="Message actions"
            finalFocus={() => at.anchor}
            className="w-60 rounded-lg border border-line-strong bg-rime p-1 shadow-2xl outline-none"
          >
            {!m.author.bot && (
              <Menu.Item
                className={ITEM}
                disabled={!may('moderate')}
                title={may('moderate') ? undefined : NO_MODERATION}
                onClick={() => askTimeout(m.author)}
              >
                <Clock className="size-4" aria-hidden="true" />
                Time out {m.author.name}
              </Menu.Item>
            )}
            <Menu.Item className={ITEM} onClick={() => onOpen(m.id)}>
              <History className="size-4" aria-hidden="true" />
              Show context and versions
            </Menu.Item>
            <Menu.Item className={ITEM} onClick={() => void copyText(m.id, 'Message id')}>
              <Copy className="size-4" aria-hidden="true" />
              Copy message id
            </Menu.Item>
            <Menu.Item
              className={ITEM}
              onClick={() =>
                void copyText(
                  `${location.origin}/app/${slug}/live?channel=${m.channel_id}&message=${m.id}`,
                  'Link',
                )
              }
            >
              <LinkIcon className="size-4" aria-hidden="true" />
              Copy link
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
