import type { Kysely } from "kysely";
import { newId } from "./ids.js";
import type { Schema } from "./schema/tables.js";

/** A document that an agent has published; everyone who knows its address can read it. */
export interface Document {
  content_type: string;
  content: string;
}

/** The table of published documents. */
export class DocumentStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  /**
   * Stores a document; resolves with its id, which cannot be guessed.
   *
   * @param session the session with which it is deleted; null for none
   */
  async insert(document: Document, session: string | null): Promise<string> {
    const id = newId("doc", 30);
    await this.#db
      .insertInto("documents")
      .values({ id, session, ...document })
      .execute();
    return id;
  }

  get(id: string): Promise<Document | undefined> {
    return this.#db
      .selectFrom("documents")
      .select(["content_type", "content"])
      .where("id", "=", id)
      .executeTakeFirst();
  }
}
