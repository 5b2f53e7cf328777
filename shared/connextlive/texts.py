"""The few sentences that the system itself says, in the workspace's language."""

LANGUAGES = ("en", "tr", "de", "es")

RESOLVED = {
    "en": "This conversation has been resolved.",
    "tr": "Bu görüşme çözüldü olarak kapatıldı.",
    "de": "Diese Unterhaltung wurde als gelöst geschlossen.",
    "es": "Esta conversación se ha cerrado como resuelta.",
}
INVITATION = {
    "en": (
        "{workspace}: your invitation",
        "Hello {name},\n\nyou have been invited to answer visitors of {workspace}.\n"
        "Set your password here within 7 days:\n\n{link}\n",
    ),
    "tr": (
        "{workspace}: davetiniz",
        "Merhaba {name},\n\n{workspace} ziyaretçilerini yanıtlamaya davet edildiniz.\n"
        "Parolanızı 7 gün içinde buradan belirleyin:\n\n{link}\n",
    ),
    "de": (
        "{workspace}: Ihre Einladung",
        "Guten Tag {name},\n\nSie sind eingeladen, Besuchern von {workspace} zu antworten.\n"
        "Legen Sie hier innerhalb von 7 Tagen Ihr Passwort fest:\n\n{link}\n",
    ),
    "es": (
        "{workspace}: su invitación",
        "Hola {name}:\n\nLe han invitado a atender a los visitantes de {workspace}.\n"
        "Elija su contraseña aquí en los próximos 7 días:\n\n{link}\n",
    ),
}
PASSWORD_RESET = {
    "en": (
        "Reset your password",
        "Hello {name},\n\nset a new password here within the hour:\n\n{link}\n\n"
        "If you did not ask for this, you need not do anything.\n",
    ),
    "tr": (
        "Parolanızı sıfırlayın",
        "Merhaba {name},\n\nbir saat içinde buradan yeni bir parola belirleyin:\n\n{link}\n\n"
        "Bunu siz istemediyseniz bir şey yapmanız gerekmez.\n",
    ),
    "de": (
        "Passwort zurücksetzen",
        "Guten Tag {name},\n\nlegen Sie hier innerhalb einer Stunde ein neues Passwort fest:\n\n{link}\n\n"
        "Wenn Sie das nicht angefordert haben, müssen Sie nichts tun.\n",
    ),
    "es": (
        "Restablezca su contraseña",
        "Hola {name}:\n\nElija una contraseña nueva aquí en la próxima hora:\n\n{link}\n\n"
        "Si no lo ha pedido usted, no tiene que hacer nada.\n",
    ),
}
UNSEEN_MESSAGES = {
    "en": (
        "{workspace} has answered you",
        "Hello{name},\n\nyou were answered while you were away:\n\n{messages}\n\n"
        "Go on with the conversation here:\n\n{link}\n",
    ),
    "tr": (
        "{workspace} size yanıt verdi",
        "Merhaba{name},\n\nsiz yokken size yanıt verildi:\n\n{messages}\n\nGörüşmeye buradan devam edin:\n\n{link}\n",
    ),
    "de": (
        "{workspace} hat Ihnen geantwortet",
        "Guten Tag{name},\n\nwährend Sie weg waren, hat man Ihnen geantwortet:\n\n{messages}\n\n"
        "Hier geht die Unterhaltung weiter:\n\n{link}\n",
    ),
    "es": (
        "{workspace} le ha respondido",
        "Hola{name}:\n\nLe han respondido mientras no estaba:\n\n{messages}\n\nSiga la conversación aquí:\n\n{link}\n",
    ),
}
PUSH_VISITOR = {"en": "Visitor", "tr": "Ziyaretçi", "de": "Besucher", "es": "Visitante"}
PUSH_MESSAGE = dict.fromkeys(LANGUAGES, "{visitor}")
PUSH_ASSIGNED = {
    "en": "Assigned to you: {visitor}",
    "tr": "Size atandı: {visitor}",
    "de": "Ihnen zugewiesen: {visitor}",
    "es": "Se le ha asignado: {visitor}",
}
PUSH_TRANSFERRED = {
    "en": "Transferred to you: {visitor}",
    "tr": "Size aktarıldı: {visitor}",
    "de": "An Sie übergeben: {visitor}",
    "es": "Se le ha transferido: {visitor}",
}
