"""What a user's browser does with a page that somebody wants to be opened."""

import urllib.request


def open_page(url: str) -> None:
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with browser.open(url, timeout=10) as page:
        page.read()
