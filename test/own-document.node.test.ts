import assert from "node:assert/strict";
import { test } from "node:test";
import { usesInSource } from "./support/source-code.js";

/** A method by a name that an element has taken throws; any other property would be that element, unnoticed. */
const PROPERTY = /(?<![-\w])(?:document|ownerDocument|as Document\))\??\.(\w+)\b(?!\()/g;
/** The same properties, taken out of the document into names. */
const TAKEN_OUT = /\{[^{}]*\} = [^;=]*(?:\bdocument|ownerDocument|as Document)(?=;)/g;

test("No source asks the document for a property that an element's name could hide", () => {
  assert.deepEqual(usesInSource(PROPERTY, TAKEN_OUT), []);
});
