/** Everything the chat is made of; an element that is not named here has no business in it. */
const ELEMENTS = new Set(
  (
    "a blockquote br button code data del details div em footer h2 h3 h4 h5 h6 header hr i li main ol p pre section " +
    "slot span strong summary sup svg path rect circle table tbody td textarea th thead time tr ul " +
    "oc-transcript oc-entry oc-composer"
  ).split(" "),
);

const ATTRIBUTES =
  /^(?:align|alt|aria-[a-z]+|class|cx|cy|d|data-lenis-prevent|data-lines|data-note|data-tex|data-text|datetime|dir|disabled|enterkeyhint|focusable|height|hidden|href|id|is|lang|name|open|part|placeholder|r|referrerpolicy|rel|role|rows|rx|slot|start|style|tabindex|target|title|type|value|viewbox|width|x|y)$/;

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** What a formula is made of. Its styles are properties of the library's, which neither fetch nor leave their place. */
const MATH_ELEMENTS =
  /^(?:math|menclose|merror|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom|mprescripts|mroot|mrow|ms|mspace|msqrt|mstyle|msub|msubsup|msup|mtable|mtd|mtext|mtr|munder|munderover|none|semantics)$/;
const MATH_ATTRIBUTES =
  /^(?:accent|accentunder|class|column(?:align|lines|spacing|span)|depth|display|displaystyle|encoding|fence|form|height|largeop|linebreak|linethickness|lspace|mathbackground|mathcolor|mathsize|mathvariant|maxsize|minsize|movablelimits|notation|row(?:align|lines|spacing)|rspace|scriptlevel|separator|stretchy|style|symmetric|voffset|width)$/;

/** Inline styles that the engine sets by property, as numbers. */
const STYLE =
  /^(?:\s*(?:height|block-size|min-height|width|translate|top|inset-block-start|margin-block-start):\s*[\d.]+(?:px|%);?)*\s*$/;

const LINK = /^(?:https?:\/\/|mailto:|tel:)/;

/** The flags of England, Scotland and Wales are made of tags. */
const FLAGS =
  /\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}/gu;

/** Characters that hide, or turn the order of a text. */
const HIDDEN =
  /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{M}{8}|[\u200c-\u200f\u061c]{3}/u;

/**
 * Everything under `root` that hostile text must never bring about: elements and attributes, addresses that
 * run or that are fetched unasked, hidden characters.
 * @param options.hostTexts the texts are a host's: what hides in them is the host's own choice
 */
export function forbidden(root: ParentNode, options: { hostTexts?: boolean } = {}): string[] {
  const found: string[] = [];
  for (const element of root.querySelectorAll("*")) {
    const tag = element.localName;
    if (element.namespaceURI === MATHML) {
      found.push(...forbiddenInMath(element));
      continue;
    }
    if (!ELEMENTS.has(tag)) found.push(`<${tag}>`);
    if (typeof element.attributes[Symbol.iterator] !== "function") {
      found.push(`<${tag}> has its properties replaced`);
      continue;
    }
    for (const { name, value } of element.attributes) {
      if (!isAllowed(tag, name.toLowerCase(), value)) found.push(`<${tag} ${name}="${value.slice(0, 80)}">`);
      else if (!options.hostTexts && hides(value)) found.push(`<${tag} ${name}> hides ${escape(value)}`);
    }
    if (element.shadowRoot) found.push(`<${tag}> has a shadow root`);
    if (tag === "a") found.push(...deceptions(element as HTMLAnchorElement));
  }
  if (!options.hostTexts) found.push(...hiddenTexts(root));
  return found;
}

function forbiddenInMath(element: Element): string[] {
  const tag = element.localName;
  if (!MATH_ELEMENTS.test(tag)) return [`<${tag}> in a formula`];
  return [...element.attributes].flatMap(({ name, value }) =>
    MATH_ATTRIBUTES.test(name) && !/url\(|position: ?fixed|javascript:/i.test(value)
      ? []
      : [`<${tag} ${name}="${value.slice(0, 80)}"> in a formula`],
  );
}

function isAllowed(tag: string, name: string, value: string): boolean {
  if (!ATTRIBUTES.test(name)) return false;
  if (name === "href") return tag === "a" && LINK.test(value);
  if (name === "style") return STYLE.test(value);
  if (name === "id") return value.startsWith("oc-");
  if (name === "name") return tag === "slot";
  // DOMPurify empties it, as what an element is can not be taken back.
  if (name === "is") return value === "";
  return name !== "target" || value === "_blank";
}

/** A link must say where it leads when its words say another place, and take nothing along. */
function* deceptions(link: HTMLAnchorElement): Generator<string> {
  if (link.hasAttribute("href") && !/\bnoopener noreferrer\b/.test(link.rel))
    yield `${link.href} is told of the page`;
  if (link.username || link.password) yield `${link.href} has a name or password`;
  if (link.protocol === "mailto:" && !/^(?:\?subject=(?:(?!%0[ad])[^&])*)?$/i.test(link.search))
    yield `${link.href} says more than it shows`;
  const words = asSeen(link.textContent);
  const hosts =
    /bank\.(?:example(?!\*)|com|0rg)|ɡoogle|bıng|аррӏе|χορν|ꭺꭺ|\b10\.1\.2\.3|\b2001:db8::1|localhost:\d/.test(
      words,
    );
  const place = link.host ? link.host.toLowerCase() : String(link.pathname).toLowerCase().split("@").at(-1)!;
  // Its own names and ports below the bank's are the bank's.
  if (hosts && place && !/(?:^|\.)bank\.example$/.test(place) && !words.includes(place)) {
    yield `"${link.textContent}" leads to ${place}`;
  }
}

/** Words with nothing in them that does not show, in the letters and signs that they look like. */
function asSeen(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Default_Ignorable_Code_Point}\u0323\u2800]|(?<=\.) (?=example)/gu, "")
    .replace(/[\u3002\ua4f8\u0660]/g, ".")
    .replaceAll("\u2215", "/");
}

function* hiddenTexts(root: ParentNode): Generator<string> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (hides(node.nodeValue ?? "")) yield `text hides ${escape(node.nodeValue ?? "")}`;
  }
}

function hides(text: string): boolean {
  return HIDDEN.test(text.replace(FLAGS, ""));
}

function escape(text: string): string {
  return JSON.stringify(text.slice(0, 80)).replace(
    /[^\x20-\x7e]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16)}`,
  );
}
