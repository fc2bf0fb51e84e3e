import type { Database } from "./database.js";
import { newId } from "./ids.js";

/** Something that an agent has put up for everyone who knows its address. */
export interface Document {
  content_type: string;
  content: string;
}

/** The table of published documents. */
export class DocumentStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Stores a document; returns its id, which cannot be guessed. */
  insert(document: Document): string {
    const id = newId("doc", 30);
    this.#db.run(
      "INSERT INTO documents (id, content_type, content) VALUES (?, ?, ?)",
      ...[id, document.content_type, document.content],
    );
    return id;
  }

  get(id: string): Document | undefined {
    return this.#db.get<Document>("SELECT content_type, content FROM documents WHERE id = ?", id);
  }
}
