"""The product's addresses, and the floor: the least that a page for somebody signed in can cost."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe

# 8 kB that compress about as well as a page does.
BODY = "".join(
    f'<li class="row" id="r{n}"><a href="/rows/{n * 37 % 101}/">{n}: {n * 7919 % 9973}</a></li>\n'
    for n in range(130)
)[:8192]


@require_safe
def floor(request: HttpRequest) -> HttpResponse:
    """Session and user are looked up, and a constant is sent."""
    if not request.user.is_authenticated:
        raise AssertionError("the floor is for somebody signed in")
    return HttpResponse(BODY)


urlpatterns = [path("floor/", floor, name="floor"), path("", include("backrehab.urls"))]
