"""The web app manifest: its words are in pwa/manifest.webmanifest, its icons under the current build."""

from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from server.web.assets import ROOT, current_build

FILE = ROOT / "pwa" / "manifest.webmanifest"


@cache
def _manifest() -> str:
    return FILE.read_text(encoding="utf-8").replace("{static}", f"/static/{current_build().id}")


def manifest(_request: Request) -> Response:
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(_manifest(), media_type="application/manifest+json", headers=headers)


manifest.action = "public"  # type: ignore[attr-defined]  # read by the test that every route declares one
