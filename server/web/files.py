"""A stored file as an answer: somebody else's bytes on our address may show themselves and do nothing more."""

from starlette.responses import FileResponse

from server.db.files import file_path
from server.web.context import View
from server.web.identity import user_of
from server.web.pages import keeping

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "webp": "image/webp",
}
_SHOWN = frozenset({"pdf", "webp"})


def send_file(view: View, sha256: str, kind: str, filename: str, *, keep: int = 0) -> FileResponse:
    """``keep``: for how many seconds the phone of this member may show its copy without a network."""
    settings = view.parts.settings
    response = FileResponse(
        file_path(settings.files, sha256),
        media_type=TYPES[kind],
        filename=filename,
        content_disposition_type="inline" if kind in _SHOWN else "attachment",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["X-User"] = user_of(settings.secret_key, view.visitor)
    response.headers.update(keeping(keep))
    return response
