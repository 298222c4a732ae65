from django.urls import path

from skincare_site.when_asked import views_of

views = views_of("skincare_site.api.views")

app_name = "api"
urlpatterns = [
    path("", views.index, name="index"),
    path("openapi.json", views.described, name="description"),
    path("red-flags/", views.red_flags, name="red_flags"),
    path("<slug:name>/", views.listing, name="list"),
    path("<slug:name>/<slug:slug>/", views.item, name="item"),
]
