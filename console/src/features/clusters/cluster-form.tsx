import { useState } from 'react';
import type { NewCluster } from '@loa/protocol';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { areasQuery } from '../../api/area-queries.ts';
import { NativeSelect, Textarea, TextInput } from '../../ui/fields.ts';
import { useWords } from '../../words/words.ts';
import { useAccount } from '../shell/use-account.ts';
import { areaOptions, buildAreaTree, ownAreas } from '../targets/area-tree.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { clusterOf, faultOfDraft } from './cluster-draft.ts';
import type { ClusterDraft } from './cluster-draft.ts';
import styles from './clusters.module.css';

interface ClusterFormProps {
  first: ClusterDraft;
  isNew: boolean;
  isBusy: boolean;
  error: unknown;
  onSave: (cluster: NewCluster) => void;
}

const HORNS = ['1', '2', '3', '4', '5', '6', '7', '8'];

/** The record of a pole, for a new one and for an old one. */
export function ClusterForm({ first, isNew, isBusy, error, onSave }: ClusterFormProps) {
  const { t } = useWords();
  const { areaId: ownId } = useAccount();
  const { data: areas = [] } = useQuery(areasQuery());
  const [draft, setDraft] = useState(first);
  const [isTried, setTried] = useState(false);
  const fault = isTried ? faultOfDraft(draft) : null;
  const bind = (field: 'name' | 'place' | 'latitude' | 'longitude') => ({
    value: draft[field],
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      setDraft({ ...draft, [field]: event.currentTarget.value }),
  });
  const missing = (value: string) =>
    fault === 'missing' && value.trim() === '' ? t('access.faults.missing') : null;
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (faultOfDraft(draft) === null) onSave(clusterOf(draft));
      }}
    >
      <TextInput
        {...bind('name')}
        label={t('clusters.fields.name')}
        description={isNew ? t('clusters.fields.nameHelp') : undefined}
        error={missing(draft.name)}
        maxLength={120}
        withAsterisk
        data-testid="cluster-name"
      />
      <NativeSelect
        label={t('clusters.fields.area')}
        value={draft.areaId}
        onChange={(event) => setDraft({ ...draft, areaId: event.currentTarget.value })}
        data={[
          { value: '', label: t('accounts.chooseArea') },
          ...areaOptions(buildAreaTree(ownAreas(areas, ownId))),
        ]}
        error={missing(draft.areaId)}
        withAsterisk
        data-testid="cluster-area"
      />
      <Textarea
        {...bind('place')}
        label={t('clusters.fields.place')}
        description={t('clusters.fields.placeHelp')}
        maxLength={300}
        autosize
        minRows={2}
      />
      <NativeSelect
        label={t('clusters.fields.horns')}
        value={draft.horns}
        onChange={(event) => setDraft({ ...draft, horns: event.currentTarget.value })}
        data={HORNS}
      />
      <div className={styles.pair}>
        <TextInput {...bind('latitude')} label={t('clusters.fields.latitude')} inputMode="decimal" />
        <TextInput {...bind('longitude')} label={t('clusters.fields.longitude')} inputMode="decimal" />
      </div>
      <p className="soft">
        {fault === 'coordinates' ? t('clusters.coordinatesFault') : t('clusters.fields.coordinatesHelp')}
      </p>
      <FailureNote error={error} />
      <Button type="submit" size="md" loading={isBusy} data-testid="save-cluster">
        {t('shell.save')}
      </Button>
    </form>
  );
}
