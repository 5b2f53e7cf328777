"""The letters that the system writes, in the workspace's language."""

from connextlive.core.direction import isolated
from connextlive.core.i18n import in_language
from connextlive.email.letter import Figure, Letter, Quote


def invitation(language: str, workspace: str, name: str, link: str) -> Letter:
    """To somebody who is to become an agent."""
    _ = in_language(language)
    return Letter(
        language=language,
        sender=workspace,
        subject=_("{workspace}: your invitation").format(workspace=isolated(workspace)),
        preview=_("Set your password within 7 days, and answer your first visitor."),
        greeting=_("Hello {name},").format(name=isolated(name)),
        paragraphs=(
            _("you have been invited to answer visitors of {workspace}.").format(workspace=isolated(workspace)),
            _("The invitation is for you alone and ends after 7 days."),
        ),
        action=_("Set your password"),
        link=link,
        fallback=_("If the button does nothing, open this address:"),
        notes=(_("If you do not know {workspace}, you need not do anything.").format(workspace=isolated(workspace)),),
    )


def password_reset(language: str, workspace: str, name: str, link: str) -> Letter:
    """To a user who has asked for a new password."""
    _ = in_language(language)
    return Letter(
        language=language,
        sender=workspace,
        subject=_("Reset your password"),
        preview=_("The link works once, within the hour."),
        greeting=_("Hello {name},").format(name=isolated(name)),
        paragraphs=(_("somebody, probably you, has asked for a new password. The link works once, within the hour."),),
        action=_("Set a new password"),
        link=link,
        fallback=_("If the button does nothing, open this address:"),
        notes=(_("If you did not ask for this, you need not do anything."),),
    )


def unseen_messages(language: str, workspace: str, name: str | None, said: list[Quote], link: str) -> Letter:
    """To a visitor who was answered while they were away."""
    _ = in_language(language)
    return Letter(
        language=language,
        sender=workspace,
        subject=_("{workspace} has answered you").format(workspace=isolated(workspace)),
        preview=" ".join(said[0].text.split())[:120] if said else "",
        greeting=_("Hello {name},").format(name=isolated(name)) if name else _("Hello,"),
        paragraphs=(_("you were answered while you were away:"),),
        quotes=tuple(said),
        action=_("Go on with the conversation"),
        link=link,
        fallback=_("If the button does nothing, open this address:"),
        notes=(_("The link opens your conversation: please do not pass it on."),),
    )


def report_ready(
    language: str, workspace: str, period: str, days: str, figures: list[Figure], link: str, table_link: str
) -> Letter:
    """To somebody whom the workspace sends its reports."""
    _ = in_language(language)
    subjects = {
        "week": _("{workspace}: the week {days}"),
        "month": _("{workspace}: the month {days}"),
    }
    return Letter(
        language=language,
        sender=workspace,
        subject=subjects[period].format(workspace=isolated(workspace), days=days),
        preview=" · ".join(f"{figure.name}: {figure.value}" for figure in figures[:3]),
        greeting=_("Hello,"),
        paragraphs=(_("here is the report of {days}, in brief:").format(days=days),),
        figures=tuple(figures),
        action=_("Open the report"),
        link=link,
        fallback=_("If the button does nothing, open this address:"),
        more=((_("The figures as a table (CSV)"), table_link),),
        notes=(
            _("The links work for 30 days. You get this mail because {workspace} has its reports sent to you.").format(
                workspace=isolated(workspace)
            ),
        ),
    )
