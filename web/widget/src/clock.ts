/** The server's time: timestamps of the server must not be compared with a visitor's clock, which may be hours off. */

let ahead = 0;

export function now(): number {
  return Date.now() + ahead;
}

/** Sets the clock by a timestamp that the server has just issued. */
export function setClock(said: number | string): void {
  const time = typeof said === "number" ? said : Date.parse(said);
  if (Number.isFinite(time)) ahead = time - Date.now();
}
