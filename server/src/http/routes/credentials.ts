import { Hono } from "hono";
import { z } from "zod";
import type { Services } from "../../services.js";
import type { CredentialRow } from "../../store/credentials.js";
import type { Access, Env } from "../access.js";
import { invalid, notFound } from "../errors.js";
import { label, readBody, secretText } from "../input.js";
import { presentCredential } from "../present.js";

const provider = z.string().regex(/^[a-z][a-z0-9-]{0,49}$/, "Must be a provider's name, such as anthropic");

const createBody = z.strictObject({
  provider: provider.default("anthropic"),
  key: secretText,
  name: label(100).optional(),
  is_default: z.boolean().default(false),
});

const rotateBody = z.strictObject({ key: secretText });

const defaultBody = z.strictObject({ credential: z.string(), provider: provider.optional() });

/** Provider keys: write-only. */
export function credentialRoutes(services: Services, access: Access): Hono<Env> {
  const { credentials, db } = services;

  function find(id: string): CredentialRow {
    const row = credentials.get(id);
    if (row === undefined) throw notFound("credential");
    return row;
  }

  return new Hono<Env>()
    .post("/credentials", access.org(), async (c) => {
      const { provider, key, name, is_default } = await readBody(c, createBody);
      const row = db.transaction(() => {
        const made = credentials.insert(provider, key, name ?? null);
        if (is_default) credentials.setDefault(made);
        return find(made.id);
      });
      return c.json(presentCredential(row), 201);
    })
    .get("/credentials", access.org(), (c) =>
      c.json({ data: credentials.list().map(presentCredential), next_cursor: null }),
    )
    .put("/credentials/default", access.org(), async (c) => {
      const body = await readBody(c, defaultBody);
      const row = credentials.get(body.credential);
      if (row === undefined) throw invalid("credential", "There is no such credential.");
      if (body.provider !== undefined && body.provider !== row.provider) {
        throw invalid("provider", `The credential is for ${row.provider}.`);
      }
      credentials.setDefault(row);
      return c.json(presentCredential(find(row.id)));
    })
    .get("/credentials/:id", access.org(), (c) => c.json(presentCredential(find(c.req.param("id")))))
    .patch("/credentials/:id", access.org(), async (c) => {
      const { id } = find(c.req.param("id"));
      credentials.rotate(id, (await readBody(c, rotateBody)).key);
      return c.json(presentCredential(find(id)));
    })
    .delete("/credentials/:id", access.org(), (c) => {
      if (!credentials.delete(c.req.param("id"))) throw notFound("credential");
      return c.body(null, 204);
    });
}
