import type { Plugin } from "vite";

/**
 * Leaves out of the CDN file what two libraries carry and the widget never reaches. Fails where a library no
 * longer looks as expected, rather than to ship something else than was measured.
 */
export function leanLibraries(): Plugin {
  return {
    name: "lean-libraries",
    transform(code, id) {
      if (/\/marked\/lib\/marked\.esm\.js$/.test(id)) return { code: lexerOnly(code), map: null };
      if (/\/dompurify\/dist\/purify\.es\.mjs$/.test(id)) return { code: withoutLists(code), map: null };
      return null;
    },
  };
}

/**
 * marked's own HTML writer: we write from its tokens. The file is one run of minified classes, of which the
 * lexer's come first; the rest hangs together by assignments that no bundler dares to drop.
 */
function lexerOnly(code: string): string {
  const local = (name: string) => found(new RegExp(`[{,](\\w+) as ${name}[,}]`).exec(code)?.[1], name);
  const end = found(code.indexOf(`var ${local("Renderer")}=class`), "Renderer");
  return `${code.slice(0, end)}export{${local("Lexer")} as Lexer,${local("Tokenizer")} as Tokenizer};`;
}

/** DOMPurify's lists of what it allows by default: we name what we allow, and without them it allows less. */
const LISTS = [
  "html$1",
  "svg$1",
  "svgFilters",
  "svgDisallowed",
  "mathMl$1",
  "mathMlDisallowed",
  "html",
  "svg",
  "mathMl",
  "xml",
];

function withoutLists(code: string): string {
  return LISTS.reduce((rest, name) => {
    const start = found(rest.indexOf(`const ${name} = freeze([`), name);
    const end = rest.indexOf("]);", start);
    return `${rest.slice(0, start)}const ${name} = freeze([${rest.slice(end)}`;
  }, code);
}

function found<T extends string | number>(value: T | undefined, what: string): T {
  if (value === undefined || value === -1) throw new Error(`A library has changed: no ${what} in it.`);
  return value;
}
