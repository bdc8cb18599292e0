"""Addresses: the side of the hip."""

from django.urls import URLPattern, path

from backrehab.web.views import hip

urlpatterns: list[URLPattern] = [
    path("hip/", hip.hip, name="hip"),
    path("hip/test/", hip.hip_test, name="hip_test"),
    path("hip/release/", hip.hip_release, name="hip_release"),
    path("hip/release/<uuid:public_id>/", hip.hip_release_finish, name="hip_release_finish"),
]
