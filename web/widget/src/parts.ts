/** Parts of the widget that its first picture does not need: scripts of their own, loaded when they are first needed. */

import type { Language } from "../../generated/languages";
import { tag } from "./config";
import * as dom from "./dom";
import * as http from "./http";
import * as retry from "./retry";

/** Emoji by their groups, with the names of a language: `web/shared/emoji/`. */
type Signs = Record<`emoji-${Language}`, string[][]>;

interface Parts extends Signs {
  conversations: typeof import("./parts/conversations");
  editing: typeof import("./parts/editing");
  entry: typeof import("./parts/entry");
  emoji: typeof import("./parts/emoji");
  proof: typeof import("./parts/proof");
  proactive: typeof import("./parts/proactive");
  rating: typeof import("./parts/rating");
  transcript: typeof import("./parts/transcript");
  texts: typeof import("./parts/texts");
  uploads: typeof import("./parts/uploads");
  welcome: typeof import("./parts/welcome");
}

/** Their files (build.mjs). Each is named after its content, so that a page from before a deployment gets the parts that
 * belong to it, which stay in place for a while, or none: never another version's. */
declare const PARTS: Record<keyof Parts, string>;

type PartScript = HTMLScriptElement & {
  /** What parts use of this script, instead of a copy of their own. */
  shared?: unknown;
  exported?: unknown;
};

const loading = new Map<keyof Parts, Promise<unknown>>();

/** Loads a part, once. Rejects if that fails, and tries again the next time. */
export function part<Name extends keyof Parts>(name: Name): Promise<Parts[Name]> {
  let found = loading.get(name);
  if (!found) {
    found = load(PARTS[name]);
    loading.set(name, found);
    found.catch(() => loading.delete(name));
  }
  return found as Promise<Parts[Name]>;
}

/** From where this script is, or, if a site hosts only this one itself, from where the API is. */
async function load(file: string): Promise<unknown> {
  const api = tag?.dataset.apiUrl;
  try {
    return await run(new URL(file, tag?.src).href);
  } catch (failure) {
    if (!api) throw failure;
    return run(new URL(file, new URL(`${api}/`, location.href)).href);
  }
}

/** A script tag, unlike `import()`, needs no permission of the other origin, and takes the page's nonce. */
function run(address: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const script: PartScript = document.createElement("script");
    const ended = (): void => {
      script.remove();
      if (script.exported) resolve(script.exported);
      else reject(new http.ApiError(0, `${address} could not be loaded`));
    };
    script.onload = script.onerror = ended;
    script.shared = { dom, http, retry };
    script.nonce = tag?.nonce ?? "";
    script.src = address;
    document.documentElement.append(script);
  });
}
