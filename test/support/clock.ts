import type { Clock } from "../../src/session/time/clock.js";

const START = Date.parse("2026-11-22T10:00:00Z");

/** A clock whose time changes only when a test sets it. */
export class ManualClock implements Clock {
  #now = START;
  #timers: { at: number; callback: () => void }[] = [];
  /** The result of `random`. */
  chance = 0.5;

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, milliseconds: number): unknown {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.push(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
  }

  random(): number {
    return this.chance;
  }

  /** The number of pending timers. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Advances the time; every due timer fires at its time, in order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let due = this.#next(end); due; due = this.#next(end)) {
      this.#now = Math.max(this.#now, due.at);
      this.clearTimeout(due);
      due.callback();
    }
    this.#now = end;
  }

  /** Changes the time of day, as a person does; timers still fire after the same time. */
  jump(milliseconds: number): void {
    this.#now += milliseconds;
    for (const timer of this.#timers) timer.at += milliseconds;
  }

  #next(end: number) {
    const due = this.#timers.filter(({ at }) => at <= end);
    return due.sort((a, b) => a.at - b.at)[0];
  }
}

/** A clock that is faster than real time by a factor, and can differ from the real time of day. Counts its timers. */
export class FastClock implements Clock {
  #speed: number;
  readonly #random: () => number;
  /** Its time and the real time when its speed was set. */
  #from = { time: START, really: performance.now() };
  readonly #running = new Set<NodeJS.Timeout>();
  /** The difference between its time of day and the real one, in milliseconds. */
  skew = 0;

  constructor(speed: number, random: () => number = Math.random) {
    this.#speed = speed;
    this.#random = random;
  }

  now(): number {
    const { time, really } = this.#from;
    return Math.round(time + this.skew + (performance.now() - really) * this.#speed);
  }

  /** Changes the speed from now on; pending timers keep theirs. */
  set speed(speed: number) {
    this.#from = { time: this.now() - this.skew, really: performance.now() };
    this.#speed = speed;
  }

  setTimeout(callback: () => void, milliseconds: number): unknown {
    // Node's timers fire up to a millisecond early, which this clock would multiply.
    const really = milliseconds / this.#speed + 1;
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      callback();
    }, really);
    this.#running.add(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    clearTimeout(timer as NodeJS.Timeout);
    this.#running.delete(timer as NodeJS.Timeout);
  }

  random(): number {
    return this.#random();
  }

  /** The number of pending timers. */
  get pending(): number {
    return this.#running.size;
  }
}
