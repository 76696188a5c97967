import '@testing-library/jest-dom/vitest';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { columns, DiscordEmbed } from './DiscordEmbed';
import { DiscordText } from './DiscordText';
import { NamesContext, type Names } from './names';
import { plainText } from './plain';

const names: Names = {
  channel: (id) => (id === '3' ? 'rules' : null),
  role: (id) => (id === '2' ? { name: 'Mods', color: 0 } : null),
  user: (id) => (id === '1' ? 'Nova' : null),
};
afterEach(cleanup);

describe('an embed', () => {
  it('shows its parts and is accessible', async () => {
    const { container } = render(
      <main>
        <DiscordEmbed
          proxied={{}}
          embed={{
            title: 'Patch',
            url: 'javascript:alert(1)',
            description: '**bold**',
            color: 255,
            fields: [{ name: 'Version', value: '14', inline: true }],
            footer: { text: 'end' },
          }}
        />
      </main>,
    );
    expect(screen.getByText('Patch')).toBeVisible();
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.getByText('bold').tagName).toBe('STRONG');
    expect(screen.getByText('Version')).toBeVisible();
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations).toEqual([]);
  });

  it('loads pictures from our own address, and never from elsewhere', () => {
    const picture = 'https://pictures.example/a.png';
    const { container } = render(
      <DiscordEmbed
        proxied={{ [picture]: '/img?url=a' }}
        embed={{ image: { url: picture }, thumbnail: { url: 'https://elsewhere.example/b.png' } }}
      />,
    );
    expect([...container.querySelectorAll('img')].map((img) => img.getAttribute('src'))).toEqual([
      '/img?url=a',
    ]);
  });

  it('lays inline fields out as Discord does: three, two halves, or a whole row', () => {
    const row = (...inline: boolean[]) => columns(inline.map((i) => ({ inline: i })));
    expect(row(true, true, true, true)).toEqual([3, 3, 3, 1]);
    expect(row(true, true, false)).toEqual([2, 2, 1]);
  });
});

describe('text of a message', () => {
  it('keeps a spoiler shut until it is pressed', async () => {
    render(<DiscordText text="hi ||secret||" />);
    await userEvent.click(screen.getByRole('button', { name: /spoiler/i }));
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByText('secret')).toBeVisible();
  });

  it('names what is mentioned, and says so when nobody knows', () => {
    render(
      <NamesContext value={names}>
        <DiscordText text="<@1> <@&2> <#3> <@4444> <#9>" />
      </NamesContext>,
    );
    for (const text of ['@Nova', '@Mods', '#rules', '@user 4444', '#unknown'])
      expect(screen.getByText(text)).toBeVisible();
    expect(plainText('<@1> in <#3> <:wave:12>', names)).toBe('@Nova in #rules :wave:');
  });
});
