import { useEffect } from 'react';
import { Button } from '@mantine/core';
import { useBlocker } from 'react-router';
import { Dialog } from '../../ui/dialog.tsx';
import { useWords } from '../../words/words.ts';

/** Warns before the screen is left on air: leaving closes the microphone. */
export function LeaveGuard({ isOnAir, onStop }: { isOnAir: boolean; onStop: () => Promise<unknown> }) {
  const { t } = useWords();
  const blocker = useBlocker(isOnAir);
  useEffect(() => {
    if (!isOnAir) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isOnAir]);
  const isAsked = blocker.state === 'blocked';
  const stay = () => blocker.state === 'blocked' && blocker.reset();
  const stopAndLeave = () =>
    onStop()
      .then(() => blocker.state === 'blocked' && blocker.proceed())
      .catch((error: unknown) => console.warn('not stopped, so not left', error));
  return (
    <Dialog
      title={t('live.onAir.leaveTitle')}
      closeLabel={t('live.onAir.leaveStay')}
      isOpen={isAsked}
      onClose={stay}
    >
      <div className="stack">
        <p>{t('live.onAir.leaveText')}</p>
        <div className="row">
          <Button onClick={stay} data-autofocus>
            {t('live.onAir.leaveStay')}
          </Button>
          <Button variant="default" onClick={stopAndLeave}>
            {t('live.onAir.leaveStop')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
