import { z } from "zod";
import { label, pageOf, secretText, time } from "./fields.js";
import { operation } from "./operation.js";

const provider = z.string().regex(/^[a-z][a-z0-9-]{0,49}$/, "Must be a provider's name, such as anthropic");

const key = secretText.describe("The provider's key. Write-only.");

const newCredential = z
  .strictObject({
    provider: provider.default("anthropic"),
    key,
    name: label(100).optional(),
    is_default: z.boolean().default(false),
  })
  .meta({ id: "NewCredential" });

const newKey = z.strictObject({ key }).meta({ id: "NewKey" });

const defaultChoice = z
  .strictObject({ credential: label(100), provider: provider.optional() })
  .meta({ id: "DefaultChoice" });

/** A credential in an answer. */
export const credential = z
  .object({
    id: z.string(),
    provider: z.string(),
    name: z.string().nullable(),
    last4: z.string().describe("The key's last four letters; empty for a short key."),
    is_default: z.boolean().describe("Whether sessions without their own credential use it."),
    created_at: time,
  })
  .meta({ id: "Credential", description: "The public part of a provider key." });

const here = { when: "The credential.", body: credential };

export const createCredential = operation({
  id: "createCredential",
  method: "post",
  path: "/credentials",
  need: "org",
  summary: "Stores a provider key",
  body: newCredential,
  answers: { 201: here },
});

export const listCredentials = operation({
  id: "listCredentials",
  method: "get",
  path: "/credentials",
  need: "org",
  summary: "Lists the credentials, oldest first",
  answers: { 200: { when: "The whole list.", body: pageOf("CredentialPage", credential) } },
});

export const setDefaultCredential = operation({
  id: "setDefaultCredential",
  method: "put",
  path: "/credentials/default",
  need: "org",
  summary: "Makes a credential the default of its provider",
  body: defaultChoice,
  answers: { 200: here },
});

export const getCredential = operation({
  id: "getCredential",
  method: "get",
  path: "/credentials/:id",
  need: "org",
  summary: "Shows a credential",
  answers: { 200: here },
});

export const rotateCredential = operation({
  id: "rotateCredential",
  method: "patch",
  path: "/credentials/:id",
  need: "org",
  summary: "Replaces the key of a credential",
  body: newKey,
  answers: { 200: here },
});

export const deleteCredential = operation({
  id: "deleteCredential",
  method: "delete",
  path: "/credentials/:id",
  need: "org",
  summary: "Deletes a provider key",
  answers: { 204: { when: "Deleted.", body: null } },
});
