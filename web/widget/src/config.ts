/** The script tag's configuration. */

import type { SessionBody } from "../../generated/api";
import type { Language } from "../../generated/languages";
import { isLanguage } from "../../shared/texts";

/** The visitor's identity, as claimed by the page. */
export type Identity = Pick<SessionBody, "externalId" | "identityHash" | "signedAttributes" | "userName" | "userEmail" | "userPhone">;

export type Theme = "light" | "dark" | "auto";

export interface Config {
  apiKey: string;
  /** The API's URL: the script's origin, unless the tag has another. */
  api: string;
  tenantId: string;
  language: Language | null;
  theme: Theme | null;
  identity: Identity;
  /** Whom agents see: everybody on a page, or only those who interact; null if the workspace decides. */
  presence: "everybody" | "engaged" | null;
  /** Whether anything may be stored. */
  hasConsent: boolean;
}

/** The tag itself: while it runs, the one that is running. */
export const tag = (document.currentScript ?? document.querySelector("script[data-api-key]")) as HTMLScriptElement | null;

const KEY = /^cl_([0-9A-Z]{26})_[0-9A-Z]{26}_/;

/** Reads a script tag's configuration, or why it is invalid. */
export function readConfig(script: HTMLScriptElement | null): Config | string {
  const data = script?.dataset;
  const apiKey = data?.apiKey?.trim();
  if (!script || !data || !apiKey) return "the script tag has no data-api-key";
  const tenantId = KEY.exec(apiKey)?.[1];
  if (!tenantId) return "data-api-key is not an API key of Connextlive";
  let api: string;
  try {
    api = data.apiUrl ? new URL(data.apiUrl, location.href).href.replace(/\/+$/, "") : new URL(script.src).origin;
  } catch {
    return "data-api-url is not an address";
  }
  const identity: Identity = {};
  if (data.externalId) identity.externalId = data.externalId;
  if (data.identityHash) identity.identityHash = data.identityHash;
  if (data.signedAttributes) identity.signedAttributes = data.signedAttributes;
  if (data.userName) identity.userName = data.userName;
  if (data.userEmail) identity.userEmail = data.userEmail;
  if (data.userPhone) identity.userPhone = data.userPhone;
  return {
    apiKey,
    api,
    tenantId: `ten_${tenantId}`,
    language: data.language && isLanguage(data.language) ? data.language : null,
    theme: data.theme === "light" || data.theme === "dark" || data.theme === "auto" ? data.theme : null,
    identity,
    presence: data.presence === "everybody" || data.presence === "engaged" ? data.presence : null,
    hasConsent: data.consent !== "denied",
  };
}
