import assert from "node:assert/strict";
import { test } from "node:test";
import { type Limits, limitOf, refusalOf } from "../../../src/ui/uploads/checks.js";
import { factsOf, kindOf, sizeWords } from "../../../src/ui/attachments/file-words.js";

const ANY: Limits = { accept: "", maxFileSize: Infinity, maxFiles: 10 };
const file = (name: string, type: string, size = 1) => ({ name, size, type });

test("a file is taken unless it is empty, too large, one too many or of another kind", () => {
  assert.equal(refusalOf(file("a.pdf", "application/pdf"), 0, ANY), null);
  assert.equal(refusalOf(file("a.pdf", "application/pdf", 0), 0, ANY), "upload.empty");
  assert.equal(refusalOf(file("a", "", 5e9), 0, ANY), null);
  assert.equal(refusalOf(file("a", "", 5e9), 0, { ...ANY, maxFileSize: 1e9 }), "upload.too-large");
  assert.equal(refusalOf(file("a", "", 1e9), 0, { ...ANY, maxFileSize: 1e9 }), null);
  assert.equal(refusalOf(file("a", ""), 9, ANY), null);
  assert.equal(refusalOf(file("a", ""), 10, ANY), "upload.too-many");
});

test("a limit that is no number warns and is none", (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  assert.equal(limitOf({ maxFileSize: 0 }, "maxFileSize", Infinity), 0);
  assert.equal(limitOf({ maxFileSize: null }, "maxFileSize", Infinity), Infinity);
  assert.equal(warn.mock.callCount(), 0);
  assert.equal(limitOf({ maxFileSize: Number("10MB") }, "maxFileSize", Infinity), Infinity);
  assert.equal(limitOf({ maxFiles: -1 }, "maxFiles", 10), 10);
  assert.deepEqual(
    warn.mock.calls.map((call) => call.arguments[0] as string),
    [
      "<oc-session>: maxFileSize is not a number from 0; it is ignored.",
      "<oc-session>: maxFiles is not a number from 0; it is ignored.",
    ],
  );
});

test("`accept` is read as a file input reads it", () => {
  const takes = (accept: string, name: string, type: string) =>
    refusalOf(file(name, type), 0, { ...ANY, accept }) === null;
  assert.ok(takes(" .PDF , image/* ", "A.pdf", ""));
  assert.ok(takes(".pdf,image/*", "a", "image/png"));
  assert.ok(takes("text/plain", "a.txt", "text/plain;charset=utf-8"));
  assert.ok(takes("*", "a", ""));
  assert.ok(takes("*/*", "a", ""));
  assert.ok(!takes(".pdf,image/*", "a.pdf.exe", "application/pdf"));
  assert.ok(!takes("image/*", "a.png", ""));
  assert.ok(!takes("image/*", "a", "imageless/x"));
});

test("a size is said in the unit that fits it, in the language", () => {
  assert.equal(sizeWords(0, "en"), "0 bytes");
  assert.equal(sizeWords(1, "en"), "1 byte");
  assert.equal(sizeWords(999, "en"), "999 bytes");
  assert.equal(sizeWords(1000, "en"), "1 kB");
  assert.equal(sizeWords(2_440_000, "en"), "2.4 MB");
  assert.equal(sizeWords(2_440_000, "de"), "2,4 MB");
  assert.equal(sizeWords(5e9, "en"), "5 GB");
  assert.match(sizeWords(Number.MAX_SAFE_INTEGER, "en"), /TB$/);
});

test("a kind is the ending of a name, else what the media type says", () => {
  assert.equal(kindOf(file("report.final.pdf", "")), "PDF");
  assert.equal(kindOf(file("Makefile", "text/x-makefile")), "MAKEFILE");
  assert.equal(kindOf(file("a", "application/vnd.ms-excel")), "");
  assert.equal(factsOf(file("a.csv", "", 12), "en"), "\u2068CSV\u2069 · \u206812 bytes\u2069");
  assert.equal(factsOf({ name: "a", type: "", size: null }, "en"), "");
});
