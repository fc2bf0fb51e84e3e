import { toJson } from "../../wire/json.js";

/** Who sits there. Access is asked for in their name, and what is kept in the browser belongs to them. */
export class Person {
  /** The host's key for them; null until the host or its backend gives one. */
  user: string | null;
  /** The actor that the host says they are; null where it says none. */
  viewer: string | null;

  constructor(user: string | null, viewer: string | null) {
    this.user = user;
    this.viewer = viewer;
  }

  /** By what their things are kept; null where they have no name at all. */
  get key(): string | null {
    return this.viewer === null ? this.user : toJson([this.user, this.viewer]);
  }
}
