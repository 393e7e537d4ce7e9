import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startWords } from './words/words.ts';

const RELOADED = 'loa.reloaded';
const ONCE_IN_MS = 60_000;

/**
 * After an update of the server the old page asks for parts that are gone; the new page knows the new ones. Once a
 * minute at most, so that a server that lacks a part does not keep the page reloading.
 */
function reloadAfterUpdate(event: Event): void {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < ONCE_IN_MS) return;
  event.preventDefault();
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no place for the screens');
  window.addEventListener('vite:preloadError', reloadAfterUpdate);
  await startWords();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

start().catch((error: unknown) => console.error('the console did not start', error));
