"""How Sổ tay comes onto the home screen, in pictures."""

from starlette.responses import Response

from server.web.context import View
from server.web.endpoint import PUBLIC, view
from server.web.pages import page


def show_install(view: View) -> Response:
    return page(view, "offline/install.html", title="install")


routes = [view("/install", show_install, PUBLIC)]
