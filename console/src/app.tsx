import './ui/look.css';
import './ui/fonts.css';
import '@mantine/core/styles/default-css-variables.layer.css';
import '@mantine/core/styles/baseline.layer.css';
import '@mantine/core/styles/global.layer.css';
import '@mantine/core/styles/UnstyledButton.layer.css';
import '@mantine/core/styles/Loader.layer.css';
import '@mantine/core/styles/Button.layer.css';
import { lazy, Suspense } from 'react';
import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { codeOf } from './api/failure.ts';
import { sessionQuery } from './api/session-queries.ts';
import { Broken } from './features/trouble/broken.tsx';
import { FailureNote } from './features/trouble/failure-note.tsx';
import { Catcher } from './ui/catcher.tsx';
import { NoticesProvider } from './ui/notices.tsx';
import { Waiting } from './ui/waiting.tsx';
import { cssVariablesResolver, theme } from './ui/theme.ts';
import { useWords } from './words/words.ts';

const SignInScreen = lazy(() => import('./features/access/sign-in-screen.tsx'));
const Screens = lazy(() => import('./screens.tsx'));
const SetUpScreen = lazy(() => import('./features/access/set-up-screen.tsx'));

const MOST_TRIES = 2;

/** A session that ended shows the sign-in screen, whichever call was the first to learn it. */
const onError = (error: unknown): void => {
  if (codeOf(error) !== 'access.signed-out') return;
  client.setQueryData(sessionQuery().queryKey, (session) => session && { ...session, account: null });
};

const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      // The event feed keeps what was asked up to date.
      staleTime: 60_000,
      networkMode: 'always',
      retry: (tries, error) => codeOf(error) === 'network' && tries < MOST_TRIES,
    },
    mutations: { networkMode: 'always' },
  },
});

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <NoticesProvider>
          <Catcher fallback={<Broken />}>
            <Gate />
          </Catcher>
        </NoticesProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Nobody passes unnamed: set-up, sign-in, or the screens. */
function Gate() {
  const { t } = useWords();
  const { data: session, error, refetch } = useQuery(sessionQuery());
  if (session === undefined) {
    return error === null ? (
      <Waiting label={t('shell.loading')} />
    ) : (
      <main style={{ padding: '1rem' }}>
        <FailureNote error={error} onRetry={() => refetch()} />
      </main>
    );
  }
  return (
    <Suspense fallback={<Waiting label={t('shell.loading')} />}>
      {session.account !== null ? <Screens /> : session.setupNeeded ? <SetUpScreen /> : <SignInScreen />}
    </Suspense>
  );
}
