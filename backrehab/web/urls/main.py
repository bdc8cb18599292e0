"""Addresses: today, the ladder, the pain log, flare-ups, and how the gate decides."""

from django.urls import path, register_converter

from backrehab.web.converters import IsoDateConverter
from backrehab.web.views import baseline, flare_up, ladder, log, report, rules, today

register_converter(IsoDateConverter, "iso_date")

urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/morning/", today.give_morning, name="today_morning"),
    path("today/before/", today.begin, name="today_before"),
    path("today/dose/", today.choose_dose, name="today_dose"),
    path("today/set/", today.tick, name="today_set"),
    path("today/finish/", today.finish, name="today_finish"),
    path("today/stop/", today.stop, name="today_stop"),
    path("today/daily/", today.give_daily, name="today_daily"),
    path("today/way/", today.choose_way, name="today_way"),
    path("today/drill/", today.drill, name="today_drill"),
    path("today/skip/", today.skip, name="today_skip"),
    path("today/go-on/", today.go_on, name="today_go_on"),
    path("flare-up/", flare_up.flare_up, name="flare_up"),
    path("flare-up/begin/", flare_up.begin, name="flare_up_begin"),
    path("flare-up/mistake/", flare_up.take_back, name="flare_up_mistake"),
    path("flare-up/end/", flare_up.end, name="flare_up_end"),
    path("ladder/", ladder.ladder, name="ladder"),
    path("ladder/open/<slug:stage_key>/", ladder.open_stage, name="ladder_open"),
    path("ladder/technique/", ladder.confirm_technique, name="ladder_technique"),
    path("ladder/hold-test/", ladder.record_hold_test, name="ladder_hold_test"),
    path("ladder/report/", report.report, name="report"),
    path("baseline/", baseline.baseline, name="baseline"),
    path("log/", log.log, name="log"),
    path("log/add/", log.add, name="log_add"),
    path("log/<iso_date:on>/", log.day, name="log_day"),
    path("log/<iso_date:on>/delete/", log.delete, name="log_delete"),
    path("how-it-decides/", rules.how_it_decides, name="how_it_decides"),
]
