"""Links to avatars."""


def avatar_url(key: str | None) -> str | None:
    """A link to the picture; the signer is imported only if there is one."""
    if key is None:
        return None
    from connextlive.aws.s3 import picture_url

    return picture_url(key)
