import { ownDocument } from "../page/own-document.js";

/** The title is left to a page that changes it more often than this while a count stands in it. */
const MAX_REWRITES = 20;

/** The counts by the chats that count: several chats of a page share its title. */
const counts = new Map<object, number>();
/** The page's own title, while a title with a count stands in its place; null otherwise. */
let own: string | null = null;
let shown = "";
let rewrites = 0;
let observer: MutationObserver | undefined;

/** Writes a count before the page's title. With 0 the title is the page's own, which it may have changed meanwhile. */
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

/**
 * The page has written a title of its own meanwhile. The count is put before that title, which is kept to be given
 * back.
 */
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

/** A page without a title is left without one. */
function write(title: string): void {
  Reflect.set(Document.prototype, "title", title, document);
  if (title === "") ownDocument("head").querySelector("title")?.remove();
}
