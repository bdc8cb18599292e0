"""States: what everybody may read, and the pages for when something went wrong."""

from django.template.loader import render_to_string

from tests.e2e.outage import find_it_again, lose_the_database
from tests.e2e.states import shows
from tests.e2e.states.people import trainee
from tests.e2e.visitor import Visitor


@shows("home")
def home(visitor: Visitor) -> None:
    visitor.go("/")


@shows("about")
def about(visitor: Visitor) -> None:
    visitor.go("/about/")


@shows("how_it_decides")
def how_it_decides(visitor: Visitor) -> None:
    visitor.go("/how-it-decides/")
    open_all(visitor)


@shows("urgent_help")
def urgent_help(visitor: Visitor) -> None:
    visitor.go("/help/urgent/")


@shows("exercise_list")
def exercises(visitor: Visitor) -> None:
    visitor.go("/exercises/")


@shows("exercise_list")
def exercises_for_somebody(visitor: Visitor) -> None:
    visitor.sign_in(trainee(equipment=["band"]))
    visitor.go("/exercises/?equipment=mine")


@shows("exercise_list")
def exercises_not_found(visitor: Visitor) -> None:
    visitor.go("/exercises/?q=trampoline")


@shows("exercise_detail")
def exercise_deadlift(visitor: Visitor) -> None:
    visitor.go("/exercises/deadlift/")


@shows("exercise_detail")
def exercise_bar_hang_for_somebody(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/exercises/bar-hang/")


@shows("muscle_list")
def muscles(visitor: Visitor) -> None:
    visitor.go("/muscles/")


@shows("muscle_detail")
def muscle(visitor: Visitor) -> None:
    visitor.go("/muscles/")
    visitor.main.locator("a.fig-muscle[href$='/gluteus-medius/'] text").click()
    visitor.page.wait_for_url("**/muscles/gluteus-medius/")


# Errors. The address is one that is not there; the page is the one that Django would show.


@shows("error 404")
def error_not_found(visitor: Visitor) -> None:
    visitor.go("/there-is-nothing-here/", status=404)


@shows("error 404")
def error_not_found_for_somebody(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/log/2001-01-01/", status=404)


@shows("error 405")
def error_only_takes_a_form(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/today/before/", status=405)


def show_error(visitor: Visitor, status: int) -> None:
    """Django shows these templates without a request."""
    body = render_to_string(f"{status}.html")
    address = f"{visitor.server}/error-{status}/"
    visitor.page.route(
        address, lambda route: route.fulfill(status=status, content_type="text/html", body=body)
    )
    visitor.go(f"/error-{status}/", status=status)


@shows("error 400")
def error_bad_request(visitor: Visitor) -> None:
    show_error(visitor, 400)


@shows("error 403")
def error_forbidden(visitor: Visitor) -> None:
    show_error(visitor, 403)


@shows("error 429")
def error_too_many(visitor: Visitor) -> None:
    show_error(visitor, 429)


@shows("error 429")
def error_too_many_mails(visitor: Visitor) -> None:
    for _mail in range(4):
        visitor.go("/accounts/password/reset/")
        visitor.fill("E-mail address", "too-often@example.org")
        with visitor.page.expect_navigation():
            visitor.press("Send me the link")
    visitor.says("You can try again in")


@shows("error 500")
def error_server(visitor: Visitor) -> None:
    show_error(visitor, 500)


@shows("error 503")
def error_no_database(visitor: Visitor) -> None:
    lose_the_database(visitor, "/about/")
    visitor.go("/about/", status=503)
    find_it_again(visitor)


@shows("error 503")
def error_no_database_for_an_entry(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/today/")
    lose_the_database(visitor, "/today/before/")
    visitor.choose("How is your back right now?", "3")
    # As without scripts, where the answer is a page.
    visitor.page.evaluate("document.querySelector('form[action=\"/today/before/\"]').submit()")
    visitor.says("What you sent is not saved yet.")
    find_it_again(visitor)


@shows("error 403")
def error_out_of_date(visitor: Visitor) -> None:
    visitor.go("/accounts/login/")
    visitor.page.context.clear_cookies(name="csrftoken")
    visitor.fill("E-mail address", "ada@example.org")
    visitor.fill("Password", "plum tractor violet")
    visitor.press("Sign in")
    visitor.says("This page was out of date")


def open_all(visitor: Visitor) -> None:
    """Open everything that can be folded out."""
    visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
