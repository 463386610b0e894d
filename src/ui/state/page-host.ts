/** The page's clock and animation frames; a test gives its own. */
export interface Host {
  now(): number;
  requestFrame(callback: () => void): number;
  cancelFrame(id: number): void;
}

export const PAGE_HOST: Host = {
  now: () => performance.now(),
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (id) => cancelAnimationFrame(id),
};
