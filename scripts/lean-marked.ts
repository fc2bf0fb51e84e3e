import { minifySync } from "vite";
import { found, replaced } from "./replaced.js";
import { type Edit, type Node, apply, nodesOf } from "./syntax.js";

/** marked's options as the widget's lexer has them, all but one at their defaults. */
const OPTIONS = {
  breaks: "!1",
  extensions: "(void 0)",
  gfm: "!0",
  hooks: "(void 0)",
  pedantic: "!1",
  silent: "!1",
};

/** marked as it reads GFM, without its other dialects, its extensions and its HTML writer: we write from its tokens. */
export function leanMarked(code: string): string {
  // It always has options of ours.
  const own = replaced(lexerOnly(code), /(?<=this\.options=\w+)\|\|\w+/g, "");
  const lexer = replaced(own, /\{normal:\w+,(gfm:\w+),[^{}]*pedantic:\w+\}/g, "{$1}");
  const options = Object.entries(OPTIONS);
  const gfm = options.reduce(
    (rest, [name, value]) => replaced(rest, new RegExp(`\\bthis\\.options\\.${name}\\b`, "g"), value),
    lexer,
  );
  const searched = apply([...bareAddresses(gfm), ...shortcuts(gfm)], gfm);
  const marked = apply(readyRules(searched), searched);
  // What has become unreachable goes first, as it names patterns that nothing else does.
  const { code: reached } = minifySync("marked.js", marked, { module: true, mangle: false });
  return withShortNames(lateRules(reached));
}

/**
 * The file is one run of minified classes, of which the lexer's come first; the rest hangs together by
 * assignments that no bundler dares to drop.
 */
function lexerOnly(code: string): string {
  const local = (name: string) => found(new RegExp(`[{,](\\w+) as ${name}[,}]`).exec(code)?.[1], name);
  const end = found(code.indexOf(`var ${local("Renderer")}=class`), "Renderer");
  return `${code.slice(0, end)}export{${local("Lexer")} as Lexer,${local("Tokenizer")} as Tokenizer};`;
}

/** marked's own search for bare addresses, which our tokenizer overrides without asking it, and the patterns for that. */
function bareAddresses(code: string): Edit[] {
  const methods = [...nodesOf("MethodDefinition", code)].filter((method) => nameOf(method["key"]) === "url");
  const rules = [...nodesOf("Property", code)].filter((rule) =>
    /^(url|_backpedal)$/.test(nameOf(rule["key"])),
  );
  found(methods[0]?.start, "url");
  found(rules[0]?.start, "rule for url");
  return [
    ...methods.map((method) => edit(method, "")),
    ...rules.map((rule) => edit(rule["value"] as Node, "0")),
  ];
}

/** Ways to the lexer that we do not take: we make one, with options of our own. */
function shortcuts(code: string): Edit[] {
  const methods = [...nodesOf("MethodDefinition", code)].filter(
    (method) => method["static"] && /^(rules|lexInline)$/.test(nameOf(method["key"])),
  );
  found(methods[0]?.start, "static rules");
  return methods.map((method) => edit(method));
}

/**
 * Every pattern that marked puts together when it is loaded, and every table that it makes of another, as they
 * then are: putting them together takes a page longer than reading them, and what is written out the bundler
 * dares to drop.
 */
function readyRules(code: string): Edit[] {
  const tables = [...nodesOf("ObjectExpression", code)].filter(isDerived);
  const calls = [...nodesOf("VariableDeclarator", code), ...nodesOf("Property", code)]
    .map((node) => (node["init"] ?? node["value"]) as Node | null | undefined)
    .filter((rule) => rule?.type === "CallExpression")
    .map((rule) => rule as Node)
    .filter((rule) => !tables.some(({ start, end }) => start < rule.start && rule.end < end));
  const made = evaluated([...tables, ...calls], code);
  found(made.find((value) => value instanceof RegExp)?.source, "patterns that are put together");
  return [...tables, ...calls].flatMap((node, i) => {
    const value = made[i];
    if (node.type === "ObjectExpression") return [edit(node, written(value as Record<string, unknown>))];
    return value instanceof RegExp || typeof value === "boolean" ? [edit(node, String(value))] : [];
  });
}

function isDerived(table: Node): boolean {
  return (table["properties"] as Node[]).some(({ type }) => type === "SpreadElement");
}

