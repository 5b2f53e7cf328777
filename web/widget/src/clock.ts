/** The server's time: a visitor's clock may be hours off, and what the server says is compared with it. */

let ahead = 0;

export function now(): number {
  return Date.now() + ahead;
}

/** Takes the time from what the server has just said. */
export function setClock(said: number | string): void {
  const time = typeof said === "number" ? said : Date.parse(said);
  if (Number.isFinite(time)) ahead = time - Date.now();
}
