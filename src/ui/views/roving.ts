/**
 * One tab stop for a scene of many buttons: arrows move to the nearest one in that direction, Enter opens its
 * actions as a right click would.
 */
export function moveFocus(scene: HTMLElement, event: KeyboardEvent): void {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !scene.contains(focused)) return;
  if (event.key === 'Enter') {
    event.preventDefault();
    const box = focused.getBoundingClientRect();
    focused.dispatchEvent(
      new MouseEvent('contextmenu', {
        bubbles: true,
        cancelable: true,
        clientX: box.left + box.width / 2,
        clientY: box.top + Math.min(box.height / 2, 40),
      }),
    );
    return;
  }
  const direction = DIRECTIONS[event.key];
  if (direction === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const from = focused.getBoundingClientRect();
  let best: HTMLElement | null = null;
  let bestCost = Infinity;
  for (const candidate of scene.querySelectorAll<HTMLElement>('[data-spot]')) {
    if (candidate === focused) continue;
    const box = candidate.getBoundingClientRect();
    const dx = box.left + box.width / 2 - (from.left + from.width / 2);
    const dy = box.top + box.height / 2 - (from.top + from.height / 2);
    const along = dx * direction.x + dy * direction.y;
    const across = Math.abs(dx * direction.y) + Math.abs(dy * direction.x);
    if (along <= 1) continue;
    const cost = along + across * 2.5;
    if (cost < bestCost) {
      bestCost = cost;
      best = candidate;
    }
  }
  if (best === null) return;
  best.focus();
  best.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

const DIRECTIONS: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
