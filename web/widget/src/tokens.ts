/** A visitor token's claims, read without verifying it, which is the API's job. */

export interface Claims {
  visitorId: string;
  tenantId: string;
  /** In milliseconds, by the server's clock. */
  issuedAt: number;
}

/** The claims of a visitor's JWT; null for anything else in a parameter `token`. */
export function readToken(token: string): Claims | null {
  const payload = token.split(".")[1];
  if (!payload) return null;
  try {
    const claims = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))) as Record<string, unknown>;
    const { iss, role, sub, tid, iat } = claims;
    if (iss !== "connextlive" || role !== "VISITOR" || typeof sub !== "string" || typeof tid !== "string") return null;
    return { visitorId: sub, tenantId: tid, issuedAt: Number(iat) * 1_000 };
  } catch {
    return null;
  }
}

/** The token that a mailed link carries, if it is for this workspace: the last one of that kind. Such are taken out of
 * the address at once, so that none is bookmarked or sent to anybody as a referrer; all else in it stays as the page
 * spells it, a `token` of its own, too. */
export function takeToken(tenantId: string): { visitorId: string; token: string } | null {
  const address = new URL(location.href);
  let taken: { visitorId: string; token: string } | null = null;
  const others = address.search
    .slice(1)
    .split("&")
    .filter((parameter) => {
      const token = parameter.startsWith("token=") ? parameter.slice(6) : "";
      const claims = readToken(token);
      if (claims?.tenantId !== tenantId) return true;
      taken = { visitorId: claims.visitorId, token };
      return false;
    });
  if (!taken) return null;
  address.search = others.join("&");
  history.replaceState(history.state, "", address);
  return taken;
}
