/** Lets processes share the sessions of the serverless API: each session at work names its process. */
export const SERVERLESS_OWNER = `
  ALTER TABLE serverless_sessions ADD COLUMN owner TEXT;
  CREATE INDEX serverless_sessions_at_work ON serverless_sessions (owner) WHERE status IN ('running', 'stopping');
`;
