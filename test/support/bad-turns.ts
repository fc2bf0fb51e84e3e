import type { BadRequest } from "./bad-requests.js";

const turn = (more: object) => JSON.stringify({ input: "Hi", idempotencyKey: "k", ...more });

/** Requests for a turn that every host must refuse, named by their faults. */
export const BAD_TURNS: readonly BadRequest[] = [
  { name: "no signed-in user", body: turn({}), signedIn: false },
  { name: "no type", body: turn({}), type: null },
  { name: "a form's type", body: turn({}), type: "application/x-www-form-urlencoded" },
  { name: "a type that only begins like JSON", body: turn({}), type: "application/jsonp" },
  { name: "a negative length", body: turn({}), length: "-1" },
  { name: "a length that is no number", body: turn({}), length: "ten" },
  { name: "a body over the limit", body: turn({ input: "x".repeat(600_000) }) },
  { name: "a length over the limit, and no body", body: "", length: "99999999" },
  {
    name: "chunks over the limit",
    body: `${(600_000).toString(16)}\r\n${"x".repeat(600_000)}\r\n0\r\n\r\n`,
    length: null,
    headers: ["Transfer-Encoding: chunked"],
  },
  { name: "a body that ends before its length", body: turn({}), length: "500", isCutOff: true },
  { name: "an empty body", body: "" },
  { name: "no JSON", body: "hello" },
  { name: "half of a JSON", body: '{"input":' },
  { name: "JSON nested deep", body: "[".repeat(100_000) + "]".repeat(100_000) },
  { name: "null", body: "null" },
  { name: "an array", body: "[]" },
  { name: "an empty object", body: "{}" },
  { name: "no input", body: turn({ input: undefined }) },
  { name: "an input that is an object", body: turn({ input: { $: 1 } }) },
  { name: "an input that is a number", body: turn({ input: 7 }) },
  { name: "a blank input", body: turn({ input: " \n" }) },
  { name: "an input over its limit", body: turn({ input: "x".repeat(70_000) }) },
  { name: "no key", body: turn({ idempotencyKey: undefined }) },
  { name: "a key that is an object", body: turn({ idempotencyKey: {} }) },
  { name: "a key with a line break", body: turn({ idempotencyKey: "a\r\nX-Evil: 1" }) },
  { name: "a key over its limit", body: turn({ idempotencyKey: "k".repeat(201) }) },
  { name: "an answer to a path", body: turn({ answers: "../x" }) },
  { name: "an answer to an object", body: turn({ answers: {} }) },
  { name: "a payload that is a text", body: turn({ payload: "x" }) },
  { name: "a payload that is an array", body: turn({ payload: [1] }) },
  {
    name: "a payload nested deep",
    body: turn({ payload: { a: 0 } }).replace('"a":0', `"a":${"[".repeat(50_000)}${"]".repeat(50_000)}`),
  },
  { name: "a payload over its limit", body: turn({ payload: { a: "x".repeat(40_000) } }) },
];
