"""The sentences of the embedded analyser's summaries, in the workspace's language."""

from connextlive.analysis import Outcome, Sentiment

VISITOR = {"en": "The visitor", "tr": "Ziyaretçi", "de": "Der Besucher", "es": "El visitante"}
AGENT = {"en": "The agent", "tr": "Temsilci", "de": "Der Agent", "es": "El agente"}
ASKED = {
    "en": "{who} wrote: “{quote}”.",
    "tr": "{who} şunu yazdı: “{quote}”.",
    "de": "{who} schrieb: „{quote}“.",
    "es": "{who} escribió: «{quote}».",
}
NOTHING = {
    "en": "{who} wrote nothing that could be read.",
    "tr": "{who} okunabilir bir şey yazmadı.",
    "de": "{who} hat nichts Lesbares geschrieben.",
    "es": "{who} no escribió nada legible.",
}
ANSWERED = {
    "en": "{who} answered: “{quote}”.",
    "tr": "{who} şöyle yanıtladı: “{quote}”.",
    "de": "{who} antwortete: „{quote}“.",
    "es": "{who} respondió: «{quote}».",
}
NO_ANSWER = {
    "en": "Nobody answered.",
    "tr": "Kimse yanıt vermedi.",
    "de": "Niemand hat geantwortet.",
    "es": "Nadie respondió.",
}
ENDED: dict[str, dict[Outcome, str]] = {
    "en": {
        "RESOLVED": "The matter was settled",
        "PARTIAL": "Something was left to be done",
        "UNRESOLVED": "The matter was not settled",
    },
    "tr": {
        "RESOLVED": "Konu çözüldü",
        "PARTIAL": "Yapılacak bir şeyler kaldı",
        "UNRESOLVED": "Konu çözülmedi",
    },
    "de": {
        "RESOLVED": "Das Anliegen wurde geklärt",
        "PARTIAL": "Etwas blieb noch zu tun",
        "UNRESOLVED": "Das Anliegen blieb ungeklärt",
    },
    "es": {
        "RESOLVED": "El asunto quedó resuelto",
        "PARTIAL": "Quedó algo por hacer",
        "UNRESOLVED": "El asunto no se resolvió",
    },
}
FELT: dict[str, dict[Sentiment, str]] = {
    "en": {"POSITIVE": "; the visitor was pleased.", "NEUTRAL": ".", "NEGATIVE": "; the visitor was displeased."},
    "tr": {"POSITIVE": "; ziyaretçi memnundu.", "NEUTRAL": ".", "NEGATIVE": "; ziyaretçi memnun değildi."},
    "de": {"POSITIVE": "; der Besucher war zufrieden.", "NEUTRAL": ".", "NEGATIVE": "; der Besucher war unzufrieden."},
    "es": {
        "POSITIVE": "; el visitante quedó contento.",
        "NEUTRAL": ".",
        "NEGATIVE": "; el visitante quedó descontento.",
    },
}
