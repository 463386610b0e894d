import { Component } from 'react';
import type { ReactNode } from 'react';
import type { Page } from '../state/page.ts';

/** A view that throws is a bug of ours: it is said like any other, and the rest of the page stays. */
export class Guard extends Component<{ page: Page; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.page.crashed(error);
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
