import { lazy } from 'react';
import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import HomeScreen from './features/home/home-screen.tsx';
import { Shell } from './features/shell/shell.tsx';
import { BrokenScreen, NotFoundScreen } from './features/trouble/trouble-screens.tsx';

type Load = () => Promise<{ default: ComponentType }>;

/** Every screen but the first comes when it is asked for. */
const later = (path: string, load: Load) => ({ path, Component: lazy(load), ErrorBoundary: BrokenScreen });

export function makeRouter() {
  return createBrowserRouter([
    {
      path: '/',
      Component: Shell,
      ErrorBoundary: BrokenScreen,
      children: [
        { index: true, Component: HomeScreen, ErrorBoundary: BrokenScreen },
        later('menu', () => import('./features/shell/menu-screen.tsx')),
        later('live', () => import('./features/live/live-screen.tsx')),
        later('emergency', () => import('./features/live/emergency-screen.tsx')),
        later('library', () => import('./features/library/library-screen.tsx')),
        later('schedule', () => import('./features/schedule/schedule-screen.tsx')),
        later('schedule/new', () => import('./features/schedule/plan-screen.tsx')),
        later('schedule/:id', () => import('./features/schedule/broadcast-screen.tsx')),
        later('clusters', () => import('./features/clusters/clusters-screen.tsx')),
        later('clusters/new', () => import('./features/clusters/new-cluster-screen.tsx')),
        later('clusters/:id', () => import('./features/clusters/cluster-screen.tsx')),
        later('areas', () => import('./features/areas/areas-screen.tsx')),
        later('accounts', () => import('./features/accounts/accounts-screen.tsx')),
        later('audit', () => import('./features/audit/audit-screen.tsx')),
        { path: '*', Component: NotFoundScreen },
      ],
    },
  ]);
}