/** What these expressions of the code come to when it is loaded. */
function evaluated(expressions: readonly Node[], code: string): unknown[] {
  const noted = expressions.flatMap(({ start, end }, i) => [
    { start, end: start, text: `(made[${i}]=` },
    { start: end, end, text: ")" },
  ]);
  const made: unknown[] = [];
  new Function("made", apply(noted, code.replace(/export\{.*$/s, "")))(made);
  return made;
}

/** A table of patterns as source. */
function written(table: Record<string, unknown>): string {
  const entries = Object.entries(table).map(([name, rule]) => {
    // (What never matches is an object with `exec`.)
    const isNone = typeof rule === "object" && !(rule instanceof RegExp);
    return `${name}:${isNone ? "{exec:()=>null}" : String(rule)}`;
  });
  return `{${entries.join()}}`;
}

/** What classes of Unicode come to in ASCII. */
const IN_ASCII: readonly [unicode: string, ascii: string][] = [
  ["\\p{P}\\p{S}", "!-\\/:-@\\[-`{-~"],
  ["\\p{L}\\p{N}", "A-Za-z0-9"],
];

/**
 * Patterns with classes of Unicode, made when first asked for, and for a text in ASCII without those classes: a
 * browser takes milliseconds to make them, which no page should wait for that does not need them.
 */
function lateRules(code: string): string {
  const late = [...nodesOf("Property", code)].filter(({ value }) =>
    /\\p\{/.test(String((value as Node)["raw"])),
  );
  found(late[0]?.start, "pattern with a class of Unicode");
  const getters = late.map((property, i) => {
    const { pattern, flags } = (property["value"] as Node)["regex"] as { pattern: string; flags: string };
    if (/\\p\{/.test(inAscii(pattern)))
      throw new Error(`A library has changed: what is ${pattern} in ASCII?`);
    const made = `late(${i},${JSON.stringify(pattern)},${JSON.stringify(flags)})`;
    return edit(property, `get ${nameOf(property["key"])}(){return ${made}}`);
  });
  const lex = [...nodesOf("MethodDefinition", code)].find(
    (method) => nameOf(method["key"]) === "lex" && !method["static"],
  );
  const body = found(code.indexOf("{", lex?.start), "lex") + 1;
  const text = found(/\((\w+)\)/.exec(code.slice(lex?.start, body))?.[1], "text to lex");
  const look = { start: body, end: body, text: `isAscii=!/[^\\0-\\x7f]/.test(${text});` };
  const replacing = IN_ASCII.map((pair) => `.replaceAll(${pair.map((part) => JSON.stringify(part)).join()})`);
  const helper = `let isAscii;const ascii=[],unicode=[];function late(i,pattern,flags){
    return (isAscii?ascii:unicode)[i]??=new RegExp(isAscii?pattern${replacing.join("")}:pattern,flags)
  }`;
  return helper + apply([...getters, look], code);
}

function inAscii(pattern: string): string {
  return IN_ASCII.reduce((rest, [unicode, ascii]) => rest.replaceAll(unicode, ascii), pattern);
}

/** The patterns that marked keeps in a table, without those that nobody asks for, by names that need not be read. */
function withShortNames(code: string): string {
  const table = [...nodesOf("ObjectExpression", code)].find((node) =>
    keys(node).includes("codeRemoveIndent"),
  );
  found(table?.start, "table of patterns");
  const properties = (table?.["properties"] ?? []) as Node[];
  const short = new Map(properties.map((property, i) => [nameOf(property["key"]), `_${i.toString(36)}`]));
  const uses = [...nodesOf("MemberExpression", code)]
    .filter((member) => !member["computed"])
    .map((member) => member["property"] as Node)
    .filter((property) => short.has(nameOf(property)));
  const used = new Set(uses.map(nameOf));
  const entries = properties.map((property, i) => {
    const key = property["key"] as Node;
    if (used.has(nameOf(key))) return edit(key, short.get(nameOf(key)));
    return { start: property.start, end: properties[i + 1]?.start ?? property.end, text: "" };
  });
  return apply([...entries, ...uses.map((use) => edit(use, short.get(nameOf(use))))], code);
}

function keys(object: Node): string[] {
  return (object["properties"] as Node[]).map((property) => nameOf(property["key"]));
}

function nameOf(node: unknown): string {
  return String((node as Node | undefined)?.["name"]);
}

function edit({ start, end }: Node, text = ""): Edit {
  return { start, end, text };
}
