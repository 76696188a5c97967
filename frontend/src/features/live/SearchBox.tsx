import { useNavigate } from '@tanstack/react-router';
import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '#/shared/ui/button';

const REST = 250;

/** Types at once, searches when the typing rests; the address holds what was asked. */
export function SearchBox({ q }: { q: string }) {
  const navigate = useNavigate({ from: '/app/$tenant/live' });
  const [text, setText] = useState(q);
  const sent = useRef(q);
  useEffect(() => {
    if (q === sent.current) return;
    sent.current = q;
    setText(q);
  }, [q]);
  const send = (value: string) => {
    if (value === sent.current) return;
    sent.current = value;
    void navigate({ search: (s) => ({ ...s, q: value || undefined }), replace: true });
  };
  useEffect(() => {
    const id = setTimeout(() => send(text.trim()), REST);
    return () => clearTimeout(id);
  });
  return (
    <form
      role="search"
      className="relative ml-auto w-72 max-w-[62%] min-w-0 max-sm:w-40"
      onSubmit={(e) => {
        e.preventDefault();
        send(text.trim());
      }}
    >
      <Search
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-haze"
        aria-hidden="true"
      />
      <input
        data-hotkey="/"
        value={text}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.key !== 'Escape') return;
          if (text) setText('');
          else e.currentTarget.blur();
        }}
        type="search"
        maxLength={400}
        autoComplete="off"
        aria-label="Search messages"
        placeholder="Search messages"
        className="field h-9 pr-9 pl-8 pointer-coarse:h-11"
      />
      {text ? (
        <Button
          size="tiny"
          variant="ghost"
          className="absolute inset-y-0 right-1 my-auto"
          aria-label="Clear the search"
          onClick={() => {
            setText('');
            send('');
          }}
        >
          <X className="size-4" aria-hidden="true" />
        </Button>
      ) : (
        <kbd
          aria-hidden="true"
          className="kbd pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 pointer-coarse:hidden"
        >
          /
        </kbd>
      )}
    </form>
  );
}
