import { SessionError } from "../../wire/errors.js";
import { againAfter, isForPages, POLL_HIDDEN_MS, pollAfter, withoutStream } from "./polling.js";
import { finalConnection, type Effect, type Facts, type Happening, type Reading } from "./reading.js";
import {
  ANSWERED,
  ask,
  closing,
  due,
  follow,
  goOn,
  opened,
  page,
  pause,
  reask,
  show,
  type Step,
  streamless,
  unconnected,
} from "./steps.js";
import { delayAfter, isAwake, isHeld, isToWait, WAKE_APART_MS } from "./waits.js";

/*
 * How the log is kept read. Words in the boxes are phases, words at the arrows are happenings.
 *
 *                 start                granted                 ended: healthy
 *   ┌─────────┐ ────────▶ ┌────────┐ ──────────▶ ┌───────────┐ ──────────────▶ ┌─────────┐
 *   │ stopped │           │ asking │             │ streaming │ ended: bypassed │ pausing │ ── due ─▶ asking
 *   └─────────┘ ◀──────── └────────┘             └───────────┘ ──────────────▶ └─────────┘
 *        ▲  no conversation │ │  ▲                  │     │ no slot                 ▲
 *        │                  │ │  │                  │     │ ended: mute, no stream  │ paged
 *        │                  │ │  │                  │     ▼                         │
 *        │                  │ │  │ due           failed  ┌────────┐                 │
 *        │                  │ └──┼─ granted, but ───┼──▶ │ paging │ ────────────────┘
 *        │           failed │    │ pages are better │    └────────┘
 *        │                  ▼    │                  ▼         │ failed
 *        │  failed for    ┌─────────┐ ◀─────────────┘         │
 *        └─── good ────── │ waiting │ ◀───────────────────────┘
 *                         └─────────┘
 *
 * Where another tab reads the log for this one:
 *
 *   ┌────────┐  granted, with a token that was tried      ┌───────────┐
 *   │ asking │ ─────────────────────────────────────────▶ │ following │
 *   └────────┘ ◀───────────────────────────────────────── └───────────┘
 *     │     ▲   leading, or told with a token not tried      │     ▲
 *     │     │                                         missed │     │ paged
 *     │     └── led ── streaming, pausing                    ▼     │
 *     │  granted, with a token not tried                  ┌───────────┐
 *     └─────────────────────────────────────────────────▶ │  paging   │
 *                                                         └───────────┘
 *
 * A token that is refused for the first time leads back to `asking`; so do `restart`, `retry`, and `visible`, `online`
 * or `hidden-long` where they tell of a change. `stop` leads to `stopped`. Pages are better than a stream in a tab
 * that is hidden for long, after streams that were of no use, and at every second attempt after a failure.
 */

const POLL_VISIBLE_MS = 2_000;

/** The most that the backoff adds to a wait that the server asked for. */
const LONGEST_DELAY_MS = 120_000;

/** The reading after a happening, and the effects to carry out. Pure. */
export function transition(reading: Reading, happening: Happening, facts: Facts): Step {
  const step = ([changed, effects]: Step): Step => [
    changed,
    effects.map((effect) => closing(effect, changed)),
  ];
  switch (happening.type) {
    case "start":
      return step(start(reading, happening.refusals, facts));
    case "stop":
      return stop({ ...reading, closedBy: null });
    case "closed":
      return step([{ ...reading, closedBy: happening.error }, [show("closed")]]);
    case "online":
      return step(setOnline(reading, happening.isOnline, facts));
    case "visible":
      return step(setVisible(reading, happening.isVisible, facts));
    case "hidden-long":
      return step(reopen({ ...reading, isHiddenLong: reading.isHidden }, facts));
    case "retry":
      return step(retry({ ...reading, closedBy: null }, facts));
    default:
      return reading.phase === "stopped" ? [reading, []] : step(proceed(reading, happening, facts));
  }
}

/** The step of a reader that is not stopped. */
function proceed(
  reading: Reading,
  happening: Exclude<
    Happening,
    { type: "start" | "stop" | "closed" | "online" | "visible" | "hidden-long" | "retry" }
  >,
  facts: Facts,
): Step {
  switch (happening.type) {
    case "restart":
      return start(stop(reading)[0], 0, facts, [{ do: "leave" }]);
    case "poll-now":
      return reading.phase === "pausing" && facts.live === "poll" ? reask(reading) : [reading, []];
    case "leading":
    case "led":
    case "told":
    case "missed":
      return shared(reading, happening, facts);
    case "granted":
      return granted(reading, facts);
    case "no-conversation":
      return [
        { ...reading, ...ANSWERED, phase: "stopped" },
        [...opened(streamless(reading)), { do: "caught-up" }],
      ];
    case "opened":
      return [
        { ...reading, ...ANSWERED, isSlotless: reading.isSlotless && reading.phase === "paging" },
        opened(),
      ];
    case "no-slot":
      // A stream that begins before its slot is known may have ended by now.
      return reading.phase === "streaming" ? page({ ...reading, isSlotless: true }) : [reading, []];
    case "ended":
      return ended(reading, happening, facts);
    case "paged":
      return paged(reading, facts);
    case "refused":
      if (!happening.isStale && reading.refusals > 0) return failed(reading, happening.error, facts);
      return ask(happening.isStale ? reading : { ...reading, refusals: reading.refusals + 1 });
    case "failed":
      return failed(reading, happening.error, facts);
    case "due":
      return due(reading);
    case "overdue":
      return reading.phase === "waiting" ? [reading, []] : [reading, [show(unconnected(reading))]];
  }
}

