declare const process: { env: Record<string, string | undefined> };

/** What the test gives: where the API is, whose token, and a conversation that waits. */
export function environment(): Record<"API_URL" | "TOKEN" | "CONVERSATION", string> {
  const { API_URL = "", TOKEN = "", CONVERSATION = "" } = process.env;
  return { API_URL, TOKEN, CONVERSATION };
}

export function same(seen: unknown, expected: unknown): void {
  if (seen !== expected) throw new Error(`${JSON.stringify(seen)} is not ${JSON.stringify(expected)}`);
}
