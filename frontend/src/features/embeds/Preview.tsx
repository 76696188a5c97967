import { Tabs } from '@base-ui/react/tabs';
import clsx from 'clsx';
import { useDeferredValue } from 'react';
import { useWatch, type Control } from 'react-hook-form';
import { DiscordEmbed } from '#/shared/discord/DiscordEmbed';
import { DiscordText } from '#/shared/discord/DiscordText';
import { currentTheme } from '#/shared/lib/theme';
import { useTenant } from '#/shared/lib/useTenant';
import { Logo } from '#/shared/ui/Logo';
import { isBlank, toDispatch, toEmbed, type MessageForm } from './form';
import { LIMIT, totalSize } from './limits';
import { useProxied } from './useProxied';

function Message({ value }: { value: MessageForm }) {
  const { slug } = useTenant();
  const embeds = value.embeds.filter((e) => !isBlank(e)).map(toEmbed);
  const proxied = useProxied(slug, embeds);
  const nothing = embeds.length === 0 && !value.content.trim();
  return (
    <article className="dc-msg" aria-label="Message preview">
      <div className="dc-avatar row-span-3 grid place-items-center rounded-full bg-[#12303a]">
        <Logo className="size-6" />
      </div>
      <div className="min-w-0">
        <div>
          <span className="dc-name">Snowflake</span>
          <span className="dc-app">APP</span>
          <span className="dc-time">now</span>
        </div>
        {nothing && <div className="dc-note">What you write shows up here as members will see it.</div>}
        {value.content && <DiscordText text={value.content} />}
        {embeds.map((e, i) => (
          <DiscordEmbed key={i} embed={e} proxied={proxied} />
        ))}
      </div>
    </article>
  );
}

const TABS = [
  ['dark', 'Dark'],
  ['light', 'Light'],
  ['json', 'JSON'],
] as const;

/** The message as Discord will show it, drawn a moment behind the typing. */
export default function Preview({ control }: { control: Control<MessageForm> }) {
  const value = useWatch({ control }) as MessageForm;
  const shown = useDeferredValue(value);
  const total = totalSize(value.embeds);
  return (
    <Tabs.Root
      defaultValue={currentTheme() === 'day' ? 'light' : 'dark'}
      className="flex min-h-72 min-w-0 flex-col border-line max-lg:border-t lg:min-h-0"
    >
      <div className="flex min-h-13 items-center gap-3 border-b border-line px-4">
        <Tabs.List className="flex gap-1" aria-label="Preview as">
          {TABS.map(([key, label]) => (
            <Tabs.Tab
              key={key}
              value={key}
              className="min-h-8 rounded-sm px-2.5 py-1 text-sm text-mist hover:text-snow data-active:bg-glacier-wash data-active:text-glacier pointer-coarse:min-h-11"
            >
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <span className={clsx('num ml-auto text-xs', total > LIMIT.total ? 'text-ember' : 'text-haze')}>
          {total} of {LIMIT.total} characters
        </span>
      </div>
      {(['dark', 'light'] as const).map((key) => (
        <Tabs.Panel
          key={key}
          value={key}
          data-dc={key}
          tabIndex={0}
          className="dc min-h-0 flex-1 overflow-y-auto py-5"
        >
          <Message value={shown} />
        </Tabs.Panel>
      ))}
      <Tabs.Panel value="json" tabIndex={0} className="min-h-0 flex-1 overflow-auto p-4">
        <pre className="font-mono text-xs whitespace-pre-wrap text-mist">
          {JSON.stringify(toDispatch(shown).body, null, 2)}
        </pre>
      </Tabs.Panel>
    </Tabs.Root>
  );
}
