/** Whether an entry has anything folded away: a turn its steps, a step its output, a card its details. */
export function hasFolds(entry: Element): boolean {
  return entry.querySelector("details") !== null;
}

/** Whether an entry shows only a part of what it has, and a button for the rest. */
export function hasMore(entry: Element): boolean {
  return entry.querySelector(".show-more") !== null;
}

/**
 * Unfolds the next thing in an entry as a press would: a turn's work, the rest behind "Show more", and then each fold
 * whose words are sought. Resolves, once that is drawn, with whether there was any.
 * @param isSought tells of the words of a fold
 */
export async function unfold(entry: Element, isSought: (words: string) => boolean): Promise<boolean> {
  const work = entry.querySelector("details[part~=activity]:not([open])");
  if (work) {
    // The rows are drawn when the event comes, for which the one that draws them waits too.
    const opened = new Promise((done) => work.addEventListener("toggle", done, { once: true }));
    work.querySelector<HTMLElement>("summary")?.click();
    await opened;
    return true;
  }
  const more = entry.querySelector<HTMLElement>(".show-more");
  if (more) {
    more.click();
    await Promise.resolve();
    return true;
  }
  const folds = [...entry.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
  const sought = folds.filter((fold) => isSought(fold.querySelector(".fold-text")?.textContent ?? ""));
  for (const fold of sought) fold.open = true;
  return sought.length > 0;
}
