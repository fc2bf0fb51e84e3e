import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fault, Shape } from "./plan.js";

/** Frames that cannot be parsed, and lines without meaning. */
const LITTER = [
  "data: {broken\n\n",
  ": noise\r\n\r\n",
  'data: {"id":"evt_x","type":"x"}\n\n',
  "data: <html></html>\n\n",
  "retry: 99999999\n\n",
  "unknown: field\n\n",
  'data: {"id":"evt_y","seq":"9999999999999999999","type":"user.message","body":{"text":"never"}}\n\n',
] as const;

/** The time of a frame on a slow line. */
const SLOW_FRAME_MS = 15;

/** Passes an answer on, an event stream with changed frames, until the end that the fault defines. */
export function damage(
  source: IncomingMessage,
  target: ServerResponse,
  { shape = "whole", end }: Fault,
): void {
  let buffered = "";
  /** The time at which a slow line has delivered everything that was sent. */
  let free = 0;
  let left = end ? end.after : Infinity;
  source.setEncoding("utf8");
  source.on("data", (text: string) => {
    buffered += text;
    const frames = buffered.split(/(?<=\n\n)/);
    buffered = frames.at(-1)?.endsWith("\n\n") ? "" : (frames.pop() ?? "");
    if (shape === "slow") for (const frame of frames) later(() => pass(frame));
    else pass(reshape(frames, shape).join(""));
  });
  source.on("end", () =>
    later(() => {
      pass(buffered);
      // If nothing was held back, the client has the whole answer and may reuse the connection.
      if (left >= 0) target.end();
    }),
  );
  function later(act: () => void): void {
    if (shape !== "slow") return act();
    free = Math.max(free, Date.now()) + SLOW_FRAME_MS;
    setTimeout(act, free - Date.now());
  }
  function pass(text: string): void {
    const bytes = Buffer.from(text);
    if (left > 0) left = write(target, bytes, left, shape);
    else left -= bytes.length;
    if (left <= 0 && end) finish(target, end.how);
  }
}

function reshape(frames: readonly string[], shape: Shape): string[] {
  switch (shape) {
    case "doubled":
      return [...frames, ...frames.slice(-3)].flatMap((frame) => [frame, frame]);
    case "swapped":
      return frames.flatMap((frame, i) =>
        i % 2 ? [frame, frames[i - 1]!] : i === frames.length - 1 ? [frame] : [],
      );
    case "littered":
      return frames.flatMap((frame, i) => [LITTER[i % LITTER.length]!, frame]);
    default:
      return [...frames];
  }
}

/** Writes as many bytes as are left; returns how many are left afterwards. */
function write(target: ServerResponse, bytes: Buffer, left: number, shape: Shape): number {
  const allowed = bytes.subarray(0, left);
  // With a write for each byte the client reads each byte alone, as long as there are few.
  const size = shape === "bytes" && allowed.length < 4096 ? 1 : Math.max(1, allowed.length);
  for (let at = 0; at < allowed.length; at += size) target.write(allowed.subarray(at, at + size));
  return left - bytes.length;
}

function finish(target: ServerResponse, how: "cut" | "end" | "silence"): void {
  if (how === "end") target.end();
  // The written bytes must arrive before the cut.
  else if (how === "cut") setImmediate(() => target.destroy());
}
