/** The row of a new session, for tests that need only its id. */
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
