import { Component } from 'react';
import type { ReactNode } from 'react';

interface CatcherProps {
  /** Stands in for what threw. */
  fallback: ReactNode;
  children: ReactNode;
}

/** Keeps a fault of what is below it from emptying the page. */
export class Catcher extends Component<CatcherProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}
