"""A stored file as an answer: somebody else's bytes on our address may show themselves and do nothing more."""

from pathlib import Path

from starlette.responses import FileResponse

from server.db.files import file_path

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "webp": "image/webp",
}
_SHOWN = frozenset({"pdf", "webp"})


def send_file(folder: Path, sha256: str, kind: str, filename: str, *, keep: int = 0) -> FileResponse:
    """``keep``: for how many seconds the phone of this member may show its copy without a network."""
    response = FileResponse(
        file_path(folder, sha256),
        media_type=TYPES[kind],
        filename=filename,
        content_disposition_type="inline" if kind in _SHOWN else "attachment",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    # What may be kept has an address of its own for each version; everything else is asked for again.
    response.headers["Cache-Control"] = f"private, max-age={keep}, immutable" if keep else "private, no-cache"
    if keep:
        response.headers["X-Offline"] = str(keep)
    return response
