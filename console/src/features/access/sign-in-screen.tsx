import { useState } from 'react';
import { Button } from '@mantine/core';
import type { SignInRequest } from '@loa/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { sessionQuery, signIn } from '../../api/session-queries.ts';
import { PasswordInput, TextInput } from '../../ui/text-fields.ts';
import { useWords } from '../../words/words.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { AccessFrame } from './access-frame.tsx';

export default function SignInScreen() {
  const { t } = useWords();
  const client = useQueryClient();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const signing = useMutation({
    mutationFn: (request: SignInRequest) => {
      // The screens are fetched while the server checks the password.
      import('../../screens.tsx').catch((error: unknown) => console.warn('screens not fetched ahead', error));
      return signIn(request);
    },
    onSuccess: (session) => client.setQueryData(sessionQuery().queryKey, session),
  });
  return (
    <AccessFrame title={t('access.title')} foot={<p className="soft">{t('access.forgot')}</p>}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          signing.mutate({ username: username.trim().toLowerCase(), password });
        }}
      >
        <TextInput
          label={t('access.username')}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          data-testid="username"
        />
        <PasswordInput
          label={t('access.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('access.showPassword') }}
          required
          data-testid="password"
        />
        <FailureNote error={signing.error} />
        <Button type="submit" size="md" loading={signing.isPending} data-testid="sign-in">
          {t('access.signIn')}
        </Button>
      </form>
    </AccessFrame>
  );
}
