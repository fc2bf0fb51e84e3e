/** The column by which processes share the sessions of the serverless API: the process that runs the session's turn. */
export const SERVERLESS_OWNER = `
  ALTER TABLE serverless_sessions ADD COLUMN owner TEXT;
  CREATE INDEX serverless_sessions_at_work ON serverless_sessions (owner) WHERE status IN ('running', 'stopping');
`;
