import type { Found } from "./finding.js";
import { type Frames, watchFrames } from "./frames.js";
import { OPENED } from "./opened.js";
import { scrollThrough, type Scrolling, scrollToStart } from "./scrolling.js";

/** A message as JSON, for the contenders that do not read a log. */
export interface PlainMessage {
  readonly seq: number;
  readonly role: "user" | "agent";
  readonly text: string;
}

/** How a contender's page is measured. */
export interface Places {
  /** The scrolling element; null until it exists. */
  scroller(): Element | null;
  /** The text of the last message in the document. */
  lastText(): string;
  /** Searches the log, if the contender has a search. */
  find?(text: string): Promise<Found>;
  /** Whether a person can write. */
  isUsable?(): boolean;
  /** Whether there is a message. */
  hasMessage?(): boolean;
}

/** Moments in milliseconds since the navigation; NaN if unknown. */
export interface Moments {
  /** When a person could write. */
  readonly usable: number;
  /** When a first message was painted. */
  readonly message: number;
}

/** The drawings in the transcript. */
export interface Drawings {
  /** The number of frames in which something was drawn. */
  readonly frames: number;
  /** The number of elements that were drawn. */
  readonly elements: number;
}

/** The interface of a contender's page to the measurements. */
export interface BenchPage extends Places {
  moments(): Moments;
  /** Milliseconds of the longest task so far; 0 if none took 50. */
  longestTask(): number;
  /** Forgets the tasks so far. */
  forgetTasks(): void;
  /** The number of elements in the page, including those in shadow trees. */
  countElements(): number;
  /** Scrolls from the end to the start, one step in each frame. */
  scrollThrough(): Promise<void>;
  /** Scrolls from the end to the start in `duration` milliseconds. */
  scrollToStart(duration: number): Promise<Scrolling>;
  /** Watches frames and tasks from now on. */
  watchFrames(): void;
  /** The frames since {@link watchFrames}. */
  framesWatched(): Frames;
}

declare global {
  interface Window {
    page: BenchPage;
  }
}

/** The number of messages that this page shows. */
export const count = Number(new URLSearchParams(location.search).get("count"));

const frame = () => new Promise<number>(requestAnimationFrame);

let longest = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
}).observe({ type: "longtask", buffered: true });

/** Sets `window.page`, and logs when the last message has been painted at the end of the box. */
export function measure(places: Places): void {
  const box = () => {
    const scroller = places.scroller();
    if (!scroller) throw new Error("The page has no scrolling element.");
    return scroller;
  };
  let watched: () => Frames = () => watchFrames()();
  const moments = { usable: NaN, message: NaN };
  const noteMoments = (places: Places, now: number) => {
    if (Number.isNaN(moments.usable) && places.isUsable?.()) moments.usable = now;
    if (Number.isNaN(moments.message) && places.hasMessage?.()) moments.message = now;
  };
  window.page = {
    ...places,
    moments: () => moments,
    longestTask: () => longest,
    forgetTasks: () => void (longest = 0),
    countElements: () => countElements(document),
    scrollThrough: () => scrollThrough(box()),
    scrollToStart: (duration) => scrollToStart(box(), duration),
    watchFrames: () => void (watched = watchFrames()),
    framesWatched: () => watched(),
  };
  void (async () => {
    // The content at the beginning of a frame was painted in the frame before.
    while (!isOpen(places)) noteMoments(places, await frame());
    noteMoments(places, await frame());
    await frame();
    console.info(`${OPENED}${performance.now()}`);
  })();
}

function isOpen({ lastText, scroller }: Places): boolean {
  if (!lastText().includes(`End of message ${count}.`)) return false;
  const box = scroller();
  return box !== null && box.scrollHeight - box.scrollTop - box.clientHeight < 40;
}

function countElements(root: ParentNode): number {
  const shadows = [...root.querySelectorAll("*")].map(({ shadowRoot }) =>
    shadowRoot ? countElements(shadowRoot) : 0,
  );
  return shadows.reduce((sum, elements) => sum + elements + 1, 0);
}

/** The transcript as JSON, for the contenders that do not read a log. */
export async function fetchMessages(): Promise<readonly PlainMessage[]> {
  return (await (await fetch(`/json/${count}`)).json()) as readonly PlainMessage[];
}

/** Calls `add` for each further message. */
export function onAppended(add: (message: PlainMessage) => void): void {
  new EventSource("/appended").addEventListener("message", (event: MessageEvent<string>) => {
    add(JSON.parse(event.data) as PlainMessage);
  });
}
