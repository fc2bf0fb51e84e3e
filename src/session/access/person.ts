import { toJson } from "../../wire/json.js";

/** The names of a person; null where they are not known. */
export interface Names {
  readonly user: string | null;
  readonly viewer: string | null;
}

/**
 * The person who uses the page. Access is requested for this person, and what is stored in the browser belongs to this
 * person.
 */
export class Person implements Names {
  /** The host's key for the person; null until the host or its backend gives one. */
  user: string | null;
  /** The id of the person's actor in the log, as the host gives it; null where it gives none. */
  viewer: string | null;

  constructor(user: string | null, viewer: string | null) {
    this.user = user;
    this.viewer = viewer;
  }

  /** The part of storage names that identifies the person; null where neither user nor viewer is known. */
  get key(): string | null {
    return this.viewer === null ? this.user : toJson([this.user, this.viewer]);
  }

  /** Whether this person is the one that had `names` before. A name that was unknown then makes no other person. */
  is({ user, viewer }: Names): boolean {
    return [null, this.user].includes(user) && [null, this.viewer].includes(viewer);
  }
}
