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
  return apply([...unusedMethods(gfm), ...pureRules(gfm)], gfm);
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

/** What our tokenizer overrides without asking marked's own. */
function unusedMethods(code: string): Edit[] {
  const url = [...nodesOf("MethodDefinition", code)].find(
    (method) => (method["key"] as Node)["name"] === "url",
  );
  found(url?.start, "url");
  return url ? [{ start: url.start, end: url.end, text: "" }] : [];
}

/** Lets the bundler drop what only the other dialects use: it cannot know that putting a rule together does nothing else. */
function pureRules(code: string): Edit[] {
  const rules = [...nodesOf("VariableDeclarator", code)]
    .map((variable) => variable["init"] as Node | null)
    .filter((init) => init && /^(Call|Object)Expression$/.test(init.type))
    .filter((init) => code.slice(init?.start, init?.end).includes(".getRegex()"));
  found(rules[0]?.start, "getRegex");
  return rules.flatMap((rule) =>
    rule
      ? [
          { start: rule.start, end: rule.start, text: "/*@__PURE__*/(()=>(" },
          { start: rule.end, end: rule.end, text: "))()" },
        ]
      : [],
  );
}
