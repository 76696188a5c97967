import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { useTenant } from '#/shared/lib/useTenant';
import { Button } from '#/shared/ui/button';
import { Page, Panel } from '#/shared/ui/page';
import { Failure, RowSkeletons } from '#/shared/ui/states';
import { settingsQuery } from './api';
import { Revisions } from './Revisions';
import { SettingsForm } from './SettingsForm';

export function SettingsPage() {
  const { slug: tenant, card, may } = useTenant();
  const settings = useQuery(settingsQuery(tenant));
  const [showing, setShowing] = useState(false);
  const locked = !may('manage_settings');
  return (
    <Page
      title="Settings"
      lead="What this community is called, how it looks and whom it protects."
      width="max-w-2xl"
      actions={
        settings.data && (
          <Button onClick={() => setShowing(true)}>
            <History className="size-4" aria-hidden="true" />
            Revisions
          </Button>
        )
      }
    >
      {settings.error && !settings.data ? (
        <Panel title="Branding">
          <Failure error={settings.error} what="Settings can't be loaded" retry={settings.refetch} />
        </Panel>
      ) : settings.data ? (
        <SettingsForm tenant={tenant} guild={card?.guild_id} saved={settings.data} locked={locked} />
      ) : (
        <Panel title="Branding">
          <RowSkeletons rows={3} label="Loading settings" />
        </Panel>
      )}
      {showing && settings.data && (
        <Revisions
          tenant={tenant}
          current={settings.data.revision}
          locked={locked}
          onClose={() => setShowing(false)}
        />
      )}
    </Page>
  );
}
