/** JSON that a test looks into without saying its shape first: whatever `JSON.parse` gives. */
export type Json = ReturnType<typeof JSON.parse>;

/** Calls an address with a body that becomes JSON, if there is one; gives the status and the JSON that is answered. */
export async function fetchJson(
  url: string,
  { body, ...request }: { method: string; headers: Record<string, string>; body?: unknown },
): Promise<{ status: number; body: Json }> {
  const response = await fetch(url, {
    ...request,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
