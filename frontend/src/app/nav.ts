import {
  CreditCard,
  Gauge,
  Hash,
  History,
  KeyRound,
  LayoutPanelTop,
  Settings,
  Shield,
  UsersRound,
  Webhook,
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
    | '/app/$tenant/activity'
    | '/app/$tenant/keys'
    | '/app/$tenant/webhooks'
    | '/app/$tenant/billing';
  label: string;
  icon: LucideIcon;
  keys: string;
}

const RUN: NavItem[] = [
  { to: '/app/$tenant/staff', label: 'Staff', icon: UsersRound, keys: 'g s' },
  { to: '/app/$tenant/settings', label: 'Settings', icon: Settings, keys: 'g ,' },
  { to: '/app/$tenant/activity', label: 'Activity', icon: History, keys: 'g a' },
  { to: '/app/$tenant/keys', label: 'API keys', icon: KeyRound, keys: 'g k' },
  { to: '/app/$tenant/webhooks', label: 'Webhooks', icon: Webhook, keys: 'g w' },
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
