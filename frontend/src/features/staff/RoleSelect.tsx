import type { Role } from './api';

const ROLES: readonly Role[] = ['owner', 'admin', 'moderator', 'viewer'];

export function RoleSelect({
  label,
  value,
  disabled,
  onChange,
}: {
  label: string;
  value: Role;
  disabled?: boolean;
  onChange: (role: Role) => void;
}) {
  return (
    <select
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(e) => onChange(e.target.value as Role)}
      className="field h-9 w-32 capitalize pointer-coarse:h-11"
    >
      {ROLES.map((r) => (
        <option key={r} value={r}>
          {r}
        </option>
      ))}
    </select>
  );
}
