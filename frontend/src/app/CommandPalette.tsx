import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CornerDownLeft, Search } from 'lucide-react';
import { useState } from 'react';
import { membersQuery } from '#/shared/api/queries';
import { isSnowflake } from '#/shared/lib/snowflake';
import { useDebounced } from '#/shared/lib/useDebounced';
import { useTenant } from '#/shared/lib/useTenant';
import { askTimeout } from '#/shared/ui/timeoutRequest';
import { NAV } from './nav';

interface Command {
  value: string;
  label: string;
  hint: string;
  run: () => void;
}
interface Group {
  value: string;
  items: Command[];
}

const contains = (label: string, text: string): boolean => label.toLowerCase().includes(text.toLowerCase());

function useCommands(
  tenant: string,
  text: string,
  onClose: () => void,
): { groups: Group[]; asking: boolean } {
  const navigate = useNavigate();
  const { may } = useTenant();
  const asked = useDebounced(text, 200);
  const wants = asked.length >= 2;
  const members = useQuery({ ...membersQuery(tenant, asked, 6), enabled: wants });
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  const pages: Command[] = NAV.flatMap((n) => n.items)
    .filter((i) => !text || contains(i.label, text))
    .map((i) => ({
      value: i.to,
      label: i.label,
      hint: i.keys,
      run: then(() => void navigate({ to: i.to, params: { tenant } })),
    }));
  const direct: Command[] = [];
  if (isSnowflake(text))
    direct.push({
      value: 'message',
      label: `Open message ${text}`,
      hint: '',
      run: then(
        () => void navigate({ to: '/app/$tenant/live', params: { tenant }, search: { message: text } }),
      ),
    });
  const number = /^#?(\d{1,9})$/.exec(text)?.[1];
  if (number)
    direct.push({
      value: 'case',
      label: `Open case #${Number(number)}`,
      hint: '',
      run: then(
        () => void navigate({ to: '/app/$tenant/moderation/cases/$number', params: { tenant, number } }),
      ),
    });
  if (text && !number && !isSnowflake(text))
    direct.push({
      value: 'search',
      label: `Search messages for “${text}”`,
      hint: '',
      run: then(() => void navigate({ to: '/app/$tenant/live', params: { tenant }, search: { q: text } })),
    });
  const people: Command[] = (wants ? (members.data?.items ?? []) : []).flatMap((m) => {
    const show: Command = {
      value: `member-${m.id}`,
      label: m.display_name === m.username ? m.username : `${m.display_name} (@${m.username})`,
      hint: '',
      run: then(
        () => void navigate({ to: '/app/$tenant/moderation', params: { tenant }, search: { member: m.id } }),
      ),
    };
    if (m.bot || !may('moderate')) return [show];
    return [
      show,
      {
        value: `timeout-${m.id}`,
        label: `Time out ${m.display_name}`,
        hint: '',
        run: then(() => askTimeout({ id: m.id, name: m.display_name, avatar_url: m.avatar_url })),
      },
    ];
  });
  return {
    groups: [
      { value: 'Go to', items: pages },
      { value: 'Open', items: direct },
      { value: 'Members', items: people },
    ].filter((g) => g.items.length > 0),
    asking: wants && members.isFetching,
  };
}

export default function CommandPalette({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const [text, setText] = useState('');
  const { groups, asking } = useCommands(tenant, text.trim(), onClose);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/55" />
        <Dialog.Popup className="fixed top-[14vh] left-1/2 z-50 w-[36rem] max-w-[calc(100vw-1.5rem)] -translate-x-1/2 overflow-hidden rounded-xl border border-line-strong bg-firn shadow-2xl outline-none">
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <Autocomplete.Root
            items={groups}
            mode="none"
            open
            inline
            autoHighlight="always"
            keepHighlight
            value={text}
            onValueChange={setText}
            itemToStringValue={(c: Command) => c.label}
          >
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search className="size-4 text-haze" aria-hidden="true" />
              <Autocomplete.Input
                aria-label="Search or run a command"
                placeholder="A page, a member, a message id, a case number…"
                className="h-12 w-full bg-transparent text-lg text-snow outline-none placeholder:text-haze"
              />
            </div>
            <Autocomplete.Empty className="px-4 text-base text-mist empty:hidden [&:not(:empty)]:py-8 [&:not(:empty)]:text-center">
              Nothing by that name.
            </Autocomplete.Empty>
            <Autocomplete.List className="max-h-96 overflow-y-auto p-1.5 empty:p-0">
              {(g: Group) => (
                <Autocomplete.Group key={g.value} items={g.items}>
                  <Autocomplete.GroupLabel className="px-2.5 pt-2 pb-1 text-2xs text-haze">
                    {g.value}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(c: Command) => (
                      <Autocomplete.Item
                        key={c.value}
                        value={c}
                        onClick={c.run}
                        className="flex h-9 items-center gap-2 rounded-md px-2.5 text-base text-mist data-highlighted:bg-drift data-highlighted:text-snow pointer-coarse:h-11"
                      >
                        <span className="truncate">{c.label}</span>
                        {c.hint && (
                          <span className="ml-auto flex gap-1" aria-hidden="true">
                            {c.hint.split(' ').map((k) => (
                              <kbd key={k} className="kbd">
                                {k}
                              </kbd>
                            ))}
                          </span>
                        )}
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
          <div className="flex items-center gap-2 border-t border-line px-4 py-2 text-xs text-haze">
            <CornerDownLeft className="size-3.5" aria-hidden="true" /> run
            <kbd className="kbd ml-3">esc</kbd> close
            <span className="ml-auto" role="status">
              {asking ? 'Looking for members…' : ''}
            </span>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
