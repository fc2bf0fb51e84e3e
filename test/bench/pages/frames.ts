/** The frames of a period. */
export interface Frames {
  /** The 95th percentile of the times between frames, in milliseconds. */
  readonly p95: number;
  /** The longest task, in milliseconds; 0 if none took 50. */
  readonly longest: number;
  readonly frames: number;
}

/** The 95th percentile; 0 for no times. */
export function p95Of(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0;
}

/** Watches frames and tasks until the returned function is called. */
export function watchFrames(): () => Frames {
  const times: number[] = [];
  let longest = 0;
  const take = (entries: PerformanceEntryList) => {
    for (const { duration } of entries) longest = Math.max(longest, duration);
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: "longtask" });
  let before: number | null = null;
  let request = requestAnimationFrame(function drawn(now) {
    if (before !== null) times.push(now - before);
    before = now;
    request = requestAnimationFrame(drawn);
  });
  return () => {
    cancelAnimationFrame(request);
    take(observer.takeRecords());
    observer.disconnect();
    return { p95: p95Of(times), longest, frames: times.length };
  };
}
