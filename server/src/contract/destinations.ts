import { z } from "zod";
import { LEVELS } from "../log/event.js";
import { label, pageOf, secretText, time } from "./fields.js";
import { operation } from "./operation.js";

const types = z
  .array(label(100))
  .min(1)
  .max(100)
  .nullable()
  .describe("Exact types and prefixes that end in `.*`; null for all.");

const url = z.string().max(2048).describe("A public https address.");

/** The fields of a destination that can be set when it is created and when it is changed. */
const destinationChanges = z
  .strictObject({
    url: url.optional(),
    secret: secretText.optional().describe("Signs deliveries: `whsec_` and base64, or any text. Write-only."),
    level: z.enum(LEVELS).optional().describe("Default `user`."),
    types: types.optional(),
    include_raw: z.boolean().optional().describe("Default false: without `body.raw`."),
    enabled: z.boolean().optional().describe("False holds its deliveries. Default true."),
  })
  .meta({ id: "DestinationChanges", description: "Omitted fields stay unchanged." });

const newDestination = destinationChanges.extend({ url }).meta({ id: "NewDestination" });

/** A destination in the request that creates a session; it cannot have a secret. */
export const inlineDestination = newDestination.omit({ secret: true }).meta({ id: "InlineDestination" });

/** A destination in an answer. */
export const destination = z
  .object({
    id: z.string(),
    session: z.string(),
    kind: z.literal("webhook"),
    url: z.string(),
    level: z.enum(LEVELS),
    types: z.array(z.string()).nullable(),
    include_raw: z.boolean(),
    enabled: z.boolean(),
    has_secret: z.boolean(),
    created_after_seq: z.int().describe("Only events after this seq are delivered."),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Destination", description: "A webhook to which a session's events are delivered." });

const here = { when: "The destination.", body: destination };

const one = "/sessions/:id/destinations/:destination";

export const createDestination = operation({
  id: "createDestination",
  method: "post",
  path: "/sessions/:id/destinations",
  need: "org",
  summary: "Delivers a session's later events to a URL",
  body: newDestination,
  answers: { 201: here },
});

export const listDestinations = operation({
  id: "listDestinations",
  method: "get",
  path: "/sessions/:id/destinations",
  need: "org",
  summary: "Lists a session's destinations",
  answers: { 200: { when: "The whole list.", body: pageOf("DestinationPage", destination) } },
});

export const getDestination = operation({
  id: "getDestination",
  method: "get",
  path: one,
  need: "org",
  summary: "Shows a destination",
  answers: { 200: here },
});

export const updateDestination = operation({
  id: "updateDestination",
  method: "patch",
  path: one,
  need: "org",
  summary: "Changes a destination",
  body: destinationChanges,
  answers: { 200: here },
});

export const deleteDestination = operation({
  id: "deleteDestination",
  method: "delete",
  path: one,
  need: "org",
  summary: "Deletes a destination and its waiting deliveries",
  answers: { 204: { when: "Deleted.", body: null } },
});
