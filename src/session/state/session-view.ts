import type { Level, SessionEvent } from "../../wire/events.js";

/** Which part of the log is read, and for whom. With another view the log is read again from its beginning. */
export interface SessionView {
  readonly level: Level;
  /** Whether the agent's work is shown at every `level`; then the log is read at `progress` at least. Default false. */
  readonly showsWork?: boolean;
  /** Events up to and including this seq are not shown. */
  readonly afterSeq: number;
  /** The id of the actor whose messages are "mine"; null: the messages of every person are. */
  readonly viewer: string | null;
  /** Whether entries made from events of this type keep their event. */
  readonly retain: (type: string) => boolean;
}

/** The levels, from the one with the fewest events to the one with all. */
const LEVELS: readonly Level[] = ["user", "progress", "internal"];

/** The level at which a log is read. */
export function readLevel({ level, showsWork = false }: SessionView): Level {
  return showsWork && level === "user" ? "progress" : level;
}

/** Whether an event that was read is shown at the `level`. Other events are read only for the work. */
export function isShownIn({ level, showsWork = false }: SessionView, event: SessionEvent): boolean {
  return !showsWork || LEVELS.indexOf(event.level) <= LEVELS.indexOf(level);
}

/** Whether two views read the same part of a log. */
export function isSameView(a: SessionView, b: SessionView): boolean {
  return (
    readLevel(a) === readLevel(b) &&
    a.level === b.level &&
    a.afterSeq === b.afterSeq &&
    a.viewer === b.viewer &&
    a.retain === b.retain
  );
}
