"""POST /api/ratings: rates a closed conversation by the token of an email's link, once per closing."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import mailed_rating
from connextlive.chat.schemas.widget_conversations import MailedRatingAnswer, MailedRatingBody


@endpoint("POST", "/api/ratings", limit="rating")
def handler(body: MailedRatingBody) -> MailedRatingAnswer:
    mailed_rating.rate(body.token, body.score, body.comment)
    return MailedRatingAnswer(score=body.score)
