import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { must } from '../../base/assert.ts';
import type { Page } from './page.ts';
import type { UiState } from './store.ts';

export const PageContext = createContext<Page | null>(null);

/** The page's store, controller and deeds. */
export function usePage(): Page {
  return must(useContext(PageContext), 'the page context');
}

/** A slice of the state. Never select `frame` or `cursor` here: they change sixty times a second. */
export function useUi<T>(select: (state: UiState) => T): T {
  return useStore(usePage().store, useShallow(select));
}
