/** A failure of the database that passes: nobody can tell what became of the change that was under way. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** A text that this engine cannot hold, whatever it is asked to do with it. */
export class UnstorableText extends Error {
  override readonly name = "UnstorableText";
}

/** The same idempotency key has posted a message before. */
export class PostedBefore extends Error {
  override readonly name = "PostedBefore";
}
