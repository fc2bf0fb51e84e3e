import { CONFIG } from "../src/ui/content/sanitize.js";
import { found, replaced } from "./replaced.js";

/** The widget's settings, with what one of them entails. */
const SETTINGS: Readonly<Record<string, unknown>> = { ...CONFIG, RETURN_DOM: CONFIG.RETURN_DOM_FRAGMENT };

/** What DOMPurify allows by default: we name what we allow, and without these lists it allows less. */
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

const UNUSED_METHODS = ["clearConfig", "isValidAttribute", "removeHook", "removeHooks", "removeAllHooks"];

/** What else follows from our settings, or serves browsers that have no modules. */
const EDITS: readonly [pattern: RegExp, by: string][] = [
  [/\n\t\tif \(RETURN_DOM_FRAGMENT\) RETURN_DOM = true;/g, ""],
  // Always HTML, whose names are matched in lower case.
  [/\n\t\t(PARSER_MEDIA_TYPE|transformCaseFunc|NAMESPACE) = .*;/g, ""],
  [/\n\tlet PARSER_MEDIA_TYPE = null;/g, '\n\tlet PARSER_MEDIA_TYPE = "text/html";'],
  [/\n\tlet transformCaseFunc = null;/g, "\n\tlet transformCaseFunc = stringToLowerCase;"],
  // Always from text: a node would be turned into text first.
  [/_isNode\(dirty\)/g, "false"],
  [/\n\t\tUSE_PROFILES = .*;/g, ""],
  [
    /\n\t\tconst customElementHandling = [^]*?(?=\n\t\tseal\()/g,
    "\n\t\tCUSTOM_ELEMENT_HANDLING = create(null);",
  ],
  // So that the bundler drops the patterns of options that are off.
  [/(?<=\nconst \w+ = )(?=seal\(\/)/g, "/*@__PURE__*/ "],
  // We make an instance of our own, when there is something to sanitize.
  [/(?<=\nvar purify_default = createDOMPurify)\(\);/g, ";"],
  // An entry of an object is an array.
  [/_slicedToArray\(_ref2, 2\)/g, "_ref2"],
];

/** DOMPurify with the settings of `sanitize.ts` for good: every option that is not set there counts as not given. */
export function leanDOMPurify(code: string): string {
  // Before the first constant stand helpers for old browsers.
  const body = code.slice(found(code.indexOf("const entries = "), "entries"));
  const unused = [...LISTS.map(list), ...UNUSED_METHODS.map(method)];
  const bare = unused.reduce((rest, pattern) => replaced(rest, pattern, ""), body);
  const edited = EDITS.reduce((rest, [pattern, by]) => replaced(rest, pattern, by), bare);
  return withoutUnsetOptions(withFixedSwitches(edited));
}

/** Makes constants of the options that are on or off, so that the bundler drops what they never lead to. */
function withFixedSwitches(code: string): string {
  const switches = [...code.matchAll(/\n\t\t(\w+) = cfg\.\1 (!== false|\|\| false);/g)];
  found(switches[0]?.index, "switch");
  return switches.reduce((rest, [assignment, name = "", otherwise]) => {
    const value = SETTINGS[name] ?? otherwise === "!== false";
    const constant = replaced(rest, new RegExp(`(?<=\\n\\tlet ${name} = )(true|false);`, "g"), `${value};`);
    return constant.replace(assignment, "");
  }, code);
}

function withoutUnsetOptions(code: string): string {
  return code
    .replace(/\bobjectHasOwnProperty\(cfg, "(\w+)"\)/g, (_all, option: string) => String(option in SETTINGS))
    .replace(/\bcfg\.([A-Z_]+)\b/g, (read, option: string) => (option in SETTINGS ? read : "(void 0)"));
}

function list(name: string): RegExp {
  return new RegExp(`(?<=\\nconst ${name.replace("$", "\\$")} = freeze\\(\\[)[^]*?(?=\\n\\]\\);)`, "g");
}

function method(name: string): RegExp {
  return new RegExp(`\\n\\tDOMPurify\\.${name} = function[^]*?\\n\\t};`, "g");
}
