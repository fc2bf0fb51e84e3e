import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { OPERATIONS } from "../../src/contract/operations.js";
import type { Operation } from "../../src/contract/operation.js";
import type { Json } from "./json.js";

/** The document as it is published. */
export const published = JSON.parse(
  readFileSync(new URL("../../openapi.json", import.meta.url), "utf8"),
) as Json;

const ajv = new Ajv2020({ strict: false, allErrors: true });
// CommonJS, whose default export Node wraps once more.
(addFormats as unknown as { default: (to: Ajv2020) => void }).default(ajv);
ajv.addSchema(closed(published), "openapi.json");

const routes = Object.values(OPERATIONS)
  .flat()
  .map((operation) => ({
    operation,
    pattern: new RegExp(`^${operation.path.replaceAll(/:\w+/g, "[^/]+")}$`),
  }));

/** The operation of a request; undefined when the contract has none such. */
export function operationOf(method: string, path: string): Operation | undefined {
  const [pathname = ""] = path.split("?");
  const matching = routes.filter(
    ({ operation, pattern }) => operation.method === method.toLowerCase() && pattern.test(pathname),
  );
  return (matching.find(({ operation }) => operation.path === pathname) ?? matching[0])?.operation;
}

/** Holds an answer to the published document: its status is foreseen, its body as the schema says, nothing more. */
export function assertAnswer(method: string, path: string, status: number, body: Json): void {
  const operation = operationOf(method, path);
  if (operation === undefined) return;
  const at = `#/paths/${operation.path.replaceAll(/:(\w+)/g, "{$1}").replaceAll("/", "~1")}/${operation.method}/responses/${status}`;
  const response = resolve(at);
  assert.ok(response, `${operation.id} answers ${status}, of which the contract does not know`);
  const schema = response.content?.["application/json"].schema.$ref as string | undefined;
  if (schema === undefined) return assert.equal(body, undefined, `${operation.id} ${status} has no body`);
  assertSchema(schema, body, `${operation.id} ${status}`);
}

/** Holds a value to a schema of the published document. */
export function assertSchema(ref: string, value: unknown, what: string): void {
  const validate = ajv.getSchema(`openapi.json${ref}`)!;
  assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`);
}

/** Whether a schema of the published document accepts a value. */
export function isValid(ref: string, value: unknown): boolean {
  return ajv.getSchema(`openapi.json${ref}`)!(value) as boolean;
}

function resolve(pointer: string): Json {
  let found: Json = published;
  for (const part of pointer.slice(2).split("/")) found = found?.[part.replaceAll("~1", "/")];
  return found?.$ref ? resolve(found.$ref) : found;
}

/** The same schemas, allowing no field that they do not name: the server must not say more than it publishes. */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inside = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  const isOpen = schema.type === "object" && schema.properties && schema.additionalProperties === undefined;
  return isOpen ? { ...inside, additionalProperties: false } : inside;
}
