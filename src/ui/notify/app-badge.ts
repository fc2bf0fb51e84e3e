interface BadgingNavigator {
  setAppBadge?(count: number): Promise<void>;
  clearAppBadge?(): Promise<void>;
}

const counts = new Map<object, number>();

/**
 * Shows the number of unread messages of all chats of the page at the icon of an installed page. Does nothing if the
 * page is not installed, or the browser has no Badging API.
 */
export function countInBadge(owner: object, count: number): void {
  if (count === 0 && !counts.has(owner)) return;
  if (count > 0) counts.set(owner, count);
  else counts.delete(owner);
  const total = [...counts.values()].reduce((sum, one) => sum + one, 0);
  const badging = navigator as BadgingNavigator;
  const done = total > 0 ? badging.setAppBadge?.(total) : badging.clearAppBadge?.();
  done?.catch(() => {});
}