/**
 * The step when there is a token. A tab follows a leader only after it has read the log with its own token, because
 * only the service knows whether that token gives access.
 */
function granted(reading: Reading, facts: Facts): Step {
  if (facts.role === "follower") return facts.isProven ? follow(reading, false) : page(reading);
  return isForPages(reading, facts)
    ? page(reading)
    : [{ ...reading, phase: "streaming" }, [{ do: "stream", isEager: !reading.isSlotless }]];
}

/** The step for a message of the election: which tab leads, and what the leader tells. */
function shared(
  reading: Reading,
  happening: Happening & { type: "leading" | "led" | "told" | "missed" },
  facts: Facts,
): Step {
  const { phase } = reading;
  const isFollowing = phase === "following";
  switch (happening.type) {
    case "leading":
      return isFollowing || (phase === "pausing" && facts.live === "poll") ? reask(reading) : [reading, []];
    case "led":
      return phase === "streaming" || phase === "pausing" ? reask(reading) : [reading, []];
    case "missed":
      return isFollowing ? page(reading) : [reading, []];
    case "told":
      if (!isFollowing) return [reading, []];
      return facts.isProven
        ? [reading, [show(happening.isLive ? "live" : unconnected(reading))]]
        : reask(reading);
  }
}

function start(reading: Reading, refusals: number, facts: Facts, first: readonly Effect[] = []): Step {
  const { connection } = facts;
  if (reading.phase !== "stopped") {
    // A post was refused while the stream stayed open. With a new token both can continue.
    return connection === "unauthorized" ? reask({ ...reading, refusals }) : [reading, []];
  }
  const hidden: readonly Effect[] =
    reading.isHidden && !reading.isHiddenLong ? [{ do: "expect-hidden-long", isExpected: true }] : [];
  const started = { ...reading, attempt: 0, refusals, isRefused: false };
  if (isToWait(started, facts)) {
    const [waiting, effects] = waitOn({ ...started, attempt: reading.attempt }, facts);
    return [waiting, [...first, ...hidden, ...effects]];
  }
  const [asking, effects] = ask({ ...started, hasUndercut: reading.hasUndercut || isHeld(reading, facts) });
  const opening: Effect =
    connection === "live" ? { do: "expect-opening", isExpected: true } : show("connecting");
  return [asking, [...first, ...hidden, opening, ...effects]];
}

/** Continues a wait that `stop` interrupted, for no longer than the server can have asked for. */
function waitOn(reading: Reading, { now }: Facts): Step {
  const { attempt, error, retryAt } = reading;
  const milliseconds = Math.min((retryAt ?? now) - now, (error?.retryAfter ?? 0) + LONGEST_DELAY_MS);
  return [
    { ...reading, phase: "waiting" },
    [show(unconnected(reading), attempt, now + milliseconds, error), { do: "wait", milliseconds }],
  ];
}

function stop(reading: Reading): Step {
  const effects: readonly Effect[] = [
    { do: "leave" },
    { do: "expect-opening", isExpected: false },
    { do: "expect-hidden-long", isExpected: false },
  ];
  return [{ ...reading, phase: "stopped", isRefused: false }, effects];
}

function retry(reading: Reading, facts: Facts): Step {
  const free = { ...reading, hasUndercut: false, streamAfter: 0 };
  if (reading.phase === "stopped") return start({ ...free, retryAt: null }, 0, facts);
  if (facts.connection === "live") return [free, [{ do: "check" }]];
  return reading.phase === "following" ? [free, [{ do: "take-over" }]] : goOn(free);
}

function setOnline(reading: Reading, isOnline: boolean, facts: Facts): Step {
  const changed = { ...reading, isOnline };
  if (reading.phase === "stopped") {
    if (facts.connection === streamless(reading)) return [changed, [show(streamless(changed))]];
    return isOnline ? wake(changed, facts) : [changed, []];
  }
  const { attempt, retryAt, error } = reading;
  if (!isOnline) {
    // An open stream stays open, because the platform may be wrong about the network.
    const isLost = facts.connection === "reconnecting";
    return [changed, isLost ? [show("offline", attempt, retryAt, error)] : []];
  }
  // A connection from before the loss of the network is usually dead, without an error.
  const isOpening = reading.phase !== "waiting" && !reading.hasUndercut && !isAwake(reading, facts);
  const isDead = !reading.isOnline && (facts.connection === "live" || isOpening);
  return isDead ? reopen({ ...changed, wokenAt: facts.now }, facts) : wake(changed, facts);
}

