import { Random } from "../../demo/fault-network/random.js";
import { arm } from "./corpus.js";

/** A rule is a choice of sequences; a word in braces stands for another rule. */
type Grammar = Readonly<Record<string, readonly string[]>>;

const words = (text: string) => text.trim().split(/\s+/);

const GRAMMAR: Grammar = {
  text: ["{block}", "{block}\n\n{text}", "{block}\n{text}", "{junk}{text}"],
  block: [
    "{inline}",
    "# {inline}",
    "> {block}",
    "- {block}\n- [ ] {inline}",
    "1. {block}\n\n   {block}",
    "| {inline} | {inline} |\n|---|:-:|\n| {inline} | {inline} |",
    "```{url}\n{inline}\n```",
    "~~~{attributes}\n{html}",
    "    {html}",
    "{html}\n{block}",
    '[{label}]: {url} "{inline}"\n\n[{label}] ![{label}] [{inline}][{label}]',
    "{inline}\n===",
    "<!-- {html}\n-->{inline}",
  ],
  inline: [
    "{word}",
    "{word} {inline}",
    "{inline}{inline}",
    "**{inline}**",
    "*{inline}",
    "~~{inline}~~",
    "`{inline}`",
    "[{inline}]({url})",
    '[{inline}]({url} "{inline}")',
    "[{inline}](<{url}>)",
    "![{inline}]({url})",
    "![{inline}]({url} '{inline}')",
    "[![{inline}]({url})]({url})",
    "<{url}>",
    "{url}",
    "{html}",
    "{junk}",
    "\\{html}",
  ],
  html: [
    "<{tag}{attributes}>",
    "<{tag}{attributes}>{inline}</{tag}>",
    "<{tag}{attributes}/>",
    "</{tag}>",
    "<{tag}{attributes}{html}",
    "<{tag}><{tag}><{tag}>{html}",
    "<!--{html}-->",
    "<![CDATA[{html}]]>",
    "<?{html}?>",
    "<{junk}{tag}{attributes}>",
  ],
  attributes: [
    "",
    " {attribute}",
    " {attribute}{attributes}",
    "/{attribute}",
    "\n{attribute}",
    "{junk}{attribute}",
  ],
  attribute: [
    "{handler}=%JS%",
    '{handler}="%JS%"',
    "{name}={url}",
    '{name}="{url}"',
    "{name}='{html}'",
    "{name}",
    'style="background:url({url})"',
  ],
  url: [
    "{scheme}{rest}",
    "{scheme}{junk}{rest}",
    "{junk}{scheme}{rest}",
    "%ATTACKER%/fuzz",
    "//%HOST%/fuzz",
    "\\\\%HOST%\\fuzz",
    "..//%HOST%/fuzz",
    "http://bank.example@%HOST%/",
    "data:image/svg+xml,{html}",
  ],
  rest: ["%JS%", "//%HOST%/{word}", "{html}", "text/html,{html}", "{word}"],
  scheme: words(
    "javascript: JAVASCRIPT: java&Tab;script: javascript&colon; vbscript: data: blob: http: https: file: about: mailto: tel: x:",
  ),
  handler: words(
    "onerror onload onclick onfocus ontoggle onbegin onmouseover onanimationstart onpointerenter ONERROR",
  ),
  name: words(
    "href src srcset action formaction xlink:href srcdoc id name class style slot part is ping poster data background target on",
  ),
  tag: words(
    "script style img svg math iframe object embed form input button a p b div table td template slot title textarea noscript xmp select option details video audio source link meta base mglyph mtext annotation-xml foreignObject animate set use image br oc-session oc-entry x-y",
  ),
  label: words("a b __proto__ constructor x"),
  word: [
    "word",
    "bank.example",
    "a@b.example",
    "https://bank.example",
    "&lt;",
    "&#x202e;",
    "&ZeroWidthSpace;",
    "0",
    "%JS%",
    "{{%JS%}}",
    "${%JS%}",
  ],
  junk: [
    "\u202e",
    "\u200b",
    "\u2066",
    "\u0000",
    "\u00ad",
    "\ufeff",
    "\t",
    " ",
    '"',
    "'",
    "`",
    "<",
    ">",
    "&",
    "\\",
    "[",
    "](",
    "](<",
    "*",
    "_",
    "|",
    "&#0;",
    "&quot;",
    "-->",
    "]]>",
    "\r\n",
    "\u2028",
  ],
};

/** Deeper than this a rule takes its first choice, which leads to an end. */
const MAX_DEPTH = 8;

/**
 * Texts made at random of what markdown, HTML and URLs are made of, the same for the same seed.
 * @param attacker the origin that must never be asked
 */
export function fuzzTexts(seed: number, count: number, attacker: string): string[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, id) => arm(expand("text", random, 0), id, attacker));
}

function expand(rule: string, random: Random, depth: number): string {
  const choices = GRAMMAR[rule] ?? [];
  const choice = depth > MAX_DEPTH ? choices[0] : random.pick(choices);
  return (choice ?? "").replace(/\{([a-z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(GRAMMAR, name) ? expand(name, random, depth + 1) : whole,
  );
}
