import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

/** A method by a name that an element has taken throws; any other property would be that element, unnoticed. */
const PROPERTY = /(?<![-\w])(?:document|ownerDocument|as Document\))\??\.(\w+)\b(?!\()/g;
/** The same properties, taken out of the document into names. */
const TAKEN_OUT = /\{[^{}]*\} = [^;=]*(?:\bdocument|ownerDocument|as Document)(?=;)/g;

test("No source asks the document for a property that an element's name could hide", () => {
  const found = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const code = readFileSync(path.join("src", file), "utf8").replaceAll(
        /\/\*.*?\*\/|^[^\S\n]*\/\/[^\n]*$/gms,
        "",
      );
      return [...code.matchAll(PROPERTY), ...code.matchAll(TAKEN_OUT)].map(([use]) => `${file}: ${use}`);
    });
  assert.deepEqual(found, []);
});
