/** Which files may be sent: the server's own list, which says so by the ending of a name. */

import list from "../../shared/connextlive/core/file_types.json";

/** With one message. */
export const MOST = 5;
const LARGEST = 10 * 1024 * 1024;

const endings = new Map(Object.entries(list.endings));
// By what browsers and systems call a type, which may be its registered name.
const types = new Map([...[...endings.values()].map((type): [string, string] => [type.toLowerCase(), type]), ...Object.entries(list.aliases)]);

/** What a file input offers. */
export const accepted = [...endings.keys()]
  .map((ending) => `.${ending}`)
  .join();

/**
 * What a file is announced as; undefined if it cannot be sent. The ending comes first: what a browser says depends on
 * what is installed, and Windows without Office knows no type of a .docx.
 */
export function typeOf({ name, type }: { name: string; type: string }): string | undefined {
  return endings.get(name.toLowerCase().split(".").pop() ?? "") ?? types.get(type.toLowerCase());
}

/** Why the server would refuse a file. */
export function problemOf(file: File): "type" | "size" | "empty" | null {
  if (!typeOf(file)) return "type";
  return file.size > LARGEST ? "size" : file.size ? null : "empty";
}
