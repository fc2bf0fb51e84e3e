import type { Hono } from "hono";
import * as operations from "../../contract/credentials.js";
import type { Services } from "../../services.js";
import type { CredentialRow } from "../../store/schema/rows.js";
import type { Access, Env } from "../access.js";
import { invalid, notFound } from "../errors.js";
import { presentCredential } from "../present.js";
import { Routes } from "../routes.js";

/** The lock under which the default credentials are changed. */
const DEFAULTS = "default credentials";

/** Provider keys: write-only. */
export function credentialRoutes(services: Services, access: Access): Hono<Env> {
  const { credentials, store } = services;

  async function find(id: string): Promise<CredentialRow> {
    const row = await credentials.get(id);
    if (row === undefined) throw notFound("credential");
    return row;
  }

  return new Routes(access)
    .serve(operations.createCredential, async (c, input) => {
      const { provider, key, name, is_default } = await input.body();
      const made = await store.transaction(async (tx) => {
        if (is_default) await tx.lock(DEFAULTS);
        const row = await tx.credentials.insert(provider, key, name ?? null);
        if (is_default) await tx.credentials.setDefault(row);
        return row;
      });
      return c.json(presentCredential(await find(made.id)), 201);
    })
    .serve(operations.listCredentials, async (c) =>
      c.json({ data: (await credentials.list()).map(presentCredential), next_cursor: null }),
    )
    .serve(operations.setDefaultCredential, async (c, input) => {
      const body = await input.body();
      const row = await credentials.get(body.credential);
      if (row === undefined) throw invalid("credential", "There is no such credential.");
      if (body.provider !== undefined && body.provider !== row.provider) {
        throw invalid("provider", `The credential is for ${row.provider}.`);
      }
      await store.transaction(async (tx) => {
        await tx.lock(DEFAULTS);
        await tx.credentials.setDefault(row);
      });
      return c.json(presentCredential(await find(row.id)));
    })
    .serve(operations.getCredential, async (c) => c.json(presentCredential(await find(c.req.param("id")))))
    .serve(operations.rotateCredential, async (c, input) => {
      const { id } = await find(c.req.param("id"));
      await credentials.rotate(id, (await input.body()).key);
      return c.json(presentCredential(await find(id)));
    })
    .serve(operations.deleteCredential, async (c) => {
      if (!(await credentials.delete(c.req.param("id")))) throw notFound("credential");
      return c.body(null, 204);
    }).app;
}
