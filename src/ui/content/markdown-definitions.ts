import { unescaped } from "./character-references.js";
import type { Block, References } from "./markdown-tokens.js";

/** `[label]: address "title"`, where address and title may each begin a line. A footnote's label begins with `^`. */
const DEFINITION =
  /^\[(?!\^)((?:\\[^]|[^[\]\\]){1,999})\]:[ \t]*\n?[ \t]*(<(?:\\.|[^<>\n\\])*>|[^\s<]\S*)(?:(?:[ \t]+\n?|\n)[ \t]*(?:"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|\((?:\\[^]|[^()\\])*\)))?[ \t]*(?:\n|$)/;

/** Takes the definitions off the start of a paragraph. Returns whether any text is left. */
export function takeDefinitions(paragraph: Block): boolean {
  let text = paragraph.lines.join("\n");
  const taken = [...paragraph.definitions];
  for (let match = definitionAt(text); match; match = definitionAt(text)) {
    const [raw, label = "", address = ""] = match;
    taken.push({ label: normalized(label), href: addressOf(address), raw: raw.trimEnd() });
    text = text.slice(raw.length);
  }
  if (taken.length > paragraph.definitions.length) {
    paragraph.definitions = taken;
    paragraph.lines = text === "" ? [] : text.split("\n");
  }
  return text !== "";
}

function definitionAt(text: string): RegExpExecArray | null {
  const match = text.startsWith("[") ? DEFINITION.exec(text) : null;
  return match?.[1]?.trim() ? match : null;
}

/** What a label is compared by. */
export function normalized(label: string): string {
  return label.trim().replace(/\s+/g, " ").toLowerCase().toUpperCase();
}

/** An address without its angle brackets, escapes and character references. */
export function addressOf(written: string): string {
  return unescaped(written.startsWith("<") ? written.slice(1, -1) : written);
}

/** Makes text again of the definitions that nothing has asked for: they were not meant as such. */
export function restoreUnused(paragraph: Block, references: References): void {
  const isUnused = ({ label, href }: { label: string; href: string }) => {
    const reference = references.get(label);
    return !reference?.isUsed || reference.href !== href;
  };
  const unused = paragraph.definitions.filter(isUnused);
  paragraph.definitions = paragraph.definitions.filter((definition) => !isUnused(definition));
  paragraph.lines = [...unused.flatMap(({ raw }) => raw.split("\n")), ...paragraph.lines];
}
