import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { register } from "tsx/esm/api";
import { parseAst } from "vite";

// The modules are imported by their paths, as TypeScript.
register();

/** A regular expression of the source, and the file it stands in. */
export interface Expression {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

/** Every regular expression that is written as one in a folder's TypeScript. */
export function expressionsOf(folder: string): readonly Expression[] {
  return sourceFiles(folder).flatMap((file) => {
    const found: Expression[] = [];
    const visit = (node: unknown): void => {
      if (typeof node !== "object" || node === null) return;
      if ("regex" in node) found.push({ file, ...(node.regex as { pattern: string; flags: string }) });
      for (const child of Object.values(node)) visit(child);
    };
    visit(parseAst(readFileSync(file, "utf8"), { lang: "ts" }));
    return found;
  });
}

/** The files that make expressions out of strings, which {@link expressionsOf} cannot read. */
export function filesThatMakeExpressions(folder: string): readonly string[] {
  return sourceFiles(folder).filter((file) => /\bRegExp\(/.test(readFileSync(file, "utf8")));
}

/** The expressions that a module makes out of strings while it loads. Only one module may be watched at a time. */
export async function expressionsMadeBy(file: string): Promise<readonly Expression[]> {
  const module = path.resolve(file);
  // First without being watched, so that the modules that it imports, which make expressions of their own, are loaded.
  await import(module);
  const found: Expression[] = [];
  const original = globalThis.RegExp;
  const watched = new Proxy(original, {
    construct(target, [pattern, flags]: [string, string | undefined]) {
      const expression = new target(pattern, flags);
      found.push({ file, pattern: expression.source, flags: expression.flags });
      return expression;
    },
  });
  globalThis.RegExp = watched;
  try {
    await import(`${module}?watched`);
  } finally {
    globalThis.RegExp = original;
  }
  return found;
}

/** Texts of about `length` that repeat what the expression asks for, and break off where it does not expect it. */
export function* pumps({ pattern }: Expression): Generator<(length: number) => string> {
  const atoms = [...atomsOf(pattern)];
  const repeated = [...atoms, ...atoms.flatMap((a) => atoms.slice(0, MAX_PAIRED).map((b) => a + b))];
  for (const unit of new Set(repeated)) {
    const times = (length: number) => Math.ceil(length / unit.length);
    for (const [start, end] of ENDS) yield (length) => start + unit.repeat(times(length)) + end;
  }
}

/** Before and after what is repeated: nothing, a letter beyond ASCII, and what ends a word or a line. */
const ENDS = [
  ["", ""],
  ["é", "é"],
  ["a", "!"],
  ["\x1b[", "\n"],
] as const;

/** How many of an expression's characters are tried in pairs with all of them. */
const MAX_PAIRED = 12;

/** What classes stand for, as far as the expressions here have them. */
const COMMON = [" ", "a", "1", "\n", "é", "\u0301", "\u200d", "."];

/** The characters that a pattern names, and one of each class. */
function atomsOf(pattern: string): Set<string> {
  const atoms = new Set(COMMON);
  const literal = pattern
    .replace(/\\u\{(\p{AHex}+)\}|\\u(\p{AHex}{4})|\\x(\p{AHex}{2})/gu, (_, a, b, c) =>
      String.fromCodePoint(Number.parseInt(a ?? b ?? c, 16)),
    )
    .replace(/\\[pP]\{[^}]*\}|\\[sSwWdDbB]|\(\?<?[:=!]|[*+?]\??|\{\d*,?\d*\}/g, "")
    .replace(/\\(.)/gs, "$1");
  for (const character of literal) atoms.add(character);
  for (const word of literal.match(/[\w<&;/:.]{2,}/g) ?? []) atoms.add(word);
  return atoms;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.join(folder, file));
}
