// Made by `make catalogues` of LANGUAGES in shared/connextlive/core/i18n.py: do not edit.

export const LANGUAGES = ["en", "tr", "de", "es"] as const;
export type Language = (typeof LANGUAGES)[number];
export const NAMES: Record<Language, string> = {"en": "English", "tr": "Türkçe", "de": "Deutsch", "es": "Español"};
