const callbacks = new WeakMap<Element, () => void>();
let changed = new Set<Element>();

/** One observer for all messages. The callbacks run in the next frame, because they change sizes too. */
let sizes: ResizeObserver | undefined;

/** Calls `measure` when `element` is shown, and whenever its width changes. */
export function leaveRoom(element: Element, measure: () => void): void {
  callbacks.set(element, measure);
  // `resized` is not an inner function, because its closure would keep the first element in memory.
  sizes ??= new ResizeObserver(resized);
  sizes.observe(element);
}

function resized(records: readonly ResizeObserverEntry[]): void {
  if (changed.size === 0) requestAnimationFrame(measureAll);
  for (const { target, contentRect } of records) if (contentRect.width > 0) changed.add(target);
}

function measureAll(): void {
  const elements = changed;
  changed = new Set();
  for (const element of elements) if (element.isConnected) callbacks.get(element)?.();
}
