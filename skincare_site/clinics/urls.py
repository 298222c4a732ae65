from django.urls import path

from . import views

app_name = "clinics"
urlpatterns = [
    path("clinics/", views.index, name="index"),
    path("clinics/<short_slug:slug>/", views.detail, name="detail"),
]
