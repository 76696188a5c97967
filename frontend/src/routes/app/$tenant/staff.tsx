import { createFileRoute } from '@tanstack/react-router';
import { StaffPage } from '#/features/staff/StaffPage';

export const Route = createFileRoute('/app/$tenant/staff')({ component: StaffPage });
