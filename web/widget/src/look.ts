/** The widget's appearance, from the workspace's settings. Settings of a wrong type are ignored. */

import type { WidgetView } from "../../generated/api";
import type { Language } from "../../generated/languages";
import { isLanguage } from "../../shared/texts";
import { now } from "./clock";
import { contrast, css, deepened, parseColor, textOn, type Rgb } from "../../shared/colors";
import type { Config, Theme } from "./config";
import { translator, type Translate } from "./texts";

const BACK: Record<"light" | "dark", Rgb> = { light: [255, 255, 255], dark: [22, 24, 29] };

export interface Look {
  language: Language;
  t: Translate;
  workspace: string;
  title: string;
  subtitle: string;
  greeting: string;
  side: "left" | "right";
  theme: Theme;
  showAgentNames: boolean;
  sound: boolean;
  /** The workspace's logo, in the place of its initials. */
  brand: { name: string; avatarUrl: string } | null;
  /** What a visitor may begin with. */
  questions: string[];
  /** Whether a click on one sends it; otherwise it is put into the field. */
  sendsQuestions: boolean;
  /** Whether there is something to show to those who have not written yet. */
  welcomes: boolean;
  /** Whether the team sees what is typed before it is sent. */
  previewsTyping: boolean;
  seesEverybody: boolean;
  accent: Rgb;
  hours: WidgetView["hours"];
}

export function lookOf(widget: WidgetView, config: Config): Look {
  const language = languageOf(widget, config);
  const t = translator(language);
  const workspace = String(widget.workspaceName);
  const title = localized(widget.title, language) ?? workspace;
  const { logoUrl, team } = widget;
  const brand = typeof logoUrl === "string" ? { name: title, avatarUrl: logoUrl } : null;
  const questions = listed(widget.starterQuestions).flatMap((question) => localized(question, language) ?? []);
  return {
    language,
    t,
    workspace,
    title,
    subtitle: localized(widget.subtitle, language) ?? replyTime(widget.replyTime, t),
    greeting: localized(widget.greeting, language) ?? t("Hello! How can we help?"),
    side: widget.position === "left" ? "left" : "right",
    theme: config.theme ?? (widget.theme === "light" || widget.theme === "dark" ? widget.theme : "auto"),
    showAgentNames: widget.showAgentNames !== false,
    sound: widget.sound !== false,
    brand,
    questions,
    sendsQuestions: widget.starterAction !== "fill",
    welcomes: !!brand || questions.length > 0 || listed(team).length > 0,
    previewsTyping: widget.typingPreview === true,
    seesEverybody: (config.presence ?? widget.presence) === "everybody",
    accent: parseColor(widget.color),
    hours: widget.hours,
  };
}

export function languageOf(widget: WidgetView, config: Config): Language {
  return config.language ?? (isLanguage(widget.language) ? widget.language : "en");
}

/** What the visitor is told while nobody answers: when somebody does again, by their clock. */
export function awayNote({ hours, language, t, subtitle }: Look): string {
  if (!hours || now() < Date.parse(hours.closesAt ?? "")) return subtitle;
  const opens = Date.parse(hours.opensAt ?? "");
  if (!(now() < opens)) return subtitle;
  const time = new Date(opens).toLocaleString(language, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return t("We answer again from {time}", { time });
}

function replyTime(within: unknown, t: Translate): string {
  if (within === "minutes") return t("We usually reply within minutes");
  if (within === "hours") return t("We usually reply within a few hours");
  if (within === "day") return t("We usually reply within a day");
  return t("We reply as soon as we can");
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text of the workspace: one for all languages, or `{"en": …, "de": …}`. */
export function localized(value: unknown, language: Language): string | undefined {
  const text = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[language] : value;
  return typeof text === "string" && text.trim() ? text.trim() : undefined;
}

/** Sets the colors by the object model, because the page's CSP may forbid style attributes in markup. */
export function paint(root: HTMLElement, { accent }: Look, theme: "light" | "dark"): void {
  root.dataset.theme = theme;
  const onAccent = textOn(accent);
  // The accent may be too pale or too dark for the panel's background.
  const ink = contrast(accent, BACK[theme]) >= 3 ? css(accent) : "var(--text)";
  for (const [name, value] of [
    ["--accent", css(accent)],
    ["--accent-deep", css(deepened(accent))],
    ["--on-accent", css(onAccent)],
    ["--accent-ink", ink],
  ] as const) {
    root.style.setProperty(name, value);
  }
}
