import { lazy } from 'react';
import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import HomeScreen from './features/home/home-screen.tsx';
import { Shell } from './features/shell/shell.tsx';
import { Broken } from './features/trouble/broken.tsx';
import { NotFoundScreen } from './features/trouble/not-found-screen.tsx';

type Load = () => Promise<{ default: ComponentType }>;

/** Every screen but the first comes when it is asked for. */
const later = (path: string, load: Load) => ({ path, Component: lazy(load), ErrorBoundary: Broken });

const router = createBrowserRouter([
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: Broken,
    children: [
      { index: true, Component: HomeScreen, ErrorBoundary: Broken },
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

/** All screens of somebody who is signed in. */
export default function Screens() {
  return <RouterProvider router={router} />;
}
