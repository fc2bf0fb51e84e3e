import type { ParseOptions } from "sugar-high/core";
import * as c from "sugar-high/lang/c";
import * as cpp from "sugar-high/lang/cpp";
import * as csharp from "sugar-high/lang/csharp";
import * as css from "sugar-high/lang/css";
import * as diff from "sugar-high/lang/diff";
import * as dockerfile from "sugar-high/lang/dockerfile";
import * as go from "sugar-high/lang/go";
import * as html from "sugar-high/lang/html";
import * as java from "sugar-high/lang/java";
import * as javascript from "sugar-high/lang/javascript";
import * as json from "sugar-high/lang/json";
import * as kotlin from "sugar-high/lang/kotlin";
import * as markdown from "sugar-high/lang/markdown";
import * as php from "sugar-high/lang/php";
import * as python from "sugar-high/lang/python";
import * as ruby from "sugar-high/lang/ruby";
import * as rust from "sugar-high/lang/rust";
import * as shell from "sugar-high/lang/shell";
import * as sql from "sugar-high/lang/sql";
import * as swift from "sugar-high/lang/swift";
import * as toml from "sugar-high/lang/toml";
import * as typescript from "sugar-high/lang/typescript";
import * as yaml from "sugar-high/lang/yaml";

/** Options for languages other than JavaScript, without JSX, regular expressions and template strings. */
const PLAIN = { jsx: false, regex: false, templateStrings: false };

/** Two languages whose functions are declared with one parameter fewer than the library's type. */
const MARKUP = html as unknown as ParseOptions;
const SCRIPT = javascript as unknown as ParseOptions;

/** The options of each language, by the names that are used in fenced code blocks. */
const LANGUAGES: readonly (readonly [names: string, options: ParseOptions])[] = [
  ["javascript js jsx mjs cjs node", SCRIPT],
  ["typescript ts tsx mts cts", typescript],
  ["html htm xml svg vue svelte", MARKUP],
  ["c h", { ...c, ...PLAIN }],
  ["cpp c++ cc cxx hpp", { ...cpp, ...PLAIN }],
  ["csharp c# cs dotnet", { ...csharp, ...PLAIN }],
  ["css scss less", { ...css, ...PLAIN }],
  ["diff patch", { ...diff, ...PLAIN }],
  ["dockerfile docker", { ...dockerfile, ...PLAIN }],
  ["go golang", { ...go, ...PLAIN }],
  ["java", { ...java, ...PLAIN }],
  ["json jsonc json5", { ...json, ...PLAIN }],
  ["kotlin kt kts", { ...kotlin, ...PLAIN }],
  ["markdown md mdx", { ...markdown, ...PLAIN }],
  ["php", { ...php, ...PLAIN }],
  ["python py python3", { ...python, ...PLAIN }],
  ["ruby rb", { ...ruby, ...PLAIN }],
  ["rust rs", { ...rust, ...PLAIN }],
  ["shell sh bash zsh console", { ...shell, ...PLAIN }],
  ["sql postgresql mysql sqlite", { ...sql, ...PLAIN }],
  ["swift", { ...swift, ...PLAIN }],
  ["toml ini", { ...toml, ...PLAIN }],
  ["yaml yml", { ...yaml, ...PLAIN }],
];

const BY_NAME: ReadonlyMap<string, ParseOptions> = new Map(
  LANGUAGES.flatMap(([names, options]) =>
    names.split(" ").map((name): [string, ParseOptions] => [name, options]),
  ),
);

/** The library's options for a language; undefined for an unknown language. */
export function languageNamed(name: string): ParseOptions | undefined {
  return BY_NAME.get(name.toLowerCase());
}