function setVisible(reading: Reading, isVisible: boolean, facts: Facts): Step {
  const expect: Effect = { do: "expect-hidden-long", isExpected: !isVisible };
  const changed = { ...reading, isHidden: !isVisible, isHiddenLong: !isVisible && reading.isHiddenLong };
  if (!isVisible) return [changed, reading.isHiddenLong ? [] : [expect]];
  const isUnseen = facts.live === "poll" && reading.phase === "pausing";
  const isToReopen = isUnseen || (reading.isHiddenLong && reading.phase !== "stopped");
  const [next, effects] = isToReopen ? reopen(changed, facts) : wake(changed, facts);
  return [next, [expect, ...effects]];
}

function paged(reading: Reading, facts: Facts): Step {
  const { attempt, isHiddenLong, isSlotless } = reading;
  if (facts.role === "follower") return follow(reading, true);
  if (facts.live === "poll") return pause({ ...reading, attempt: 0 }, pollAfter(reading, facts));
  // Pages were read to follow another tab, which has been closed in the meantime.
  if (facts.role === "leader" && !isSlotless && !isForPages(reading, facts))
    return ask({ ...reading, attempt: 0 });
  // Streams have failed and pages have not, so only pages are read for a while.
  const known = attempt > 0 && !isHiddenLong ? withoutStream(reading, facts) : reading;
  return pause({ ...known, attempt: 0 }, isHiddenLong ? POLL_HIDDEN_MS : POLL_VISIBLE_MS);
}

function ended(reading: Reading, { end, error }: Happening & { type: "ended" }, facts: Facts): Step {
  if (end === "bypassed") return paged({ ...withoutStream(reading, facts), attempt: 0 }, facts);
  if (end === "mute" && error?.code === "protocol") return page(withoutStream(reading, facts));
  if (end !== "healthy") {
    return failed(reading, error ?? new SessionError("network", "The event stream ended at once."), facts);
  }
  const healthy = { ...reading, attempt: 0, uselessStreams: 0 };
  if (error && error.code !== "network") return failed(healthy, error, facts);
  // The pause is random, so that clients that lost their streams at the same time do not return at the same time.
  const [pausing, effects] = pause(healthy, delayAfter(reading, 1, null, facts));
  return [pausing, [{ do: "expect-opening", isExpected: true }, ...effects]];
}

function failed(reading: Reading, error: SessionError, facts: Facts): Step {
  const told: readonly Effect[] = [
    { do: "report", error },
    { do: "expect-opening", isExpected: false },
  ];
  const final = finalConnection(error);
  if (final) {
    const refused = {
      ...reading,
      phase: "stopped",
      error,
      retryAt: null,
      isRefused: final === "unauthorized" || error.code === "endpoint",
    } as const;
    return [refused, [...told, show(final, 0, null, error)]];
  }
  const attempt = reading.attempt + 1;
  const milliseconds = againAfter(delayAfter(reading, attempt, error.retryAfter, facts), error, facts);
  const retryAt = facts.now + milliseconds;
  return [
    { ...reading, phase: "waiting", attempt, retryAt, error },
    [...told, show(unconnected(reading), attempt, retryAt, error), { do: "wait", milliseconds }],
  ];
}

/**
 * The step of a wake-up: the network is back, or the page is visible. A waiting reader tries now; a connected one
 * checks its stream.
 */
function wake(reading: Reading, facts: Facts): Step {
  if (reading.phase === "stopped") return reading.isRefused ? ask(reading) : [reading, []];
  if (facts.connection === "live" || reading.phase === "following") return [reading, [{ do: "check" }]];
  if (reading.phase !== "waiting")
    return facts.connection === "unauthorized" ? reask(reading) : [reading, []];
  if (isToWait(reading, facts)) return [reading, []];
  if (isAwake(reading, facts)) return wakeSoon(reading, facts);
  return goOn({ ...reading, wokenAt: facts.now, hasUndercut: isHeld(reading, facts) });
}

/** Moves the next attempt forward to the earliest time that a wake-up allows. */
function wakeSoon(reading: Reading, { now }: Facts): Step {
  const { attempt, error } = reading;
  const retryAt = reading.wokenAt + WAKE_APART_MS;
  if ((reading.retryAt ?? 0) <= retryAt) return [reading, []];
  const told = show(unconnected(reading), attempt, retryAt, error);
  return [{ ...reading, retryAt }, [told, { do: "wait", milliseconds: retryAt - now }]];
}

/** Replaces the connection by a new one. It is shown as lost only if that takes long. */
function reopen(reading: Reading, { connection }: Facts): Step {
  if (reading.phase === "stopped") return [reading, []];
  if (reading.phase === "following") return [reading, [{ do: "check" }]];
  const [asking, effects] = reask(reading);
  return [asking, connection === "live" ? [{ do: "expect-opening", isExpected: true }, ...effects] : effects];
}
