"""Where pictures of people are."""


def avatar_url(key: str | None) -> str | None:
    """A link to the picture; the signer is imported only where there is one."""
    if key is None:
        return None
    from connextlive.storage import download_url

    return download_url(key, "avatar", "image/" + key.rpartition(".")[2])[0]
