from django.contrib import admin
from django.urls import path

from . import trying_admin, views

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("symptoms/", views.symptoms, name="symptoms"),
    path("symptoms/<slug:slug>/", views.symptom, name="symptom"),
    path("admin/search/try/", admin.site.admin_view(trying_admin.try_page), name="try"),
]
