import { createFileRoute } from '@tanstack/react-router';
import { EmbedsPage } from '#/features/embeds/EmbedsPage';

export const Route = createFileRoute('/app/$tenant/embeds')({ component: EmbedsPage });
