import { useState } from 'react';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { sessionQuery, setUp } from '../../api/session-queries.ts';
import { PasswordInput, TextInput } from '../../ui/text-fields.ts';
import { useWords } from '../../words/words.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { AccessFrame } from './access-frame.tsx';
import { faultsOfSetUp } from './credentials.ts';
import type { SetUpFields } from './credentials.ts';

const EMPTY: SetUpFields = { setupCode: '', displayName: '', username: '', password: '', passwordAgain: '' };

export default function SetUpScreen() {
  const { t } = useWords();
  const client = useQueryClient();
  const [fields, setFields] = useState(EMPTY);
  const [isTried, setTried] = useState(false);
  const making = useMutation({
    mutationFn: setUp,
    onSuccess: (session) => client.setQueryData(sessionQuery().queryKey, session),
  });
  const faults = faultsOfSetUp(fields);
  const bind = (field: keyof SetUpFields) => {
    const fault = isTried ? faults[field] : undefined;
    return {
      value: fields[field],
      onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
        setFields({ ...fields, [field]: event.currentTarget.value }),
      error: fault && t(`access.faults.${fault.fault}`, { count: fault.count ?? 0 }),
      withAsterisk: true,
    };
  };
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    const { setupCode, displayName, username, password } = fields;
    making.mutate({ setupCode: setupCode.trim(), displayName: displayName.trim(), username, password });
  };
  const visibilityToggleButtonProps = { 'aria-label': t('access.showPassword') };
  return (
    <AccessFrame title={t('access.setUpTitle')}>
      <p className="soft">{t('access.setUpLead')}</p>
      <form className="stack" onSubmit={submit} noValidate>
        <TextInput
          {...bind('setupCode')}
          label={t('access.setUpCode')}
          description={t('access.setUpCodeHelp')}
          autoComplete="one-time-code"
          spellCheck={false}
          data-testid="setup-code"
        />
        <TextInput
          {...bind('displayName')}
          label={t('access.displayName')}
          description={t('access.displayNameHelp')}
          autoComplete="name"
          data-testid="display-name"
        />
        <TextInput
          {...bind('username')}
          label={t('access.username')}
          description={t('access.usernameHelp')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          data-testid="username"
        />
        <PasswordInput
          {...bind('password')}
          label={t('access.password')}
          description={t('access.passwordHelp')}
          autoComplete="new-password"
          visibilityToggleButtonProps={visibilityToggleButtonProps}
          data-testid="password"
        />
        <PasswordInput
          {...bind('passwordAgain')}
          label={t('access.passwordAgain')}
          autoComplete="new-password"
          visibilityToggleButtonProps={visibilityToggleButtonProps}
          data-testid="password-again"
        />
        <FailureNote error={making.error} />
        <Button type="submit" size="md" loading={making.isPending} data-testid="set-up">
          {t('access.setUp')}
        </Button>
      </form>
    </AccessFrame>
  );
}
