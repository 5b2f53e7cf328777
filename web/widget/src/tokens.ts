/** When a visitor's JWT was issued, in milliseconds by the server's clock; NaN if it does not say. */
export function issuedAt(token: string): number {
  try {
    const payload = token.split(".")[1] ?? "";
    const claims = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))) as Record<string, unknown>;
    return Number(claims.iat) * 1_000;
  } catch {
    return NaN;
  }
}

/** The code that a mailed link carries, if it is for this workspace: the last one of that kind. Such are taken out of
 * the address at once, so that none is bookmarked or sent to anybody as a referrer; all else in it stays as the page
 * spells it, a `token` of its own, too. */
export function takeCode(tenantId: string): string | null {
  const address = new URL(location.href);
  const ours = new RegExp(`^token=(${tenantId.replace("ten_", "")}\\.\\w+\\.\\d+\\.[0-9a-f]{64})$`);
  let taken: string | null = null;
  const others = address.search
    .slice(1)
    .split("&")
    .filter((parameter) => {
      const code = ours.exec(parameter)?.[1];
      taken = code ?? taken;
      return !code;
    });
  if (!taken) return null;
  address.search = others.join("&");
  history.replaceState(history.state, "", address);
  return taken;
}
