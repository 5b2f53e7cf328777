"""multipart/form-data, as browsers and curl send files."""

from multipart import MultipartParser, parse_options_header

from connextlive.core.errors import Invalid
from connextlive.core.file_types import safe_name
from connextlive.core.sentence import Sentence
from connextlive.core.uploads import UploadedFile

MOST_PARTS = 20


def read_form(body: bytes, content_type: str) -> tuple[dict[str, str], list[UploadedFile]]:
    """The form's fields as strings, and its files."""
    from io import BytesIO

    fields: dict[str, str] = {}
    files: list[UploadedFile] = []
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    try:
        limits = {"part_limit": MOST_PARTS, "memory_limit": len(body) + 1, "spool_limit": len(body) + 1}
        for part in MultipartParser(BytesIO(body), boundary, content_length=len(body), **limits):
            if part.filename is not None:
                if part.name != "attachments":
                    raise Invalid(**{part.name or "body": Sentence("Unknown field")})
                if not part.filename and not part.raw:
                    continue  # an empty file input
                files.append(UploadedFile(safe_name(part.filename), part.raw))
            else:
                fields[part.name] = part.value
    except (ValueError, LookupError) as error:  # no form, no text, or a character set that nobody knows
        raise Invalid(body=Sentence("Malformed multipart body")) from error
    return fields, files
