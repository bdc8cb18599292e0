"""What programs ask a site for: which pages may be searched, and whom to tell of a fault."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

# The public pages, as the addresses they begin with; "$" ends an address.
SEARCHABLE = ("home", "about", "how_it_decides", "exercise_list", "muscle_list", "urgent_help")
VALID_FOR = timedelta(days=180)


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Public pages may be searched, nothing else."""
    lines = ["User-agent: *"]
    for name in SEARCHABLE:
        path = reverse(name)
        lines.append(f"Allow: {path}$" if path == "/" else f"Allow: {path}")
    lines += [f"Allow: {settings.STATIC_URL}", "Disallow: /", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def security_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Whom to tell of a security fault (RFC 9116); 404 if the operator gave no contact."""
    contact = settings.OPERATOR_CONTACT
    if not contact:
        raise Http404
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    elif not contact.startswith(("https://", "mailto:", "tel:")):
        raise Http404
    expires = (timezone.now() + VALID_FOR).replace(microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
