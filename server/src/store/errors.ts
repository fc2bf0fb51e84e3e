/** A temporary failure of the database. Whether the current change was committed is unknown. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** A text that the engine cannot store. */
export class UnstorableText extends Error {
  override readonly name = "UnstorableText";
}

/** The session does not exist, or was deleted meanwhile. */
export class NoSession extends Error {
  override readonly name = "NoSession";
}

/** The same idempotency key has posted a message before. */
export class PostedBefore extends Error {
  override readonly name = "PostedBefore";
}
