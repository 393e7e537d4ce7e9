import { useState } from 'react';
import type { Account, Area, Role } from '@loa/protocol';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { accountsQuery, addAccount, changeAccount } from '../../api/account-queries.ts';
import { sessionQuery } from '../../api/session-queries.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { NativeSelect, PasswordInput, Radio, Switch, TextInput } from '../../ui/fields.ts';
import { useWords } from '../../words/words.ts';
import { useAccount } from '../shell/use-account.ts';
import { areaOptions, buildAreaTree, ownAreas } from '../targets/area-tree.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { changeOf, draftOf, faultsOf, newAccountOf } from './account-draft.ts';

const ROLES: readonly Role[] = ['officer', 'technician', 'administrator'];

interface AccountDialogProps {
  /** Null for a new one. */
  account: Account | null;
  areas: readonly Area[];
  onClose: () => void;
}

export function AccountDialog({ account, areas, onClose }: AccountDialogProps) {
  const { t } = useWords();
  const self = useAccount();
  const isNew = account === null;
  const [draft, setDraft] = useState(() => draftOf(account));
  const [isTried, setTried] = useState(false);
  const saving = useSaving(account, onClose);
  const faults = faultsOf(draft, isNew);
  const errorOf = (field: keyof typeof faults) => {
    const fault = isTried ? faults[field] : undefined;
    return fault && t(`access.faults.${fault.fault}`, { count: fault.count ?? 0 });
  };
  const wholeTree = {
    value: '',
    label: t(draft.role === 'administrator' ? 'accounts.wholeTree' : 'accounts.chooseArea'),
  };
  return (
    <Dialog
      title={t(isNew ? 'accounts.add' : 'accounts.edit')}
      closeLabel={t('shell.close')}
      isOpen
      onClose={onClose}
      size="lg"
    >
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (Object.keys(faults).length === 0) saving.mutate(draft);
        }}
      >
        <TextInput
          label={t('access.displayName')}
          value={draft.displayName}
          error={errorOf('displayName')}
          maxLength={80}
          onChange={(event) => setDraft({ ...draft, displayName: event.currentTarget.value })}
          data-autofocus
        />
        <TextInput
          label={t('access.username')}
          description={isNew ? t('access.usernameHelp') : undefined}
          value={draft.username}
          error={errorOf('username')}
          disabled={!isNew}
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => setDraft({ ...draft, username: event.currentTarget.value })}
        />
        <PasswordInput
          label={isNew ? t('access.password') : t('accounts.newPassword')}
          description={isNew ? t('access.passwordHelp') : t('accounts.newPasswordHelp')}
          value={draft.password}
          error={errorOf('password')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('access.showPassword') }}
          onChange={(event) => setDraft({ ...draft, password: event.currentTarget.value })}
        />
        <Radio.Group
          label={t('accounts.role')}
          value={draft.role}
          onChange={(value) =>
            setDraft({ ...draft, role: ROLES.find((role) => role === value) ?? 'officer' })
          }
        >
          <div className="stack-small" style={{ marginTop: '0.5rem' }}>
            {ROLES.map((role) => (
              <Radio
                key={role}
                size="md"
                value={role}
                label={t(`terms.roles.${role}`)}
                description={t(`accounts.roleHelp.${role}`)}
              />
            ))}
          </div>
        </Radio.Group>
        <NativeSelect
          label={t('accounts.scope')}
          value={draft.areaId ?? ''}
          error={errorOf('areaId')}
          onChange={(event) => setDraft({ ...draft, areaId: event.currentTarget.value || null })}
          data={[wholeTree, ...areaOptions(buildAreaTree(ownAreas(areas, self.areaId)))]}
        />
        {!isNew && account.id !== self.id && (
          <Switch
            size="md"
            label={t('accounts.disabled')}
            description={t('accounts.disabledHelp')}
            checked={draft.disabled}
            onChange={(event) => setDraft({ ...draft, disabled: event.currentTarget.checked })}
          />
        )}
        <FailureNote error={saving.error} />
        <Button type="submit" loading={saving.isPending} data-testid="save-account">
          {t('shell.save')}
        </Button>
      </form>
    </Dialog>
  );
}

function useSaving(account: Account | null, onDone: () => void) {
  const client = useQueryClient();
  const self = useAccount();
  return useMutation({
    mutationFn: (draft: ReturnType<typeof draftOf>) =>
      account === null ? addAccount(newAccountOf(draft)) : changeAccount(account.id, changeOf(draft)),
    onSuccess: async () => {
      await client.invalidateQueries(accountsQuery());
      // Whoever changes the own account sees the new name and role at once.
      if (account?.id === self.id) await client.invalidateQueries(sessionQuery());
      onDone();
    },
  });
}
