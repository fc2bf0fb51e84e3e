import { toJson } from "../../wire/json.js";

/**
 * The person who uses the page. Access is requested for this person, and what is stored in the browser belongs to this
 * person.
 */
export class Person {
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
}
