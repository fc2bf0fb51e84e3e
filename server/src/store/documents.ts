import type { Kysely } from "kysely";
import { newId } from "./ids.js";
import type { Schema } from "./schema/tables.js";

/** Something that an agent has put up for everyone who knows its address. */
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
   * @param session the one that it goes with; null when it goes with none
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
