import { Avatar } from '#/shared/ui/avatar';
import { Field } from '#/shared/ui/field';
import { HEX, logoProblem, NAME_MAX, type Draft, type Field as Name } from './draft';

/** Name, accent and logo: what the community shows of itself. */
export function Branding({
  draft,
  logo,
  refused,
  set,
}: {
  draft: Draft;
  /** Where browsers find the saved logo; null while another address is being typed. */
  logo: string | null;
  refused: (field: Name) => string | undefined;
  set: (change: Partial<Draft>) => void;
}) {
  const hex = HEX.test(draft.accent);
  return (
    <div className="space-y-4 p-4">
      <Field
        label="Name"
        count={[...draft.name].length}
        max={NAME_MAX}
        error={refused('name') ?? (draft.name.trim() ? undefined : 'A community needs a name.')}
      >
        {(p) => (
          <input
            {...p}
            value={draft.name}
            onChange={(e) => set({ name: e.target.value })}
            className="field h-10 pointer-coarse:h-11"
          />
        )}
      </Field>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-2">
        <Field label="Accent">
          {(p) => (
            <input
              {...p}
              type="color"
              value={hex ? draft.accent : '#000000'}
              onChange={(e) => set({ accent: e.target.value })}
              className="h-10 w-14 rounded-md border border-line-strong bg-night p-1 pointer-coarse:h-11"
            />
          )}
        </Field>
        <Field
          label="Accent as hex"
          error={refused('accent') ?? (hex ? undefined : 'Six hex digits, like #69d2e7.')}
        >
          {(p) => (
            <input
              {...p}
              value={draft.accent}
              spellCheck={false}
              onChange={(e) => set({ accent: e.target.value })}
              className="field h-10 font-mono pointer-coarse:h-11"
            />
          )}
        </Field>
      </div>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-3">
        <Avatar id={draft.name} name={draft.name || '?'} url={logo} shape="hex" className="mt-6 size-10" />
        <Field
          label="Logo address"
          error={refused('logo_url') ?? logoProblem(draft.logo_url)}
          hint="The https address of a picture. Visitors get it from Snowflake, never from there."
        >
          {(p) => (
            <input
              {...p}
              type="url"
              inputMode="url"
              value={draft.logo_url}
              spellCheck={false}
              placeholder="https://…"
              onChange={(e) => set({ logo_url: e.target.value })}
              className="field h-10 pointer-coarse:h-11"
            />
          )}
        </Field>
      </div>
    </div>
  );
}
