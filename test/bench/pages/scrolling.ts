import { p95Of } from "./frames.js";

/** The frames while scrolling. */
export interface Scrolling {
  /** The 95th percentile of the times between frames, in milliseconds. */
  readonly p95: number;
  /** The number of frames without a message in the box. */
  readonly blanks: number;
  readonly frames: number;
}

const frame = () => new Promise<number>(requestAnimationFrame);

/** Scrolls `box` from its end to its start, one step in each frame. */
export async function scrollThrough(box: Element): Promise<void> {
  while (box.scrollTop > 0) {
    box.scrollTop -= 2000;
    await frame();
  }
}

/** Scrolls `box` from its end to its start in `duration` milliseconds. */
export async function scrollToStart(box: Element, duration: number): Promise<Scrolling> {
  if (box.scrollTop === 0) throw new Error("The box is at its start.");
  const times: number[] = [];
  let blanks = 0;
  const begin = await frame();
  let before = begin;
  for (let now = begin; now - begin < duration;) {
    // The remaining distance is divided by the remaining frames each time, because estimated heights are corrected.
    const frames = Math.max(duration - (now - begin), 17) / 16.7;
    box.scrollTop -= Math.ceil(box.scrollTop / frames);
    now = await frame();
    if (isBlank(box)) blanks += 1;
    times.push(now - before);
    before = now;
  }
  return { p95: p95Of(times), blanks, frames: times.length };
}

/** Whether the box shows no message at five points of its vertical centre line. */
function isBlank(box: Element): boolean {
  const root = box.getRootNode() as Document | ShadowRoot;
  const { left, top, width, height } = box.getBoundingClientRect();
  return [0.1, 0.3, 0.5, 0.7, 0.9].every((part) => {
    const hit = root.elementFromPoint(left + width / 2, top + height * part);
    return hit === box || hit === box.firstElementChild;
  });
}
