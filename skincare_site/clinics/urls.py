from django.urls import path

from skincare_site.when_asked import views_of

views = views_of("skincare_site.clinics.views")

app_name = "clinics"
urlpatterns = [
    path("clinics/", views.index, name="index"),
    path("clinics/<short_slug:slug>/", views.detail, name="detail"),
]
