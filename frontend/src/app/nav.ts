import {
  CreditCard,
  Gauge,
  Hash,
  LayoutPanelTop,
  Settings,
  Shield,
  UsersRound,
  type LucideIcon,
} from 'lucide-react';

/** Off where an installation has no billing: the page itself also says so when the API answers 404. */
const BILLING = true;

export interface NavItem {
  to:
    | '/app/$tenant'
    | '/app/$tenant/live'
    | '/app/$tenant/moderation'
    | '/app/$tenant/embeds'
    | '/app/$tenant/staff'
    | '/app/$tenant/settings'
    | '/app/$tenant/billing';
  label: string;
  icon: LucideIcon;
  keys: string;
}

const RUN: NavItem[] = [
  { to: '/app/$tenant/staff', label: 'Staff', icon: UsersRound, keys: 'g s' },
  { to: '/app/$tenant/settings', label: 'Settings', icon: Settings, keys: 'g ,' },
];
if (BILLING) RUN.push({ to: '/app/$tenant/billing', label: 'Billing', icon: CreditCard, keys: 'g b' });

export const NAV: { group: string; items: NavItem[] }[] = [
  {
    group: 'Watch',
    items: [
      { to: '/app/$tenant', label: 'Home', icon: Gauge, keys: 'g h' },
      { to: '/app/$tenant/live', label: 'Live view', icon: Hash, keys: 'g l' },
      { to: '/app/$tenant/moderation', label: 'Moderation', icon: Shield, keys: 'g m' },
    ],
  },
  {
    group: 'Publish',
    items: [{ to: '/app/$tenant/embeds', label: 'Embeds', icon: LayoutPanelTop, keys: 'g e' }],
  },
  { group: 'Run', items: RUN },
];
