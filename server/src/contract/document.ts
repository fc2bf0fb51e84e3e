import { z } from "zod";
import { webhook } from "./deliveries.js";
import { label } from "./fields.js";
import type { Operation } from "./operation.js";
import { OPERATIONS } from "./operations.js";
import { refusal } from "./refusal.js";

type Json = Record<string, unknown>;

/** A schema, and its JSON Schema, which may be changed. */
type Overridden = Parameters<NonNullable<z.core.ToJSONSchemaParams["override"]>>[0];

const REFUSALS: Readonly<Record<number, string>> = {
  400: "The body is not JSON in UTF-8.",
  401: "No credential was sent, or it is unknown or has expired.",
  403: "The client token lacks the scope.",
  404: "The resource does not exist or does not belong to the caller.",
  409: "The request contradicts the stored state.",
  413: "The body exceeds 1 MB.",
  415: "The body is compressed.",
  422: "A value cannot be accepted; `param` names it.",
  503: "Temporarily unavailable; retry after `Retry-After` seconds.",
};

const WHO: Readonly<Record<Operation["need"], string>> = {
  org: "The org key.",
  read: "The org key, or a client token of the session with the scope `read`.",
  steer: "The org key, or a client token of the session with the scope `steer`.",
};

/** Every schema that has an id, as JSON Schema. */
function schemas(): Json {
  const made = z.toJSONSchema(z.globalRegistry, {
    io: "input",
    uri: (id) => `#/components/schemas/${id}`,
    override: tidy,
  });
  for (const schema of Object.values(made.schemas)) {
    delete schema.$schema;
    delete schema.$id;
  }
  return made.schemas;
}

/**
 * Removes what has no meaning: the bounds of an integer without any, and a pattern that repeats the format. Restores the
 * default of what is read from a text, which the library omits.
 */
function tidy({ zodSchema, jsonSchema: schema }: Overridden): void {
  if (zodSchema instanceof z.ZodDefault) schema.default = zodSchema.def.defaultValue as typeof schema.default;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) {
    delete schema.minimum;
    delete schema.maximum;
  }
  if (schema.format !== undefined) delete schema.pattern;
  delete schema.propertyNames;
}

/** @throws Error if the schema has no id */
function json(schema: z.ZodType): Json {
  const id = z.globalRegistry.get(schema)?.id;
  if (id === undefined) throw new Error("A body's schema needs an id.");
  return { "application/json": { schema: { $ref: `#/components/schemas/${id}` } } };
}

/** The response of each refusal status. */
function refusals(): Json {
  return Object.fromEntries(
    Object.entries(REFUSALS).map(([status, description]) => [
      status,
      { description, content: json(refusal) },
    ]),
  );
}

/** A parameter of a request. */
function parameter(place: "path" | "query" | "header", name: string, schema: z.ZodType): Json {
  const {
    $schema: _,
    description,
    ...rest
  } = z.toJSONSchema(schema, {
    io: "input",
    override: tidy,
  });
  const required = place === "path" ? { required: true } : {};
  return { name, in: place, ...required, ...(description !== undefined && { description }), schema: rest };
}

function parametersOf({ path, query, takesIdempotencyKey, streams }: Operation): Json[] {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
  const found = names.map((name) => parameter("path", name, z.string()));
  for (const [name, schema] of Object.entries(query?.shape ?? {})) {
    found.push(parameter("query", name, schema as z.ZodType));
  }
  const key = label(200).describe("Makes the request safe to repeat.");
  if (takesIdempotencyKey) found.push(parameter("header", "Idempotency-Key", key));
  const last = z.string().regex(/^\d{1,15}$/);
  const resume = last.describe("For a stream: only events after this seq; overrides `after`.");
  if (streams) found.push(parameter("header", "Last-Event-ID", resume));
  return found;
}

