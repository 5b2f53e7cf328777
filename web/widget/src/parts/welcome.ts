/** What those see who have not written yet: the logo, the team, and questions to begin with. */

import { h, wear } from "../dom";
import type { Look } from "../look";
import type { Session } from "../session";
import stylesheet from "./welcome.css";

export class Welcome {
  private readonly head: HTMLElement;
  private readonly foot: HTMLElement;

  /** Before and after the log with the greeting. */
  constructor(log: HTMLElement, { brand, questions, t, language }: Look, session: Session, ask: (question: string) => void) {
    wear(log.getRootNode() as ShadowRoot, stylesheet);
    const logo = brand && h("img", { class: "logo", src: brand.avatarUrl, alt: brand.name, onerror: () => logo && logo.remove() });
    const faces = h("div", { class: "faces", "aria-hidden": "true" });
    const names = h("p");
    this.head = h("div", { class: "welcome" }, logo, faces, names);
    const choice = (question: string): HTMLElement => h("button", { type: "button", dir: "auto", onclick: () => ask(question) }, question);
    this.foot = h("div", { class: "questions", role: "group", "aria-label": t("Questions to begin with") }, ...questions.map(choice));
    log.before(this.head);
    log.after(this.foot);
    const introduce = (team: { name: string; avatarUrl: string | null }[]): void => {
      for (const { name, avatarUrl } of team) {
        const face = h("span", { class: "avatar" }, [...name].slice(0, 1).join(""));
        if (avatarUrl) face.append(h("img", { src: avatarUrl, alt: "", onerror: (event: Event) => (event.target as Element).remove() }));
        faces.append(face);
      }
      if (team.length) names.append(t("{names} will answer you", { names: new Intl.ListFormat(language, { type: "disjunction" }).format(team.map(({ name }) => name)) }));
    };
    session.team().then(introduce, () => {}); // nobody is shown then
  }

  show(isShown: boolean): void {
    this.head.hidden = this.foot.hidden = !isShown;
  }
}
