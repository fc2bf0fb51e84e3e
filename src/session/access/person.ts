import { toJson } from "../../wire/json.js";

/** The person who uses the page. Access is asked for in their name, and what is kept in the browser belongs to them. */
export class Person {
  /** The host's key for the person; null until the host or its backend gives one. */
  user: string | null;
  /** The id of the person's actor in the log, as the host gives it; null where it gives none. */
  viewer: string | null;

  constructor(user: string | null, viewer: string | null) {
    this.user = user;
    this.viewer = viewer;
  }

  /** Names the person's things in the browser's storage; null where nothing names the person. */
  get key(): string | null {
    return this.viewer === null ? this.user : toJson([this.user, this.viewer]);
  }
}
