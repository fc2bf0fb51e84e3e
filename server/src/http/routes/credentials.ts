import type { Hono } from "hono";
import * as operations from "../../contract/credentials.js";
import type { Services } from "../../services.js";
import type { CredentialRow } from "../../store/credentials.js";
import type { Access, Env } from "../access.js";
import { invalid, notFound } from "../errors.js";
import { presentCredential } from "../present.js";
import { Routes } from "../routes.js";

/** Provider keys: write-only. */
export function credentialRoutes(services: Services, access: Access): Hono<Env> {
  const { credentials, db } = services;

  function find(id: string): CredentialRow {
    const row = credentials.get(id);
    if (row === undefined) throw notFound("credential");
    return row;
  }

  return new Routes(access)
    .serve(operations.createCredential, async (c, input) => {
      const { provider, key, name, is_default } = await input.body();
      const row = db.transaction(() => {
        const made = credentials.insert(provider, key, name ?? null);
        if (is_default) credentials.setDefault(made);
        return find(made.id);
      });
      return c.json(presentCredential(row), 201);
    })
    .serve(operations.listCredentials, (c) =>
      c.json({ data: credentials.list().map(presentCredential), next_cursor: null }),
    )
    .serve(operations.setDefaultCredential, async (c, input) => {
      const body = await input.body();
      const row = credentials.get(body.credential);
      if (row === undefined) throw invalid("credential", "There is no such credential.");
      if (body.provider !== undefined && body.provider !== row.provider) {
        throw invalid("provider", `The credential is for ${row.provider}.`);
      }
      credentials.setDefault(row);
      return c.json(presentCredential(find(row.id)));
    })
    .serve(operations.getCredential, (c) => c.json(presentCredential(find(c.req.param("id")))))
    .serve(operations.rotateCredential, async (c, input) => {
      const { id } = find(c.req.param("id"));
      credentials.rotate(id, (await input.body()).key);
      return c.json(presentCredential(find(id)));
    })
    .serve(operations.deleteCredential, (c) => {
      if (!credentials.delete(c.req.param("id"))) throw notFound("credential");
      return c.body(null, 204);
    }).app;
}
