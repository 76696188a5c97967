import type { Role } from './api';
import { ENDS, ROLES } from './roles';

export function RoleSelect({
  label,
  value,
  offer = ROLES,
  disabled,
  onChange,
}: {
  label: string;
  value: Role;
  offer?: readonly Role[];
  disabled?: boolean;
  onChange: (role: Role) => void;
}) {
  const all = offer.includes(value) ? offer : [value, ...offer];
  return (
    <select
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(e) => onChange(e.target.value as Role)}
      className="field h-9 w-32 capitalize pointer-coarse:h-11"
    >
      {all.map((r) => (
        <option key={r} value={r}>
          {r}
        </option>
      ))}
    </select>
  );
}

export function EndSelect({
  label,
  value,
  disabled,
  onChange,
}: {
  label: string;
  value: string;
  disabled?: boolean;
  onChange: (days: string) => void;
}) {
  return (
    <select
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(e) => onChange(e.target.value)}
      className="field h-9 w-36 pointer-coarse:h-11"
    >
      {ENDS.map(([days, said]) => (
        <option key={days} value={days}>
          {said}
        </option>
      ))}
    </select>
  );
}
