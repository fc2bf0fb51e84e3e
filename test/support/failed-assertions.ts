import { Assertion } from "chai";

/**
 * Loaded before each browser test. A failed assertion sends the compared values to the runner as JSON. The JSON of an
 * element contains all objects that it references, and the runner would hang, so elements are replaced by texts.
 */
const prototype = Assertion.prototype as unknown as { assert: (...given: unknown[]) => void };
const { assert } = prototype;
prototype.assert = function (...given) {
  try {
    assert.apply(this, given);
  } catch (thrown) {
    const error = thrown as Error & { actual?: unknown; expected?: unknown };
    if ("actual" in error) error.actual = withoutElements(error.actual);
    if ("expected" in error) error.expected = withoutElements(error.expected);
    throw error;
  }
};

function withoutElements(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutElements);
  if (value instanceof Element)
    return `<${value.localName}> ${value.getAttribute("part") ?? value.id}`.trim();
  return value instanceof EventTarget ? String(value) : value;
}
