/** Whether an entry has collapsible content: the steps of a turn, the output of a step, or the details of a card. */
export function hasCollapsed(entry: Element): boolean {
  return entry.querySelector("details") !== null;
}

/** Whether an entry shows a part of its content, and a button for the rest. */
export function hasMore(entry: Element): boolean {
  return entry.querySelector(".show-more") !== null;
}

/**
 * Expands an entry by one step, as a press would: first the work of a turn, then "Show more", then each collapsed text
 * that contains the sought text. Resolves once that is drawn; to false if there was nothing to expand.
 *
 * @param isSought whether a collapsed text contains the sought text
 */
export async function expand(entry: Element, isSought: (words: string) => boolean): Promise<boolean> {
  const work = entry.querySelector("details[part~=activity]:not([open])");
  if (work) {
    // `TurnWork` draws the rows in its own listener of this event, which was added before this one.
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
