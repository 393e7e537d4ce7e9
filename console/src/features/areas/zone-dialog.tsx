import { useState } from 'react';
import type { Area, Cluster, NewZone, Zone } from '@loa/protocol';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { addZone, removeZone, replaceZone, zonesQuery } from '../../api/area-queries.ts';
import { Confirm, Dialog } from '../../ui/dialog.tsx';
import { Checkbox, NativeSelect, TextInput } from '../../ui/fields.ts';
import { useWords } from '../../words/words.ts';
import { compareNames } from '../clusters/cluster-status.ts';
import { useAccount } from '../shell/use-account.ts';
import { areaOptions, belowOf, buildAreaTree, ownAreas } from '../targets/area-tree.ts';
import { FailureNote } from '../trouble/failure-note.tsx';

interface ZoneDialogProps {
  /** Null for a new one. */
  zone: Zone | null;
  areas: readonly Area[];
  clusters: readonly Cluster[];
  onClose: () => void;
}

export function ZoneDialog({ zone, areas, clusters, onClose }: ZoneDialogProps) {
  const { t } = useWords();
  const client = useQueryClient();
  const own = ownAreas(areas, useAccount().areaId);
  const tree = buildAreaTree(own);
  const [draft, setDraft] = useState<NewZone>(() => draftOf(zone, own));
  const [isAsking, setAsking] = useState(false);
  const done = async () => {
    await client.invalidateQueries(zonesQuery());
    onClose();
  };
  const saving = useMutation({
    mutationFn: () => (zone === null ? addZone(draft) : replaceZone(zone.id, draft)),
    onSuccess: done,
  });
  const removing = useMutation({ mutationFn: (id: string) => removeZone(id), onSuccess: done });
  return (
    <Dialog
      title={t(zone === null ? 'areas.addZone' : 'areas.editZone')}
      closeLabel={t('shell.close')}
      isOpen
      onClose={onClose}
      size="lg"
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        <TextInput
          label={t('areas.name')}
          value={draft.name}
          maxLength={120}
          required
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          data-autofocus
        />
        <NativeSelect
          label={t('areas.area')}
          value={draft.areaId}
          onChange={(event) => setDraft({ ...draft, areaId: event.currentTarget.value })}
          data={areaOptions(tree)}
        />
        <Members
          clusters={clusters.filter(({ areaId }) => belowOf(tree, draft.areaId).includes(areaId))}
          chosen={draft.clusterIds}
          onChange={(clusterIds) => setDraft({ ...draft, clusterIds })}
        />
        <FailureNote error={saving.error ?? removing.error} />
        <div className="row-apart">
          {zone !== null && (
            <Button variant="default" onClick={() => setAsking(true)}>
              {t('areas.removeZone')}
            </Button>
          )}
          <Button
            type="submit"
            loading={saving.isPending}
            disabled={draft.name.trim() === '' || draft.areaId === ''}
          >
            {t('shell.save')}
          </Button>
        </div>
      </form>
      {zone !== null && (
        <Confirm
          title={t('areas.removeZoneTitle', { name: zone.name })}
          text={t('areas.removeZoneText')}
          deed={t('areas.removeZone')}
          cancelLabel={t('shell.cancel')}
          isOpen={isAsking}
          isBusy={removing.isPending}
          onConfirm={() => removing.mutate(zone.id)}
          onClose={() => setAsking(false)}
        />
      )}
    </Dialog>
  );
}

interface MembersProps {
  clusters: readonly Cluster[];
  chosen: string[];
  onChange: (clusterIds: string[]) => void;
}

function Members({ clusters, chosen, onChange }: MembersProps) {
  const { t } = useWords();
  return (
    <Checkbox.Group label={t('areas.members')} value={chosen} onChange={onChange}>
      <div className="stack-small" style={{ marginTop: '0.5rem' }}>
        {clusters.length === 0 && <span className="soft">{t('shell.none')}</span>}
        {[...clusters].sort(compareNames).map(({ id, name, place }) => (
          <Checkbox key={id} size="md" value={id} label={name} description={place} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function draftOf(zone: Zone | null, areas: readonly Area[]): NewZone {
  if (zone === null)
    return {
      areaId: areas.find(({ rank }) => rank === 'commune')?.id ?? areas[0]?.id ?? '',
      name: '',
      clusterIds: [],
    };
  const { areaId, name, clusterIds } = zone;
  return { areaId, name, clusterIds };
}
