import { createFileRoute } from '@tanstack/react-router';
import { CasePage } from '#/features/moderation/CasePage';

export const Route = createFileRoute('/app/$tenant/moderation/cases/$number')({ component: CasePage });
