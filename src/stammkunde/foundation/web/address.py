"""Where a request comes from."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The caller's IP address, "" when there is none.

    `X-Forwarded-For` counts only with `STAMMKUNDE_TRUSTED_PROXIES`: with n trusted proxies the n-th
    entry from the right was written by the outermost of them; what stands left of it anybody can
    forge (D37).
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    proxies = int(settings.TRUSTED_PROXIES)
    if proxies > 0:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(chain) >= proxies:
            peer = chain[-proxies]
    try:
        return str(ip_address(peer))
    except ValueError:
        return ""
