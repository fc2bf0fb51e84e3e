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
  const lexer = replaced(lexerOnly(code), /\{normal:\w+,(gfm:\w+),[^{}]*pedantic:\w+\}/g, "{$1}");
  const options = Object.entries(OPTIONS);
  const gfm = options.reduce(
    (rest, [name, value]) => replaced(rest, new RegExp(`\\bthis\\.options\\.${name}\\b`, "g"), value),
    lexer,
  );
  const searched = apply(bareAddresses(gfm), gfm);
  const marked = apply(readyRules(searched), searched);
  // What has become unreachable goes first, as it names patterns that nothing else does.
  const { code: reached } = minifySync("marked.js", marked, { module: true, mangle: false });
  return withShortNames(reached);
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

/**
 * Every pattern that marked puts together when it is loaded, as it then is: putting them together takes a page
 * longer than reading them, and what is written out the bundler dares to drop.
 */
function readyRules(code: string): Edit[] {
  const rules = [...nodesOf("VariableDeclarator", code), ...nodesOf("Property", code)]
    .map((node) => (node["init"] ?? node["value"]) as Node | null | undefined)
    .filter((rule) => rule?.type === "CallExpression")
    .map((rule) => rule as Node);
  const noted = rules.flatMap(({ start, end }, i) => [
    { start, end: start, text: `(made[${i}]=` },
    { start: end, end, text: ")" },
  ]);
  const made: unknown[] = [];
  new Function("made", apply(noted, code.replace(/export\{.*$/s, "")))(made);
  found(made.find((value) => value instanceof RegExp)?.source, "patterns that are put together");
  return rules.flatMap((rule, i) => {
    const isReady = made[i] instanceof RegExp || typeof made[i] === "boolean";
    return isReady ? [edit(rule, String(made[i]))] : [];
  });
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