/** The statuses of refusals: those that follow from the input that is read, and the operation's own. */
function refusalsOf({ path, body, query, takesIdempotencyKey, refusals }: Operation): number[] {
  const statuses = new Set([401, 403, 503, ...refusals]);
  for (const status of path.includes(":") ? [404, 422] : []) statuses.add(status);
  for (const status of body ? [400, 413, 415, 422] : []) statuses.add(status);
  if (query || takesIdempotencyKey) statuses.add(422);
  return [...statuses].sort((a, b) => a - b);
}

function responsesOf(operation: Operation): Json {
  const responses: Json = {};
  for (const [status, { when, body }] of Object.entries(operation.answers)) {
    const content = { ...(body && json(body)), ...(operation.streams && EVENT_STREAM) };
    responses[status] = { description: when, ...(body && { content }) };
  }
  for (const status of refusalsOf(operation)) {
    responses[status] = { $ref: `#/components/responses/${status}` };
  }
  return responses;
}

const EVENT_STREAM = {
  "text/event-stream": {
    schema: { type: "string" },
    example: 'retry: 1000\n\nid: 12\ndata: {"id":"evt_…","seq":12,…}\n\n: caught up\n\n: heartbeat\n\n',
  },
};

function securityOf({ need, streams }: Operation): Json[] {
  const schemes = ["orgKey", ...(need === "org" ? [] : ["clientToken"]), ...(streams ? ["streamToken"] : [])];
  return schemes.map((scheme) => ({ [scheme]: [] }));
}

function paths(): Json {
  const found: Record<string, Json> = {};
  for (const [tag, operations] of Object.entries(OPERATIONS)) {
    for (const operation of operations) {
      const { id, method, need, summary, body } = operation;
      const parameters = parametersOf(operation);
      (found[operation.path.replaceAll(/:(\w+)/g, "{$1}")] ??= {})[method] = {
        operationId: id,
        tags: [tag],
        summary,
        description: WHO[need],
        security: securityOf(operation),
        ...(parameters.length > 0 && { parameters }),
        ...(body && { requestBody: { required: true, content: json(body) } }),
        responses: responsesOf(operation),
      };
    }
  }
  return found;
}

/** The only call that the server makes, to a destination. */
function delivery(): Json {
  const header = (name: string, says: string) => parameter("header", name, z.string().describe(says));
  return {
    post: {
      operationId: "receiveEvent",
      summary: "An event is delivered to a destination",
      description:
        "Any 2xx is success. Other answers are retried with doubling delays; then the delivery becomes a dead letter.",
      parameters: [
        header("webhook-id", "The event's id, the same at each attempt."),
        header("webhook-timestamp", "Seconds since 1970."),
        header(
          "webhook-signature",
          "`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`; with a secret only.",
        ),
        header("X-OC-Delivery-ID", "The delivery's id."),
        header("X-OC-Session-ID", "The session's id."),
      ],
      requestBody: { required: true, content: json(webhook) },
      responses: { "2XX": { description: "Received." } },
    },
  };
}

/** The contract as an OpenAPI 3.1 document, generated from the schemas that validate requests. */
export function openApiDocument(): Json {
  const client = "A client token (`ct_…`), valid for one session and a limited time.";
  return {
    openapi: "3.1.0",
    info: {
      title: "OpenComputer sessions",
      version: "3",
      summary:
        "Sessions with agents: start them, stream their events, post messages, deliver events to webhooks.",
      description:
        "A body is read as JSON whatever its content type. CORS allows all origins. Clients must ignore unknown fields and event types.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/v3" }],
    tags: Object.keys(OPERATIONS).map((name) => ({ name })),
    paths: paths(),
    webhooks: { event: delivery() },
    components: {
      securitySchemes: {
        orgKey: {
          type: "http",
          scheme: "bearer",
          description: "The org key, which permits everything. Never use it in a browser.",
        },
        clientToken: { type: "http", scheme: "bearer", description: client },
        streamToken: {
          type: "apiKey",
          in: "query",
          name: "token",
          description: "A client token in the URL of a stream, because an `EventSource` cannot send headers.",
        },
      },
      responses: refusals(),
      schemas: schemas(),
    },
  };
}
