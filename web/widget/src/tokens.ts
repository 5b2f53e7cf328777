/** What a visitor's token says, read without checking it: that is the API's part. */

export interface Claims {
  visitorId: string;
  tenantId: string;
}

/** The claims of a visitor's JWT; null for anything else that a page may call `token`. */
export function readToken(token: string): Claims | null {
  const payload = token.split(".")[1];
  if (!payload) return null;
  try {
    const claims = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))) as Record<string, unknown>;
    const { iss, role, sub, tid } = claims;
    if (iss !== "connextlive" || role !== "VISITOR" || typeof sub !== "string" || typeof tid !== "string") return null;
    return { visitorId: sub, tenantId: tid };
  } catch {
    return null;
  }
}

/** The token that a mailed link carries, if it is for this workspace. It is taken out of the address at once, so that
 * it is neither bookmarked nor sent to anybody as a referrer. */
export function takeToken(tenantId: string): { visitorId: string; token: string } | null {
  const address = new URL(location.href);
  const token = address.searchParams.get("token");
  const claims = token === null ? null : readToken(token);
  if (token === null || claims?.tenantId !== tenantId) return null;
  address.searchParams.delete("token");
  history.replaceState(history.state, "", address);
  return { visitorId: claims.visitorId, token };
}
