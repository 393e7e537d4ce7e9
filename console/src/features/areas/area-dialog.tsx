import { useState } from 'react';
import type { Area, AreaRank, NewArea } from '@loa/protocol';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { addArea, areasQuery, changeArea } from '../../api/area-queries.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { NativeSelect, TextInput } from '../../ui/fields.ts';
import { useWords } from '../../words/words.ts';
import { areaOptions, belowOf, buildAreaTree } from '../targets/area-tree.ts';
import { FailureNote } from '../trouble/failure-note.tsx';

const RANKS: readonly AreaRank[] = ['nation', 'province', 'commune', 'hamlet'];

interface AreaDialogProps {
  /** Null for a new one. */
  area: Area | null;
  areas: readonly Area[];
  onClose: () => void;
}

export function AreaDialog({ area, areas, onClose }: AreaDialogProps) {
  const { t } = useWords();
  const client = useQueryClient();
  const tree = buildAreaTree(areas);
  const [draft, setDraft] = useState<NewArea>(() => draftOf(area));
  const saving = useMutation({
    mutationFn: () => {
      const fields = { ...draft, name: draft.name.trim(), code: draft.code.trim() };
      return area === null ? addArea(fields) : changeArea(area.id, fields);
    },
    onSuccess: async () => {
      await client.invalidateQueries(areasQuery());
      onClose();
    },
  });
  // An area cannot lie in itself or in what lies in it.
  const own = new Set(area === null ? [] : belowOf(tree, area.id));
  const parents = areaOptions(tree).filter(({ value }) => !own.has(value));
  return (
    <Dialog
      title={t(area === null ? 'areas.addArea' : 'areas.editArea')}
      closeLabel={t('shell.close')}
      isOpen
      onClose={onClose}
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
          data-testid="area-name"
        />
        <NativeSelect
          label={t('areas.rank')}
          value={draft.rank}
          onChange={({ currentTarget: { value } }) =>
            setDraft({ ...draft, rank: RANKS.find((rank) => rank === value) ?? 'commune' })
          }
          data={RANKS.map((rank) => ({ value: rank, label: t(`terms.ranks.${rank}`) }))}
        />
        <NativeSelect
          label={t('areas.parent')}
          value={draft.parentId ?? ''}
          onChange={(event) => setDraft({ ...draft, parentId: event.currentTarget.value || null })}
          data={[{ value: '', label: t('areas.noParent') }, ...parents]}
        />
        <TextInput
          label={t('areas.code')}
          description={t('areas.codeHelp')}
          value={draft.code}
          maxLength={20}
          onChange={(event) => setDraft({ ...draft, code: event.currentTarget.value })}
        />
        <FailureNote error={saving.error} />
        <Button
          type="submit"
          loading={saving.isPending}
          disabled={draft.name.trim() === ''}
          data-testid="save-area"
        >
          {t('shell.save')}
        </Button>
      </form>
    </Dialog>
  );
}

function draftOf(area: Area | null): NewArea {
  if (area === null) return { parentId: null, code: '', name: '', rank: 'commune' };
  const { parentId, code, name, rank } = area;
  return { parentId, code, name, rank };
}
