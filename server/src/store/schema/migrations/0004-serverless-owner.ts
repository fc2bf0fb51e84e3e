/** Lets processes share the sessions of the successor's API: each that is at work names who works on it. */
export const SERVERLESS_OWNER = `
  ALTER TABLE serverless_sessions ADD COLUMN owner TEXT;
  CREATE INDEX serverless_sessions_at_work ON serverless_sessions (owner) WHERE status IN ('running', 'stopping');
`;
