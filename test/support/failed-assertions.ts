import { Assertion } from "chai";

/**
 * Loaded before each browser test. A failed assertion sends the compared values to the runner, as JSON and as a diff.
 * For an element these are its properties and theirs in turn, over which the runner hangs, so elements are replaced
 * by texts.
 */
const prototype = Assertion.prototype as unknown as { assert: (...given: unknown[]) => void };
const { assert } = prototype;
prototype.assert = function (...given) {
  try {
    assert.apply(this, given);
  } catch (thrown) {
    const error = thrown as Error & { actual?: unknown; expected?: unknown };
    if ("actual" in error) error.actual = inWords(error.actual);
    if ("expected" in error) error.expected = inWords(error.expected);
    throw error;
  }
};

function inWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWords);
  if (value instanceof Element)
    return `<${value.localName}> ${value.getAttribute("part") ?? value.id}`.trim();
  return value instanceof EventTarget ? String(value) : value;
}
