/** A session as it is put into a store, where a test asks about nothing of it but its id. */
export function newSession(id: string) {
  return {
    id,
    agent: "agt_1",
    snapshot: "{}",
    credential: null,
    limits: "{}",
    key: null,
    fingerprint: "f",
    metadata: null,
    created_at: new Date().toISOString(),
  };
}
