import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { applyEvents } from '../../api/apply-events.ts';
import { addCluster } from '../../api/cluster-queries.ts';
import { Card } from '../../ui/card.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/words.ts';
import { useAccount } from '../shell/use-account.ts';
import { EMPTY_DRAFT } from './cluster-draft.ts';
import { ClusterForm } from './cluster-form.tsx';

export default function NewClusterScreen() {
  const { t } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { areaId } = useAccount();
  const adding = useMutation({
    mutationFn: addCluster,
    onSuccess: async (cluster) => {
      applyEvents(client, [{ type: 'cluster', cluster }]);
      await navigate(`/clusters/${cluster.id}`);
    },
  });
  return (
    <Page title={t('clusters.newTitle')} back={{ to: '/clusters', label: t('clusters.title') }} narrow>
      <Card>
        <ClusterForm
          first={{ ...EMPTY_DRAFT, areaId: areaId ?? '' }}
          isNew
          isBusy={adding.isPending}
          error={adding.error}
          onSave={(cluster) => adding.mutate(cluster)}
        />
      </Card>
    </Page>
  );
}
