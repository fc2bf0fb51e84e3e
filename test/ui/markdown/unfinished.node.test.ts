import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutUnfinished } from "../../../src/ui/markdown/unfinished.js";

describe("of a text that grows there is shown", () => {
  const ROWS: readonly [text: string, shown: string][] = [
    ["詳しくはhttps://example.com。次に", "詳しくはhttps://example.com。次に"],
    ["詳しくはhttps://example.com/a_b", "詳しくは"],
    ["See https://example.com/a", "See"],
    ["See (https://example.com/a) now", "See (https://example.com/a) now"],
    ["so **bold", "so **bold**"],
    ["a `code", "a `code`"],
  ];
  for (const [text, shown] of ROWS) {
    test(JSON.stringify(text), () => assert.equal(withoutUnfinished(text), shown));
  }
});
