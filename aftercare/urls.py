from django.urls import path

from skincare_site.when_asked import views_of

recovery_views = views_of("aftercare.recovery_views")
sheet_views = views_of("aftercare.sheet_views")
views = views_of("aftercare.views")

app_name = "aftercare"
urlpatterns = [
    path("aftercare/", views.index, name="index"),
    path("aftercare/<short_slug:slug>/", views.detail, name="detail"),
    path("aftercare/sheet/<short_slug:treatment>/", sheet_views.sheet, name="sheet"),
    path("recovery/<short_slug:treatment>/", recovery_views.course, name="recovery"),
    path("recovery/<short_slug:treatment>/day/<short_slug:number>/", recovery_views.day, name="recovery_day"),
]
