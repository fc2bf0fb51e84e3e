import { transform } from "lightningcss";
import type { Plugin } from "vite";
import { type Edit, type Node, apply, nodesOf } from "./syntax.js";

/**
 * Minifies `css`, `html` and `svg` templates, which a JavaScript minifier leaves unchanged. Styles are minified by a CSS
 * minifier; in markup each line break with its indentation becomes one space.
 */
export function minifyTemplates(): Plugin {
  return {
    name: "minify-templates",
    transform(code, id) {
      if (!id.endsWith(".ts") || !/\b(css|html|svg)`/.test(code)) return null;
      const templates = [...nodesOf("TaggedTemplateExpression", code)];
      const edits = templates.flatMap((template) => edited(template, code));
      return { code: apply(edits, code).replace(RAW_CSS, ""), map: null };
    },
  };
}

/** A tag that returns its text unchanged. */
const RAW_CSS = "const css = String.raw;";

function edited(template: Node, code: string): Edit[] {
  const tag = (template["tag"] as Node)["name"];
  const { quasis, expressions } = template["quasi"] as { quasis: Node[]; expressions: Node[] };
  if (tag === "css" && expressions.length === 0) {
    // If the tag exists only for editors, it is removed.
    const { start, end } = template["tag"] as Node;
    const untagged = code.includes(RAW_CSS) ? [{ start, end, text: "" }] : [];
    return [...untagged, ...quasis.map((quasi) => edit(quasi, code, minifyCss))];
  }
  if (tag === "html" || tag === "svg") return quasis.map((quasi) => edit(quasi, code, joinLines));
  return [];
}

function edit({ start, end }: Node, code: string, minify: (text: string) => string): Edit {
  return { start, end, text: minify(code.slice(start, end)) };
}

function minifyCss(text: string): string {
  // The CSS minifier would misread an escape of JavaScript.
  if (text.includes("\\")) return text;
  const { code, warnings } = transform({ filename: "template.css", code: Buffer.from(text), minify: true });
  if (warnings[0]) throw new Error(`${warnings[0].message}, in ${text}`);
  return code.toString();
}

function joinLines(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
