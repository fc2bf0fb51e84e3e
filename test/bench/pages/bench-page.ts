import type { Found } from "./finding.js";
import { type Frames, watchFrames } from "./frames.js";
import { OPENED } from "./opened.js";
import { scrollThrough, type Scrolling, scrollToStart } from "./scrolling.js";

/** A message as the server gives it to those that take JSON. */
export interface Given {
  readonly seq: number;
  readonly role: "user" | "agent";
  readonly text: string;
}

/** Where a contender's page has what is measured. */
export interface Places {
  /** The box that scrolls; null until it is there. */
  scroller(): Element | null;
  /** The text of the last message in the document. */
  lastText(): string;
  /** Searches the log, where the contender can. */
  find?(text: string): Promise<Found>;
  /** Whether a person can write. */
  isUsable?(): boolean;
  /** Whether there is a message. */
  hasMessage?(): boolean;
}

/** Milliseconds from navigation until a person could write and a first message was painted; NaN where that is unknown. */
export interface Moments {
  readonly usable: number;
  readonly message: number;
}

/** How often something was drawn into the transcript, in frames, and how many elements in all. */
export interface Drawings {
  readonly frames: number;
  readonly elements: number;
}

/** What a contender's page offers to the measurements. */
export interface BenchPage extends Places {
  moments(): Moments;
  /** Milliseconds of the longest task so far; 0 when none took 50. */
  longestTask(): number;
  /** Forgets the tasks so far. */
  forgetTasks(): void;
  /** All elements of the page, those in shadow trees too. */
  countElements(): number;
  /** Scrolls from the end to the start, a frame at a time, as fast as it goes. */
  scrollThrough(): Promise<void>;
  /** Scrolls from the end to the start in `duration` milliseconds. */
  scrollToStart(duration: number): Promise<Scrolling>;
  /** Watches frames and tasks from now on. */
  watchFrames(): void;
  /** What was seen since. */
  framesWatched(): Frames;
}

declare global {
  interface Window {
    page: BenchPage;
  }
}

/** How many messages this page shows. */
export const count = Number(new URLSearchParams(location.search).get("count"));

const frame = () => new Promise<number>(requestAnimationFrame);

let longest = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
}).observe({ type: "longtask", buffered: true });

/** Announces the page, and tells when the last message is there and inside the box. */
export function measure(places: Places): void {
  const box = () => {
    const scroller = places.scroller();
    if (!scroller) throw new Error("nothing scrolls");
    return scroller;
  };
  let watched: () => Frames = () => watchFrames()();
  const moments = { usable: NaN, message: NaN };
  const look = (places: Places, now: number) => {
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
    // What is there when a frame begins was painted with the frame before.
    while (!isOpen(places)) look(places, await frame());
    look(places, await frame());
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

/** The transcript as JSON, for contenders that take it so. */
export async function fetchMessages(): Promise<readonly Given[]> {
  return (await (await fetch(`/json/${count}`)).json()) as readonly Given[];
}

/** Calls `add` for every message that the server sends later. */
export function onAppended(add: (message: Given) => void): void {
  new EventSource("/appended").addEventListener("message", (event: MessageEvent<string>) => {
    add(JSON.parse(event.data) as Given);
  });
}
