/** Who sits there. Access is asked for in their name, and what is kept in the browser belongs to it. */
export class Person {
  /** The host's key for them; null until the host or its backend gives one. */
  user: string | null;

  constructor(user: string | null) {
    this.user = user;
  }
}
