import type { MarkedToken, Token, TokenizerExtensionFunction, Tokens } from "marked";
import { noteKey, REFERENCE_AT_START } from "./footnotes.js";

/** A reference to a footnote. */
export interface ReferenceToken extends Tokens.Generic {
  readonly type: "footnote-reference";
  readonly label: string;
}

/** The footnotes below a text, or below a step of it. */
export interface NotesToken extends Tokens.Generic {
  readonly type: "footnotes";
  readonly notes: readonly { readonly label: string; readonly blocks: readonly Token[] }[];
}

/** Whether a token is a reference to a footnote. The types of marked have no such token. */
export function isReference(token: unknown): token is ReferenceToken {
  return (token as ReferenceToken).type === "footnote-reference";
}

/** Whether a token is a list of footnotes. */
export function isNotes(token: unknown): token is NotesToken {
  return (token as NotesToken).type === "footnotes";
}

/**
 * The extension with which marked's lexer reads references.
 *
 * @param isKnown whether there is a footnote with a key. Any other reference is text.
 */
export function referenceExtension(isKnown: (key: string) => boolean): TokenizerExtensionFunction {
  return function (source, before) {
    if (!source.startsWith("[^") || this.lexer.state.inLink) return undefined;
    const [raw, label] = REFERENCE_AT_START.exec(source) ?? [];
    if (raw === undefined || label === undefined || !isKnown(noteKey(label))) return undefined;
    // This is a definition that was not taken out, such as the second one of a label. Its label is no reference.
    if (source.charAt(raw.length) === ":" && isLineStart(before as Token[] | undefined)) return undefined;
    return { type: "footnote-reference", raw, label } satisfies ReferenceToken;
  };
}

function isLineStart(before: readonly Token[] | undefined): boolean {
  const last = before?.at(-1);
  return !last || last.type === "br" || last.raw.endsWith("\n");
}

/** The keys of the references in tokens, in order. A key comes once for each reference. */
export function* referencesIn(tokens: readonly Token[]): Generator<string, void, undefined> {
  for (const any of tokens) {
    if (isReference(any)) yield noteKey(any.label);
    const token = any as MarkedToken;
    if (token.type === "list") yield* referencesIn(token.items);
    else if (token.type === "table")
      for (const cell of [token.header, ...token.rows].flat()) yield* referencesIn(cell.tokens);
    else if ("tokens" in token && token.tokens) yield* referencesIn(token.tokens);
  }
}
