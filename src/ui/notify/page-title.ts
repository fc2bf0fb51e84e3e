import { ownDocument } from "../page/own-document.js";

/** After this many changes of the title by the page while a count is shown, the count is given up. */
const MAX_REWRITES = 20;

/** The count of each chat. The title shows the sum of all chats of the page. */
const counts = new Map<object, number>();
/** The page's own title while a count is shown; null while none is. */
let own: string | null = null;
let shown = "";
let rewrites = 0;
let observer: MutationObserver | undefined;

/**
 * Shows a count before the page's title. 0 restores the page's own title, also if the page has changed it in the
 * meantime.
 */
export function countInTitle(owner: object, count: number): void {
  if (count > 0) counts.set(owner, count);
  else counts.delete(owner);
  draw();
}

function draw(): void {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return restore();
  if (own === null) {
    own = ownDocument("title");
    rewrites = 0;
    observer ??= new MutationObserver(follow);
    observer.observe(ownDocument("head"), { childList: true, characterData: true, subtree: true });
  }
  write(`(${total}) ${own}`);
  shown = ownDocument("title");
}

/** Handles a change of the title by the page: remembers the new title, and shows the count before it. */
function follow(): void {
  const title = ownDocument("title");
  if (own === null || title === shown) return;
  own = title;
  rewrites += 1;
  if (rewrites <= MAX_REWRITES) return draw();
  shown = "";
  counts.clear();
  restore();
}

function restore(): void {
  if (own === null) return;
  observer?.disconnect();
  if (ownDocument("title") === shown) write(own);
  own = null;
}

/** Sets the title. For "", removes the element, because a page without a title had none. */
function write(title: string): void {
  Reflect.set(Document.prototype, "title", title, document);
  if (title === "") ownDocument("head").querySelector("title")?.remove();
}
