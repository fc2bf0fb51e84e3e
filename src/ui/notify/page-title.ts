import { ownDocument } from "../page/own-document.js";

/** A page that writes its title more often than this, while the title shows a count, keeps the title for itself. */
const MAX_REWRITES = 20;

/** The count of each chat. The chats of a page share the page's title, which shows the sum. */
const counts = new Map<object, number>();
/** The title that the page has written, while a title with a count is shown; null while none is. */
let own: string | null = null;
let shown = "";
let rewrites = 0;
let observer: MutationObserver | undefined;

/**
 * Shows a count before the page's title. With 0 the page has its own title again, also one that it has written
 * meanwhile.
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

/** The page has written another title. That title is remembered, and the count is put before it. */
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

/** Writes the title. For "" removes the element, as a page without a title had none. */
function write(title: string): void {
  Reflect.set(Document.prototype, "title", title, document);
  if (title === "") ownDocument("head").querySelector("title")?.remove();
}
