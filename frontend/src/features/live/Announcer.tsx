import { useEffect, useRef, useState } from 'react';
import { useFrame } from '#/shared/realtime/live';

const EVERY = 5000;

/** Tells a screen reader of arriving messages, at most every five seconds, so a busy channel does not shout. */
export function Announcer({ channel, name }: { channel: string; name: string }) {
  const [text, setText] = useState('');
  const pending = useRef<{ author: string; content: string }[]>([]);
  useFrame('message.created', (m) => {
    if (m.channel_id === channel) pending.current.push({ author: m.author.name, content: m.content });
  });
  useEffect(() => {
    pending.current = [];
    const id = setInterval(() => {
      const got = pending.current;
      pending.current = [];
      const [only] = got;
      if (!only) return;
      setText(
        got.length === 1
          ? `${only.author}: ${only.content.slice(0, 140)}`
          : `${got.length} new messages in ${name}`,
      );
    }, EVERY);
    return () => clearInterval(id);
  }, [channel, name]);
  return (
    <div className="sr-only" aria-live="polite">
      {text}
    </div>
  );
}
